# Bottlenecks against two 3×3 convolutions: loss against operations, and what their reductions keep.
#   After an edit:    gnuplot plots/bottleneck.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/bottleneck.gp
name = 'bottleneck'; if (!exists("experiment")) experiment = 'bottleneck'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

blocks = ''; stats $block using (blocks = blocks.' '.strcol(2), $1) nooutput
array text[3]; array colour[3]; array at[3]
stats $mean using 2 name 'flops' nooutput
tint(i) = tint_of(i == 0 ? 'two 3×3' : 'bottleneck')

room = room_for(10); tick = broad ? 0.075 : 0.12
set multiplot
eval across(1, 2); eval down(1, 1); eval heading
set label 'final training loss' at @beside_panel textcolor rgb ink
set label 'million operations' at @under_panel textcolor rgb ink
n = 0; gap = 0.075; fuse = 0
stats $mean using (i = int($1), n = i + 1, text[n] = i == 0 ? 'two 3×3' : 'bottleneck', colour[n] = tint(i), at[n] = $3 / roof_loss) nooutput
set logscale x 2; set xtics (0.0625, 0.25, 1, 4, 16, 64, 256)
load here.'labels.gp'
plot [flops_min / 2.5:flops_max * 2] [0:roof_loss] \
     $pair using 1:2:($3 - $1):($4 - $2) with vectors nohead dashtype 2 lw 0.5 lc rgb pale, \
     for [i=0:1] $mean using ($1 == i ? $2 : NaN):3 with lines lw 1.4 lc rgb tint(i), \
     for [i=0:1] $point using ($1 == i ? $2 : NaN):3 with points pt 7 ps dot(1.3) lc rgb tint(i), \
     $mean using ($1 == 0 ? $2 : NaN):5:(sprintf('%d wide', $4)) with labels offset 0,-0.8 textcolor rgb tint(0) font type(18), \
     $mean using ($1 == 1 ? $2 : NaN):6:(sprintf('%d wide', $4)) with labels offset 0,0.8 textcolor rgb tint(1) font type(18)
eval fresh

eval across(2, 2); eval down(1, 1)
set label ''.keeping at @over_panel textcolor rgb ink
set label 'share kept' at @beside_panel textcolor rgb ink
set label 'block' at @under_panel textcolor rgb ink
text[1] = 'best'; text[2] = 'trained'; text[3] = 'untrained'
colour[1] = ink; colour[2] = ramp(hue_for('bottleneck'), 0.9); colour[3] = word_of(hue_for('bottleneck'), 0.2)
n = 3
stats $inside using (at[1] = $1 == 1 ? $6 : at[1], at[2] = $1 == 1 ? $3 : at[2], at[3] = $1 == 1 ? at[3] : $3) nooutput
unset logscale; set xtics ('' 1); 
eval sprintf("set xtics font '%s'", type(18))
do for [i=1:block_n:(broad ? 1 : 2)] { set xtics add (word(blocks, i) i) }
load here.'labels.gp'
plot [0.7:block_n + 0.3] [0:1] \
     $inside using ($1 == 1 ? $2 : NaN):6 with lines lw 1 lc rgb colour[1], \
     $inside using ($1 == 1 ? $2 : NaN):4:5 with @band lc rgb colour[2], \
     $inside using ($1 == 1 ? $2 : NaN):3 with lines lw 2 lc rgb colour[2], \
     $inside using ($1 == 1 ? NaN : $2):4:5 with @band lc rgb colour[3], \
     $inside using ($1 == 1 ? NaN : $2):3 with lines lw 1.4 lc rgb colour[3]
eval fresh
unset multiplot
