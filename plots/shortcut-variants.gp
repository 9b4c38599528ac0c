# What sits on the skip path. Left: final training loss, a bar a depth; right: the gradient that the
# shortcuts pass back before training, and dashed the product of their factors.
#   After an edit:    gnuplot plots/shortcut-variants.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/shortcut-variants.gp
name = 'shortcut-variants'; if (!exists("experiment")) experiment = 'shortcut-variants'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[row_n]; array tint[row_n]; letters = 0
stats $row using (text[int($1)] = strcol(2), tint[int($1)] = $3, $1) nooutput
do for [i=1:row_n] { letters = strlen(text[i]) > letters ? strlen(text[i]) : letters }
# A deeper net's bar is stronger.
strong(i, t) = ramp(hue_for(text[i]), t)
shown(i) = strong(i, tint[i])
tone(r) = rank_n > 1 ? 0.15 + 0.5167 * (r - 1) / (rank_n - 1) : 0.6667
thick = 0.8 / rank_n
middle(row, r) = row + (r - 0.5 * (rank_n + 1)) * thick

clipped = 0
stats $bar using (clipped = clipped + $5) nooutput
set multiplot
left = room_for(letters); room = 0.02; tick = broad ? 0.07 : 0.09; right = room_for(letters) - room
eval across(1, 2); eval down(1, 1); eval heading
unset ytics; set border 1; set grid x noy lw 0.4 lt 1 lc rgb mesh; set xtics nice(ceiling, broad ? 5 : 4)
do for [i=1:row_n] { set label ''.text[i] at screen here_x-0.01,first i right textcolor rgb shown(i) }
set label 'final training loss' at @under_panel textcolor rgb ink
if (chance == chance) {
    set arrow from first chance,graph 0 to first chance,graph 1 nohead front dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at first chance,graph 1 offset 0,0.6 right textcolor rgb pale font type(18)
}
# Labels none of whose points can be drawn end gnuplot: they are left out.
plot [0:ceiling] [row_n+0.6:0.4] \
     for [i=1:row_n] for [r=1:rank_n] $bar using ($1 == i && $2 == r ? 0 : NaN):(middle(i, r)):(0):3:(middle(i, r) - 0.46 * thick):(middle(i, r) + 0.46 * thick) \
         with boxxyerror fs solid noborder lc rgb strong(i, tone(r)), \
     for [i=1:(shown > 0)] $seed using 4:(middle($1, $2) + 0.55 * thick * $3) with points pt 7 ps dot(1) lc rgb paper, \
     for [i=1:(shown > 0)] $seed using 4:(middle($1, $2) + 0.55 * thick * $3) with points pt 7 ps dot(0.7) lc rgb ink, \
     for [i=1:(clipped < bar_n)] $bar using ($5 > 0 ? NaN : $4 + 0.03 * ceiling):(middle($1, $2)):6 with labels left font type(18) textcolor rgb ink, \
     for [i=1:(clipped > 0)] $bar using ($5 > 0 ? 0.98 * ceiling : NaN):(middle($1, $2)):6 with labels right font type(18) textcolor rgb paper, \
     $bar using (0.02 * ceiling):(middle($1, $2)):7 with labels left font type(18) textcolor rgb ink
eval fresh

eval across(2, 2)
set border 3; set grid y nox lw 0.4 lt 1 lc rgb mesh; set xtics blocks < 5 ? 1 : nice(blocks, broad ? 5 : 3)
eval decades(floor, top, 5); set ytics nomirror textcolor rgb soft
set label ''.deepest at @over_panel textcolor rgb ink
set label 'blocks passed on the way back' at @under_panel textcolor rgb ink
if (products > 0) { set label "dashed: product\nof the factors" at graph 0.38,0.1 left textcolor rgb pale font type(18) }
array at[last_n]; array colour[last_n]; array text[last_n]
n = 0; gap = 0.062; fuse = 0
stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = shown(int($1)), at[n] = log($3 / floor) / log(top / floor)) nooutput
load here.'labels.gp'
mark = blocks > 0 ? "lines" : "points pt 7 ps dot(1)" # a single block is no line
plot [0:blocks > 0 ? blocks : 0.1] [floor:top] \
     for [i=0:road_n-1] $road index i using 2:4:5 with @band lc rgb colour[i+1], \
     for [i=0:road_n-1] $road index i using 2:($6 > floor ? $6 : NaN) with lines dashtype 2 lw 1 lc rgb colour[i+1], \
     for [i=0:road_n-1] $road index i using 2:3 with @mark lw 1.4 lc rgb colour[i+1]
unset multiplot
