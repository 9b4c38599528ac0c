# Final training loss against depth: every seed a point, a line through the means, one curve a kind of net.
#
# In: $last (curve, what tint_of knows it by, where it ends, its label), $mean (curve, depth, loss), $seed (curve,
# depth, loss, above the axis or not), $depth, chance, ceiling; counted, what the depth counts.
stats $depth using 1 name 'axis' nooutput
array at[last_n]; array text[last_n]; array colour[last_n]; array tic[depth_n]
n = 0; letters = 0; gap = 0.062; fuse = 0
stats $last using (n = n + 1, colour[n] = tint_of(strcol(2)), text[n] = strcol(4), at[n] = $3 < ceiling ? $3 / ceiling : 1, \
                   letters = strlen(text[n]) > letters ? strlen(text[n]) : letters) nooutput
stats $depth using (tic[int($0)+1] = $1) nooutput

room = room_for(letters); roof = roof + 0.05 # nothing stands over the panel
set multiplot
eval across(1, 1); eval down(1, 1); eval heading
set logscale x 2; set ytics nice(ceiling, 5)
set xtics (tic[1]); do for [i=2:depth_n] { set xtics add (tic[i]) }
set label 'final training loss' at @beside_panel textcolor rgb ink
set label counted at @under_panel textcolor rgb ink
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,0.6 left textcolor rgb pale font type(18)
}
load here.'labels.gp'
plot [axis_min / 1.15:axis_max * 1.15] [0:ceiling] \
     for [i=1:last_n] $mean using ($1 == i ? $2 : NaN):3 with lines lw 1.6 lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 == 0 ? $3 : NaN) with points pt 7 ps dot(1.3) lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb colour[i]
unset multiplot
