# Final training loss against depth, and the gradient of the deepest nets, for every kind of branch.
#   After an edit:    gnuplot plots/thousand.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/thousand.gp
name = 'thousand'; if (!exists("experiment")) experiment = 'thousand'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
array at[last_n]; array text[last_n]; array colour[last_n]
letters = 0
stats $last using (letters = strlen(strcol(6)) > letters ? strlen(strcol(6)) : letters) nooutput
stats $depth using 1 name 'depth' nooutput

room = room_for(letters)
set multiplot
do for [p=1:2] {
    eval across(p, 2); eval down(1, 1)
    if (p == 1) { eval heading; set label 'final training loss' at @beside_panel textcolor rgb ink }
    if (p == 1) { set label 'depth (hidden layers)' at @under_panel textcolor rgb ink }
    if (p == 2) { set label ''.deepest at @over_panel textcolor rgb ink; set label 'the way back →' at @under_panel textcolor rgb ink }
    n = 0; gap = 0.075; fuse = 0
    if (p == 1) {
        stats $last using (n = n + 1, text[n] = strcol(6), colour[n] = tint(n), at[n] = $3 == $3 ? $3 / roof_loss : 1) nooutput
        load here.'labels.gp'
        set logscale x; set xtics (100, 300, 1000, 3000, 10000, 30, 10)
        if (chance == chance) {
            set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
            set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,-0.6 left textcolor rgb pale font type(18)
        }
        plot [depth_min / 1.25:depth_max * 1.25] [0:roof_loss] \
             for [i=1:last_n] $mean using ($1 == i ? $2 : NaN):3 with lines lw 1.4 lc rgb tint(i), \
             for [i=1:last_n] $seed using ($1 == i && $4 == 0 ? $2 : NaN):3 with points pt 7 ps dot(1.3) lc rgb tint(i), \
             for [i=1:last_n] $seed using ($1 == i && $4 > 0 ? $2 : NaN):(0.98 * roof_loss) with points pt 2 ps dot(1.6) lc rgb tint(i)
    } else {
        # a curve that leaves the panel has its name there; one that is nowhere finite is named in the middle
        stats $last using ($4 == $4 && $5 != $5 ? (n = n + 1, text[n] = strcol(2), colour[n] = tint($1), at[n] = log($4 / floor) / log(ceiling / floor)) : NaN) nooutput
        if (n > 0) { load here.'labels.gp' }
        array gone[last_n]; array exit[last_n]; k = 0
        stats $last using (gone[int($1)] = $4 == $4 ? $5 == $5 : 2, exit[int($1)] = $5, $1) nooutput
        do for [i=1:last_n] {
            if (gone[i] == 1) { set label ''.net[i] at first exit[i],graph 0.05 offset 0.8,0 left textcolor rgb tint(i) }
            if (gone[i] == 2) { k = k + 1; set label net[i].":\nnot finite" at graph 0.97,graph 0.75-0.15*k right textcolor rgb tint(i) }
        }
        unset logscale; set xtics ('loss' 0, '' 0.5, 'input' 1)
        eval decades(floor, ceiling, 5)
        plot [0:1] [floor:ceiling] \
             for [i=1:last_n] $profile using ($1 == i ? $2 : NaN):4:5 with @band lc rgb tint(i), \
             for [i=1:last_n] $profile using ($1 == i ? $2 : NaN):3 with lines lw 1.2 lc rgb tint(i)
    }
    eval fresh
}
unset multiplot
