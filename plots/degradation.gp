# Training loss against steps, one panel a block, one curve a depth, a band from least to most.
#   After an edit:    gnuplot plots/degradation.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/degradation.gp
name = 'degradation'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array tone[curve_n]; array kind[panel_n]; array hue[panel_n]; array first[panel_n]; array last[panel_n]
stats $last using ($3 >= 0 ? (tone[int($3)+1] = $5) : NaN) nooutput
stats $panel using (p = int($1), kind[p] = strcol(2), hue[p] = $3, first[p] = $4, last[p] = $5) nooutput

set multiplot
set ytics nice(ceiling, 5); set xtics whole(steps, panel_n > 2 || !broad ? 2 : 4)
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'training loss' at @beside_panel textcolor rgb ink }
    set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p])
    set label 'step' at @under_panel textcolor rgb ink
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.062
    stats $last using ($1 == p ? (n = n + 1, text[n] = strcol(6), colour[n] = word_of(hue[p], $5), at[n] = $4 == $4 ? $4 / ceiling : 1) : NaN) nooutput
    load here.'labels.gp'
    plot [0:steps] [0:ceiling] \
         for [i=first[p]:last[p]] $curve index i using 3:5:6 with @band lc rgb ramp(hue[p], tone[i+1]), \
         for [i=first[p]:last[p]] $curve index i using 3:4 with lines lw 1.2 lc rgb ramp(hue[p], tone[i+1]), \
         for [i=first[p]:last[p]] $last using ($1 == p && $3 == i ? $7 : NaN):9 with points pt 7 ps dot(1.3) lc rgb ramp(hue[p], tone[i+1]), \
         $last using ($1 == p && $8 > 0 ? $7 : NaN):4 with points pt 2 ps dot(2) lc rgb ink
    eval fresh
}
unset multiplot
