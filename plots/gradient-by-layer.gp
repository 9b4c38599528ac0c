# The norm of dL/dh on its way back from the loss to the input: above before training, below after it.
#   After an edit:    gnuplot plots/gradient-by-layer.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/gradient-by-layer.gp
name = 'gradient-by-layer'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array kind[panel_n]; array hue[panel_n]; array why[panel_n]
stats $panel using (kind[int($1)] = strcol(2), hue[int($1)] = $3, why[int($1)] = strcol(4)) nooutput
array row_of[last_n]; array tone[last_n]; array flat[panel_n]
stats $last using (k = int($0) + 1, row_of[k] = $1, tone[k] = $5) nooutput
height(size) = size == size ? log(size / floor) / log(ceiling / floor) : 0
stats $last using ($1 == 1 ? (flat[int($2)] = height($4)) : NaN) nooutput
rows = row_of[last_n]

set multiplot
eval decades(floor, ceiling, 4)
do for [r=1:rows] { do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(r, rows)
    if (r == 1 && p == 1) { eval heading }
    if (r == 1) { set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p]); set label ''.why[p] at graph 0.5,graph flat[p] + (flat[p] > 0.5 ? -0.2 : 0.2) center textcolor rgb soft font type(20) }
    if (p == 1) { set label (r == 1 ? 'before training' : end) at @beside_panel textcolor rgb ink }
    if (r == rows) { set xtics ('loss' 0, '' 0.5, 'input' 1); set label 'the way back →' at @under_panel textcolor rgb ink } else { set xtics ('' 0, '' 0.5, '' 1) }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.14
    stats $last using ($1 == r && $2 == p ? (n = n + 1, text[n] = strcol(6), colour[n] = word_of(hue[p], $5), at[n] = height($4)) : NaN) nooutput
    load here.'labels.gp'
    plot [0:1] [floor:ceiling] \
         for [i=1:last_n] $curve index i-1 using 4:($1 == r && $2 == p ? $6 : NaN):7 with @band lc rgb ramp(hue[p], tone[i]), \
         for [i=1:last_n] $curve index i-1 using 4:($1 == r && $2 == p ? $5 : NaN) with lines lw 1.2 lc rgb ramp(hue[p], tone[i])
    eval fresh
} }
unset multiplot
