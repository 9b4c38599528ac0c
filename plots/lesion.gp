# Test accuracy with a block deleted, with two swapped, and with more and more deleted.
#   After an edit:    gnuplot plots/lesion.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/lesion.gp
name = 'lesion'; if (!exists("experiment")) experiment = 'lesion'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
array at[last_n]; array text[last_n]; array colour[last_n]; array whole[last_n]
letters = 0
stats $last using (letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters, whole[int($0)+1] = $3) nooutput
array over[3] = ['one block deleted', 'two blocks swapped', 'several deleted']
array under[3] = ['which', 'which, with another', 'how many']

room = 0.012; right = room_for(letters + 1)
set multiplot
set ytics 20; set xtics nice(blocks, broad ? 8 : 4)
do for [p=1:3] {
    eval across(p, 3); eval down(1, 1)
    if (p == 1) { eval heading; set label 'test images classified right, %' at @beside_panel textcolor rgb ink } else { set format y '' }
    set label ''.over[p] at @over_panel textcolor rgb ink
    set label ''.under[p] at @under_panel textcolor rgb ink
    if (chance == chance) {
        set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 3 lw 0.5 lc rgb pale
        if (p == 1) { set label 'guessing' at graph 0.02,first chance offset 0,-0.6 left textcolor rgb pale font type(18) }
    }
    do for [i=1:p < 3 ? last_n : 0] { set arrow from graph 0,first whole[i] to graph 1,first whole[i] nohead dashtype 2 lw 0.8 lc rgb tint(i) }
    if (p == 3) {
        n = 0; gap = 0.075; fuse = 0
        stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = tint(n), at[n] = $4 / 100.0) nooutput
        load here.'labels.gp'
    }
    plot [p == 3 ? 0 : 0.5:p == 3 ? blocks : blocks + 0.5] [0:100] \
         for [i=1:last_n] $mean using ($1 == p && $2 == i ? $3 : NaN):5:6 with @band lc rgb tint(i), \
         for [i=1:last_n] $mean using ($1 == p && $2 == i ? $3 : NaN):4 with lines lw 1.4 lc rgb tint(i), \
         for [i=1:last_n] $mean using ($1 == p && $2 == i ? $3 : NaN):4 with points pt 7 ps dot(1.3) lc rgb tint(i)
    eval fresh
}
unset multiplot
