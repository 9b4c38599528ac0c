# The gain of the gradient before training, all blocks passed so far together; dashed: theory.
#   After an edit:    gnuplot plots/gain-per-block.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/gain-per-block.gp
name = 'gain-per-block'; if (!exists("experiment")) experiment = 'residual-explodes'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
array at[last_n]; array text[last_n]; array colour[last_n]
n = 0; gap = 0.062; fuse = 0; letters = 0
stats $last using (n = n + 1, net[n] = strcol(2), text[n] = strcol(4), colour[n] = tint(n), at[n] = log($3 / floor) / log(ceiling / floor)) nooutput
do for [i=1:n] { letters = strlen(text[i]) > letters ? strlen(text[i]) : letters }
stats $theory using (unscaled = $1, scaled = $2) nooutput

room = room_for(letters)
mark = blocks > 1 ? "lines" : "points pt 7 ps dot(1)" # a single block is no line
set multiplot
set xtics blocks < 5 ? 1 : nice(blocks, broad ? 5 : 3)
eval across(1, 1); eval down(1, 1); eval heading
set label 'gain of the gradient' at @beside_panel textcolor rgb ink
set label 'mean factor a block' at screen here_end+0.013,screen here_y+0.03 left textcolor rgb pale font type(18)
set label 'blocks passed on the way back from the loss' at @under_panel textcolor rgb ink
eval decades(floor, ceiling, 5)
load here.'labels.gp'
plot [1:blocks > 1 ? blocks : 1.1] [floor:ceiling] \
     for [i=1:last_n] $curve index i-1 using 2:4:5 with @band lc rgb tint(i), \
     for [i=1:last_n] $curve index i-1 using 2:3 with @mark lw 1.8 lc rgb tint(i), \
     for [i=1:(unscaled > 0)] [b=1:blocks] '+' using 1:(sqrt(2) ** $1) with lines dashtype 2 lw 0.8 lc rgb ink, \
     for [i=1:(scaled > 0)] [b=1:blocks] '+' using 1:((1 + 1.0 / blocks) ** ($1 / 2)) with lines dashtype 2 lw 0.8 lc rgb ink
eval fresh
unset multiplot
