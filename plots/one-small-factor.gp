# The gradient at the first layer and the final training loss against the one factor that is made small.
#   After an edit:    gnuplot plots/one-small-factor.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/one-small-factor.gp
name = 'one-small-factor'; if (!exists("experiment")) experiment = 'one-small-factor'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array curve[last_n]; array hue[last_n]; array normed[last_n]; array text[last_n]; array colour[last_n]; array at[last_n]
n = 0; letters = 0
stats $last using (n = n + 1, curve[n] = $1, hue[n] = $2 > 4 ? 4 : $2, normed[n] = $3, text[n] = strcol(4), \
                   letters = strlen(strcol(4)) > letters ? strlen(strcol(4)) : letters) nooutput
do for [i=1:n] { colour[i] = normed[i] == 1 ? word_of(hue[i], 0.2) : hue_of(hue[i]) }
way(i) = normed[i] == 1 ? 2 : 1
# From the largest factor on the left to the least on the right.
far = factor_most > factor_least ? factor_least : factor_most / 10

room = room_for(letters)
set multiplot
set logscale x; set format x '10^{%L}'; unset mxtics; set xtics (factor_most)
step = stride(far, factor_most, broad ? 4 : 3)
do for [k=0:40:step] { if (10.0 ** (log10(factor_most) - k) > 0.99 * far) { set xtics add (10.0 ** (log10(factor_most) - k)) } }
do for [p=1:2] {
    eval across(p, 2); eval down(1, 1)
    if (p == 1) { eval heading }
    set label 'the one factor' at @under_panel textcolor rgb ink
    set label (p == 1 ? 'gradient at the first layer' : 'final training loss') at @over_panel textcolor rgb ink
    gap = 0.065; fuse = 0; n = 0
    if (p == 1) {
        stats $last using (n = n + 1, at[n] = log($5 / floor) / log(ceiling / floor)) nooutput
        load here.'labels.gp'
        eval decades(floor, ceiling, 6)
        plot [factor_most:far] [floor:ceiling] \
             for [i=1:last_n] $size using ($1 == curve[i] ? $2 : NaN):4:5 with @band lc rgb colour[i], \
             for [i=1:last_n] $size using ($1 == curve[i] ? $2 : NaN):3 with linespoints pt 7 ps dot(0.8) dashtype way(i) lw 1.6 lc rgb colour[i]
    } else {
        stats $last using (n = n + 1, at[n] = $6 == $6 ? $6 / roof_loss : 1) nooutput
        load here.'labels.gp'
        unset logscale y; set format y '%g'; set ytics nice(roof_loss, 5)
        if (chance == chance) {
            set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
            set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,0.6 left textcolor rgb pale font type(18)
        }
        plot [factor_most:far] [0:roof_loss] \
             for [i=1:last_n] $loss using ($1 == curve[i] ? $2 : NaN):4:5 with @band lc rgb colour[i], \
             for [i=1:last_n] $loss using ($1 == curve[i] ? $2 : NaN):3 with linespoints pt 7 ps dot(0.8) dashtype way(i) lw 1.6 lc rgb colour[i]
    }
    eval fresh
}
unset multiplot
