# The norm of dL/dh layer by layer before training, over that of the last hidden layer; dashed: theory.
#   After an edit:    gnuplot plots/chain-product.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/chain-product.gp
name = 'chain-product'; if (!exists("experiment")) experiment = 'chain-product'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

tint(i) = ramp(1, last_n > 1 ? 1 - (i - 1.0) / (last_n - 1) : 0.67) # all are plain
array slope[last_n]; array at[last_n]; array text[last_n]; array colour[last_n]
n = 0; gap = 0.062; fuse = 0; letters = 0
stats $last using (n = n + 1, text[n] = strcol(2), slope[n] = $3, colour[n] = word_of(1, last_n > 1 ? 1 - (n - 1.0) / (last_n - 1) : 0.67), at[n] = log($4 / floor) / log(ceiling / floor)) nooutput
do for [i=1:n] { letters = strlen(text[i]) > letters ? strlen(text[i]) : letters }

room = room_for(letters)
set multiplot
eval across(1, 1); eval down(1, 1); eval heading
set label '‖dL/dh‖ relative to the last layer' at @beside_panel textcolor rgb ink
set label 'factor a layer (theory)' at screen here_end+0.013,screen here_y+0.02 left textcolor rgb pale font type(18)
set label 'layers passed on the way back from the loss' at @under_panel textcolor rgb ink
set xtics layers < 5 ? 1 : whole(layers, broad ? 6 : 4)
eval decades(floor, ceiling, 6)
load here.'labels.gp'
plot [0:layers] [floor:ceiling] \
     for [i=1:last_n] $curve index i-1 using 2:4:5 with @band lc rgb tint(i), \
     for [i=1:last_n] $curve index i-1 using 2:3 with lines lw 1.8 lc rgb tint(i), \
     for [i=1:last_n] [b=0:layers] '+' using 1:(10 ** (slope[i] * $1)) with lines dashtype 2 lw 0.8 lc rgb ink
eval fresh
unset multiplot
