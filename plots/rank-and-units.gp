# Block by block before training: the rank of the features, the units that differ, and the gradient, which does
# not tell.
#   After an edit:    gnuplot plots/rank-and-units.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/rank-and-units.gp
name = 'rank-and-units'; if (!exists("experiment")) experiment = 'rank-and-units'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[net_n]; array colour[net_n]; array at[net_n]; letters = 0
stats $net using (n = int($1), text[n] = strcol(2), colour[n] = word_of(hue_for(text[n]), $3 > 0 ? 0.95 : 0.6), at[n] = $4 / (1.05 * units), \
                  letters = strlen(text[n]) > letters ? strlen(text[n]) : letters) nooutput
array over[3] = ['rank of features', 'units that differ', 'dL/dh (last = 1)']

# Names stand behind the first panel: at the last block of the third all curves are 1.
tick = broad ? 0.055 : 0.065
set multiplot
set xtics whole(places, broad ? 4 : 2)
do for [p=1:3] {
    room = 0.015; right = room_for(letters)
    eval across(p, 3); eval down(1, 1)
    if (p == 1) { eval heading }
    if (p > 1) { here_x = here_x + zoom * right; here_end = here_end + zoom * right; set lmargin at screen here_x; set rmargin at screen here_end }
    set label ''.over[p] at @over_panel textcolor rgb ink font type(broad ? 24 : 20)
    set label 'block' at @under_panel textcolor rgb ink
    set ytics nice(units, 4)
    if (p == 1) { n = net_n; gap = 0.075; fuse = 0; load here.'labels.gp' }
    if (p == 3) { eval decades(floor, ceiling, 5) }
    plot [0:places] [p == 3 ? floor : 0:p == 3 ? ceiling : 1.05 * units] \
         for [i=1:net_n] $mean using ($1 == p && $2 == i ? $3 : NaN):5:6 with @band lc rgb colour[i], \
         for [i=1:net_n] $mean using ($1 == p && $2 == i ? $3 : NaN):4 with lines lw 1.6 lc rgb colour[i]
    eval fresh
}
unset multiplot
