# By how many branches a path passes, before training and after: above what one path brings back, below the
# share of all paths of that length, and grey their number. The share, of a whole, has a linear axis.
#   After an edit:    gnuplot plots/paths.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/paths.gp
name = 'paths'; if (!exists("experiment")) experiment = 'paths'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
letters = 0
stats $last using (letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput
letters = letters + 2

room = room_for(letters)
set multiplot
set xtics blocks < 10 ? 1 : nice(blocks, 8)
do for [r=1:2] { do for [p=1:2] {
    eval across(p, 2); eval down(r, 2)
    if (r == 1 && p == 1) { eval heading }
    if (r == 1) { set label (p == 1 ? 'before training' : 'after training') at @over_panel textcolor rgb ink }
    if (p == 1) { set label (r == 1 ? 'one path' : 'all paths') at @beside_panel textcolor rgb ink }
    if (r == 2) { set label 'branches passed' at @under_panel textcolor rgb ink }
    n = 0; gap = broad ? 0.14 : 0.17; fuse = 0
    array at[last_n]; array text[last_n]; array colour[last_n]
    if (r == 1) {
        eval decades(floor, ceiling, 4); set format x ''
        stats $last using (n = n + 1, text[n] = strcol(2).(column(p + 2) == column(p + 2) ? '' : ': 0'), colour[n] = tint(n), \
                           at[n] = column(p + 2) > floor ? log(column(p + 2) / floor) / log(ceiling / floor) : 0) nooutput
        load here.'labels.gp'
        plot [-0.3:blocks+0.3] [floor:ceiling] \
             for [i=1:last_n] $mean using ($1 == i && $2 == p ? $3 : NaN):7 with linespoints pt 7 ps dot(0.9) lw 1.2 lc rgb tint(i)
    } else {
        unset logscale y; set format y '%g'; set ytics nice(most_share, 4); set format x '%g'
        set label 'grey: number of paths' at graph 0.99,graph 0.9 right textcolor rgb pale font type(18)
        plot [-0.3:blocks+0.3] [least_share:most_share] \
             $number using 1:2 with filledcurves y1=0 fs solid noborder lc rgb mesh, \
             for [i=1:last_n] $mean using ($1 == i && $2 == p ? $3 : NaN):5:6 with @band lc rgb tint(i), \
             for [i=1:last_n] $mean using ($1 == i && $2 == p ? $3 : NaN):4 with linespoints pt 7 ps dot(0.9) lw 1.4 lc rgb tint(i)
    }
    eval fresh
} }
unset multiplot
