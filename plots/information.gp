# By place, before training above and after it below: how well a linear map reads the class and the input,
# and the rank of the features.
#   After an edit:    gnuplot plots/information.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/information.gp
name = 'information'; if (!exists("experiment")) experiment = 'information'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

tint(i) = i <= 4 ? hue_of(i) : pale
array when[row_n]; array bottom[3]; array height[3]
stats $row using (when[int($0)+1] = strcol(1), $0) nooutput
stats $range using (bottom[int($1)] = $2, height[int($1)] = $3 > $2 ? $3 - $2 : 1, $1) nooutput
array over[3] = ['class: right, %', 'input: R²', 'entropy rank']
bottom[1] = 0; height[1] = 100; height[3] = height[3] + bottom[3]; bottom[3] = 0
curves = 0; letters = 0
stats $last using (curves = $1 > curves ? $1 : curves, letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput

room = 0.03; right = room_for(letters)
set multiplot
set xtics nice(places, broad ? 8 : 4)
do for [r=1:row_n] { do for [p=1:3] {
    eval across(p, 3); eval down(r, row_n)
    if (r == 1 && p == 1) { eval heading }
    if (p == 1) { set label ''.when[r] at @beside_panel textcolor rgb ink }
    if (r == 1) { set label ''.over[p] at @over_panel textcolor rgb ink }
    if (r == row_n) { set label 'block' at @under_panel textcolor rgb ink }
    set format x (r == row_n ? '%g' : ''); set ytics nice(height[p], 4)
    if (p == 2 && bottom[2] < 0) { set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.5 lc rgb pale }
    if (p == 3) {
        array at[curves]; array text[curves]; array colour[curves]
        n = 0; gap = 0.15; fuse = 0
        stats $last using ($3 == r ? (n = n + 1, text[n] = strcol(2), colour[n] = tint($1), at[n] = $4 / (1.05 * height[3])) : NaN) nooutput
        load here.'labels.gp'
    }
    plot [0:places] [bottom[p]:bottom[p] + 1.05 * height[p]] \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):6:7 with @band lc rgb tint(i), \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):5 with lines lw 1.4 lc rgb tint(i)
    eval fresh
} }
unset multiplot
