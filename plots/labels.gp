# Names at the right end of curves: near where the curves end, apart from each other, never clipped.
#
# In: n names text[i] in colour[i], wanted at the heights at[i] (0 to 1 of the panel); gap, a name's
# height. Names of curves that end within `fuse` of a height become one: 2–16.
array order[n]
do for [i=1:n] { order[i] = i }
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
    set label words at graph 1.035,y[i] left textcolor rgb colour[k]
    if (term ne 'txt') { set arrow from graph 1.004,(low[i]+high[i])/2 to graph 1.03,y[i] nohead lw 0.5 lc rgb colour[k] }
}
