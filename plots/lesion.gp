# Test accuracy with a block deleted, and with more and more deleted. At the left of both stands the whole net.
#   After an edit:    gnuplot plots/lesion.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/lesion.gp
name = 'lesion'; if (!exists("experiment")) experiment = 'lesion'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[last_n]; array colour[last_n]; array at[last_n]; letters = 0
stats $last using (n = int($1), text[n] = strcol(2), colour[n] = tint_of(text[n]), at[n] = $3 / 100.0, \
                   letters = strlen(text[n]) > letters ? strlen(text[n]) : letters) nooutput

room = 0.02; right = room_for(letters)
set multiplot
set ytics 20
do for [p=1:2] {
    eval across(p, 2); eval down(1, 1)
    if (p == 1) { eval heading; set label 'test images classified right, %' at @beside_panel textcolor rgb ink } else { set format y '' }
    set label (p == 1 ? 'one block deleted' : 'several deleted, in random order') at @over_panel textcolor rgb ink
    set label (p == 1 ? 'which' : 'how many') at @under_panel textcolor rgb ink
    set xtics whole(blocks, broad ? 8 : 4)
    if (p == 1) { set xtics add ('none' 0) } else { n = last_n; gap = 0.075; fuse = 0; load here.'labels.gp' }
    if (chance == chance) {
        set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
        if (p == 1) { set label 'guessing' at graph 0.02,first chance offset 0,-0.6 left textcolor rgb pale font type(18) }
    }
    plot [-0.3:blocks+0.3] [0:100] \
         for [i=1:last_n] $mean using ($1 == p && $2 == i && (p > 1 || $3 > 0) ? $3 : NaN):5:6 with @band lc rgb colour[i], \
         for [i=1:last_n] $mean using ($1 == p && $2 == i && (p > 1 || $3 > 0) ? $3 : NaN):4 with lines lw 1.6 lc rgb colour[i], \
         for [i=1:last_n] $mean using ($1 == p && $2 == i ? $3 + (p == 1 && $3 == 0 ? 0.12 * (i - 0.5 * (last_n + 1)) : 0) : NaN):4 with points pt 7 ps dot(1.4) lc rgb colour[i]
    eval fresh
}
unset multiplot
