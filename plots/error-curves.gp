# Error against steps as He drew it, one panel a block, one colour a depth: bold the training error,
# with a band from least to most, thin the test error.
#   After an edit:    gnuplot plots/error-curves.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/error-curves.gp
name = 'error-curves'; if (!exists("experiment")) experiment = 'cifar'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array tone[last_n]; array kind[panel_n]; array hue[panel_n]; array first[panel_n]; array last[panel_n]
stats $last using (tone[int($2)] = $4) nooutput
stats $panel using (p = int($1), kind[p] = strcol(2), hue[p] = $3, first[p] = $4, last[p] = $5) nooutput

set multiplot
set ytics 20; set xtics whole(steps, panel_n > 2 || !broad ? 2 : 3)
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'error, %' at @beside_panel textcolor rgb ink }
    set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p])
    set label 'step' at @under_panel textcolor rgb ink
    if (chance == chance) {
        set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
        set label 'guessing' at graph 0.98,first chance + 0.05 * ceiling right textcolor rgb pale font type(18)
    }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.062
    stats $last using ($1 == p ? (n = n + 1, text[n] = strcol(5), colour[n] = word_of(hue[p], $4), at[n] = $3 == $3 ? $3 / ceiling : 1) : NaN) nooutput
    load here.'labels.gp'
    plot [0:steps] [0:ceiling] \
         for [i=first[p]:last[p]] $train using ($1 == i ? $2 : NaN):4:5 with @band lc rgb ramp(hue[p], tone[i]), \
         for [i=first[p]:last[p]] $train using ($1 == i ? $2 : NaN):3 with lines lw 2.2 lc rgb ramp(hue[p], tone[i]), \
         for [i=first[p]:last[p]] $last using ($2 == i ? steps : NaN):6 with points pt 7 ps dot(1.5) lc rgb ramp(hue[p], tone[i]), \
         for [i=first[p]:(tested > 0 ? last[p] : 0)] $test using ($1 == i ? $2 : NaN):3 with lines lw 0.8 lc rgb ramp(hue[p], tone[i])
    eval fresh
}
unset multiplot
