# By place, before training above and after it below: how well a linear map reads the class, nearest
# neighbours too, how well it reads the input, and the rank of the features.
#   After an edit:    gnuplot plots/information.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/information.gp
name = 'information'; if (!exists("experiment")) experiment = 'information'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
array when[row_n]; array bottom[4]; array height[4]
stats $row using (when[int($0)+1] = strcol(1), $0) nooutput
stats $range using (bottom[int($1)] = $2, height[int($1)] = $3 > $2 ? $3 - $2 : 1, $1) nooutput
array over[4] = [(broad ? 'class: ' : '').'linear, %', (broad ? 'class: ' : '').'nearest, %', 'input: R²', 'entropy rank (of σ)']
do for [p=1:2] { bottom[p] = 0; height[p] = 100 }
height[4] = height[4] + bottom[4]; bottom[4] = 0
curves = 0; letters = 0
stats $last using (curves = $1 > curves ? $1 : curves, letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput

room = 0.03; right = room_for(letters)
set multiplot
set xtics nice(places, broad ? 4 : 2)
do for [r=1:row_n] { do for [p=1:4] {
    eval across(p, 4); eval down(r, row_n)
    if (r == 1 && p == 1) { eval heading }
    if (p == 1) { set label ''.when[r] at @beside_panel textcolor rgb ink }
    if (r == 1) { set label ''.over[p] at @over_panel textcolor rgb ink }
    if (r == row_n) { set label 'block' at @under_panel textcolor rgb ink }
    set format x (r == row_n ? '%g' : ''); set ytics nice(height[p], broad ? 4 : 2)
    if (p == 3 && bottom[3] < 0) { set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.5 lc rgb pale }
    if (p == 4) {
        array at[curves]; array text[curves]; array colour[curves]
        n = 0; gap = 0.15; fuse = 0
        stats $last using ($3 == r ? (n = n + 1, text[n] = strcol(2), colour[n] = tint($1), at[n] = $4 / (1.05 * height[4])) : NaN) nooutput
        load here.'labels.gp'
    }
    plot [0:places] [bottom[p]:bottom[p] + 1.05 * height[p]] \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):6:7 with @band lc rgb tint(i), \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):5 with lines lw 1.4 lc rgb tint(i)
    eval fresh
} }
unset multiplot
