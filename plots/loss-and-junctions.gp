# Left the training loss; right, at every junction, what shortcut and branch pass back, before training
# above and after it below.
#   After an edit:    gnuplot plots/loss-and-junctions.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/loss-and-junctions.gp
name = 'loss-and-junctions'; if (!exists("experiment")) experiment = 'd2l-resnet18'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array hue_at[last_n]
stats $last using (hue_at[int($1)] = $2) nooutput
array colour_of[3] = [hue_of(2), hue_of(4), ink] # the shortcut blue, F pink, their sum
mark = blocks > 1 ? "lines" : "points pt 7 ps dot(1)" # a single block is no line

set multiplot
alley = 0.11
room = room_for(9)
eval across(1, 2); eval down(1, 1); eval heading
set label 'training loss' at @beside_panel textcolor rgb ink
set label ''.nets at @over_panel textcolor rgb ink
set label 'step' at @under_panel textcolor rgb ink
set xtics whole(steps, 3); set ytics nice(loss_ceiling, 5)
array at[last_n]; array text[last_n]; array colour[last_n]
n = 0; gap = 0.062; fuse = 0
stats $last using (n = n + 1, text[n] = strcol(4), colour[n] = hue_of($2), at[n] = $3 == $3 ? $3 / loss_ceiling : 1) nooutput
load here.'labels.gp'
plot [0:steps] [0:loss_ceiling] \
     for [i=1:curve_n] $curve index i-1 using 2:4:5 with @band lc rgb hue_of(hue_at[i]), \
     for [i=1:curve_n] $curve index i-1 using 2:3 with lines lw 1.4 lc rgb hue_of(hue_at[i]), \
     for [i=1:last_n] $last using ($1 == i ? steps : NaN):5 with points pt 7 ps dot(1.5) lc rgb hue_of(hue_at[i])
eval fresh

set xtics blocks < 9 ? 1 : nice(blocks, 4)
do for [r=1:2] {
    eval across(2, 2); eval down(r, 2)
    set label 'norm of gradient '.(r == 1 ? 'before training' : end) at @over_panel textcolor rgb ink
    if (r == 1) { set format x '' } else { set format x '%g'; set label 'block (1 = nearest the input)' at @under_panel textcolor rgb ink }
    eval decades(floor, ceiling, 4)
    array at[3]; array text[3]; array colour[3]
    n = 0; gap = 0.18; fuse = 0
    stats $part using ($1 == r ? (n = n + 1, text[n] = strcol(4), colour[n] = colour_of[int($2)], at[n] = $3 == $3 ? log($3 / floor) / log(ceiling / floor) : 0) : NaN) nooutput
    load here.'labels.gp'
    plot [1:blocks > 1 ? blocks : 1.1] [floor:ceiling] \
         for [k=1:2] for [i=0:way_n-1] $way index i using ($1 == r && $2 == k ? $3 : NaN):5:6 with @band lc rgb colour_of[k], \
         for [k=3:1:-1] for [i=0:way_n-1] $way index i using ($1 == r && $2 == k ? $3 : NaN):4 with @mark lw k == 3 ? 2.4 : 1.4 lc rgb colour_of[k]
    eval fresh
}
unset multiplot
