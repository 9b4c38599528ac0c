# Left: final training loss against depth, every seed a point. Right: operations and memory against depth.
#   After an edit:    gnuplot plots/saturates.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/saturates.gp
name = 'saturates'; if (!exists("experiment")) experiment = 'saturates'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array depths[ruler_n]; array hue[last_n]; array text[last_n]; array colour[last_n]; array at[last_n]
stats $ruler using (depths[int($0)+1] = $1) nooutput
stats $ruler using 1 name 'depth' nooutput
above = 0; dearest = 1
stats $seed using (above = above + $4) nooutput
stats $cost using (dearest = $2 > dearest ? $2 : dearest, dearest = $3 > dearest ? $3 : dearest) nooutput
n = 0; gap = 0.065; fuse = 0
stats $last using (n = n + 1, hue[n] = $1 > 4 ? 4 : $1, text[n] = strcol(2), colour[n] = hue_of(hue[n]), at[n] = $3 == $3 && $3 < ceiling ? $3 / ceiling : 1) nooutput

room = room_for(10)
set multiplot
eval across(1, 2); eval down(1, 1); eval heading
set label 'final training loss' at @beside_panel textcolor rgb ink
set label 'depth (hidden layers)' at @under_panel textcolor rgb ink
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,0.6 left textcolor rgb pale font type(18)
}
load here.'labels.gp'
set logscale x 2; set ytics nice(ceiling, 5); set xtics ('' 1)
apart = (1.56 * depth_max / depth_min) ** (broad ? 0.16 : 0.22); shown = 0
do for [i=1:ruler_n] { if (depths[i] >= apart * shown) { shown = depths[i]; set xtics add (sprintf('%d', shown) shown) } }
plot [depth_min / 1.25:depth_max * 1.25] [0:ceiling] \
     for [i=1:last_n] $mean using ($1 == hue[i] ? $2 : NaN):3 with lines lw 1.4 lc rgb colour[i], \
     for [i=1:last_n] $seed using ($1 == hue[i] && $4 == 0 ? $2 : NaN):3 with points pt 7 ps dot(1.3) lc rgb colour[i], \
     for [i=1:(above > 0 ? last_n : 0)] $seed using ($1 == hue[i] && $4 > 0 ? $2 : NaN):(0.98 * ceiling) with points pt 2 ps dot(1.6) lc rgb colour[i]
eval fresh

eval across(2, 2)
set label ''.first_panel at @over_panel textcolor rgb ink
set label 'depth (hidden layers)' at @under_panel textcolor rgb ink
array text[2]; array colour[2]; array at[2]
text[1] = 'operations'; text[2] = 'memory'; colour[1] = ink; colour[2] = pale; n = 2
stats $cost using (at[1] = $2 / (1.08 * dearest), at[2] = $3 / (1.08 * dearest)) nooutput
load here.'labels.gp'
unset logscale; set xtics whole(depth_max, 4); set ytics nice(1.08 * dearest, 5)
plot [0:depth_max * 1.04] [0:1.08 * dearest] \
     for [c=2:3] $cost using 1:c with linespoints pt 7 ps dot(1) lw 1.6 lc rgb colour[c-1]
eval fresh
unset multiplot
