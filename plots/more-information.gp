# By place, before training above and after it below: how well a linear map reads the class, how far off
# is what was computed back from the last block's output, and how much of the input a linear map sees.
#   After an edit:    gnuplot plots/more-information.gp     (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/more-information.gp
name = 'more-information'; if (!exists("experiment")) experiment = 'more-information'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
array when[row_n]; array bottom[3]; array top[3]
stats $row using (when[int($0)+1] = strcol(1), $0) nooutput
stats $range using (bottom[int($1)] = $2, top[int($1)] = $3, $1) nooutput
array over[3] = ['class read, %', 'computed back: error', broad ? 'input seen: R²' : 'seen: R²']
bottom[1] = 0; top[1] = 100; bottom[2] = 1e-16; top[2] = 10.0 ** ceil(log10(top[2] > 10 ? top[2] : 10))
bottom[3] = bottom[3] < 0 ? bottom[3] : 0; top[3] = 1
curves = 0; letters = 0
stats $last using (curves = $1 > curves ? $1 : curves, letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput

room = 0.03; right = room_for(letters)
set multiplot
set xtics whole(places, broad ? 4 : 2)
do for [r=1:row_n] { do for [p=1:3] {
    eval across(p, 3); eval down(r, row_n)
    if (r == 1 && p == 1) { eval heading }
    if (p == 1) { set label ''.when[r] at @beside_panel textcolor rgb ink }
    if (r == 1) { set label ''.over[p] at @over_panel textcolor rgb ink }
    if (r == row_n) { set label 'block' at @under_panel textcolor rgb ink }
    set format x (r == row_n ? '%g' : '')
    if (p == 2) { eval decades(bottom[2], top[2], 4) } else { unset logscale y; set format y '%g'; set ytics nice(top[p] - bottom[p], broad ? 4 : 2) }
    if (p == 3 && bottom[3] < 0) { set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.5 lc rgb pale }
    if (p == 3) {
        array at[curves]; array text[curves]; array colour[curves]
        n = 0; gap = 0.12; fuse = 0
        stats $last using ($3 == r ? (n = n + 1, text[n] = strcol(2), colour[n] = tint($1), at[n] = ($4 - bottom[3]) / (1.05 - bottom[3])) : NaN) nooutput
        load here.'labels.gp'
    }
    plot [0:places] [bottom[p]:p == 2 ? top[2] : 1.05 * top[p]] \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):6:7 with @band lc rgb tint(i), \
         for [i=1:curves] $mean using ($1 == r && $2 == p && $3 == i ? $4 : NaN):5 with lines lw 1.4 lc rgb tint(i)
    eval fresh
} }
unset multiplot
