# Names at the right end of curves: near where the curves end, apart from each other, never clipped.
#
# In: n names text[i] in colour[i], wanted at the heights at[i] (0 to 1 of the panel); gap, a name's
# height. Names of curves that end within `fuse` of a height become one: 2–16.

array order[n]
do for [i=1:n] { order[i] = i; at[i] = at[i] < 0 ? 0 : at[i] > 1 ? 1 : at[i] } # a curve may end beyond the panel
do for [pass=1:n] { do for [i=1:n-1] { if (at[order[i]] > at[order[i+1]]) {
    held = order[i]; order[i] = order[i+1]; order[i+1] = held
} } }

# From low to high, a curve that ends with the group below it joins that group.
array low[n]; array high[n]; array least[n]; array most[n]; array size[n]; array y[n]
g = 0
do for [i=1:n] {
    k = order[i]
    if (g > 0 && at[k] - low[g > 0 ? g : 1] < fuse * gap) {
        high[g] = at[k]; size[g] = size[g] + 1
        least[g] = k < least[g] ? k : least[g]; most[g] = k > most[g] ? k : most[g]
    } else { g = g + 1; low[g] = at[k]; high[g] = at[k]; least[g] = k; most[g] = k; size[g] = 1 }
}
# Where the depths of two neighbours interleave, one name for both is clearer than two lists.
do for [i=g-1:1:-1] { if (low[i+1] - high[i] < 1.5 * gap && fuse > 0 && least[i] < most[i+1] && least[i+1] < most[i] && size[i] + size[i+1] > 2) {
    high[i] = high[i+1]; size[i] = size[i] + size[i+1]
    least[i] = least[i+1] < least[i] ? least[i+1] : least[i]; most[i] = most[i+1] > most[i] ? most[i+1] : most[i]
    do for [j=i+1:g-1] { low[j] = low[j+1]; high[j] = high[j+1]; least[j] = least[j+1]; most[j] = most[j+1]; size[j] = size[j+1] }
    g = g - 1
} }
do for [i=1:g] { y[i] = (low[i] + high[i]) / 2 }

# Neighbours that overlap push each other apart until none does.
do for [pass=1:200] {
    do for [i=1:g-1] {
        push = (gap - y[i+1] + y[i]) / 2
        if (push > 0) { y[i] = y[i] - push; y[i+1] = y[i+1] + push }
    }
    if (y[1] < gap / 3) { y[1] = gap / 3 }
    if (y[g] > 1) { y[g] = 1 }
}

do for [i=1:g] {
    k = most[i]; words = text[k]
    if (size[i] > 1 && size[i] == most[i] - least[i] + 1) { words = text[least[i]].'–'.words }
    if (size[i] > 1 && size[i] < most[i] - least[i] + 1) {
        do for [j=most[i]-1:least[i]:-1] { if (at[j] >= low[i] && at[j] <= high[i]) { words = text[j].', '.words } }
    }
    set label words at screen here_end+0.013,graph y[i] left textcolor rgb colour[k]
    if (term ne 'txt') { set arrow from screen here_end+0.001,graph (low[i]+high[i])/2 to screen here_end+0.011,graph y[i] nohead lw 0.5 lc rgb colour[k] }
}
