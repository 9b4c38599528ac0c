# By place, before training above and after it below: how well a linear map reads the class and the input.
#   After an edit:    gnuplot plots/information.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/information.gp
name = 'information'; if (!exists("experiment")) experiment = 'information'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
array when[row_n]
stats $row using (when[int($0)+1] = strcol(1), $0) nooutput
curves = 0; letters = 0
stats $last using (net[int($1)] = strcol(2), curves = $1 > curves ? $1 : curves, letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput

room = 0.03; right = room_for(letters)
set multiplot
set xtics whole(places, broad ? 8 : 4)
do for [r=1:row_n] { do for [p=1:2] {
    eval across(p, 2); eval down(r, row_n)
    if (r == 1 && p == 1) { eval heading }
    if (p == 1) { set label ''.when[r] at @beside_panel textcolor rgb ink }
    if (r == 1) { set label (p == 1 ? 'class read right, %' : 'input read, R²') at @over_panel textcolor rgb ink }
    if (r == row_n) { set label 'block' at @under_panel textcolor rgb ink }
    set format x (r == row_n ? '%g' : ''); set ytics nice(p == 1 ? 100 : top - bottom, p == 1 ? 4 : 3)
    if (p == 2 && bottom < 0) { set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.5 lc rgb pale }
    if (p == 2) {
        n = 0; stats $last using ($3 == r ? (n = n + 1) : NaN) nooutput
        array at[n]; array text[n]; array colour[n]
        n = 0; gap = 0.16; fuse = 0
        stats $last using ($3 == r ? (n = n + 1, text[n] = strcol(2), colour[n] = tint($1), at[n] = ($4 - bottom) / (top - bottom)) : NaN) nooutput
        load here.'labels.gp'
    }
    plot [0:places] [p == 1 ? 0 : bottom:p == 1 ? 105 : top] \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):6:7 with @band lc rgb tint(i), \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):5 with lines lw 1.6 lc rgb tint(i)
    eval fresh
} }
unset multiplot
