# Training loss (solid) and test loss (dashed) against step: what few samples do, and what many layers do.
#   After an edit:    gnuplot plots/overfitting.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/overfitting.gp
name = 'overfitting'; if (!exists("experiment")) experiment = 'overfitting'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array kind[panel_n]; array hue[panel_n]
stats $panel using (kind[int($1)] = strcol(2), hue[int($1)] = $3) nooutput

room = room_for(broad ? 8 : 7)
set multiplot
set xtics whole(steps, 2); set ytics nice(ceiling, 5)
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'loss' at @beside_panel textcolor rgb ink }
    set label ''.kind[p] at @over_panel textcolor rgb ink font type(broad ? 24 : 19)
    set label 'step' at @under_panel textcolor rgb ink
    if (chance == chance) {
        set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
        if (p == 1) { set label sprintf('%.2f: guessing', chance) at graph 0.98,first chance offset 0,0.6 right textcolor rgb pale font type(18) }
    }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.062; fuse = 0
    stats $last using ($1 == p ? (n = n + 1, text[n] = $2 == 1 ? 'training' : 'test', colour[n] = hue_of(hue[p]), at[n] = $3 / ceiling > 1 ? 1 : $3 / ceiling) : NaN) nooutput
    if (n > 0) { load here.'labels.gp' }
    plot [0:steps] [0:ceiling] \
         for [i=1:2] $loss using ($1 == p && $2 == i ? $3 : NaN):5:6 with @band lc rgb hue_of(hue[p]), \
         $loss using ($1 == p && $2 == 1 ? $3 : NaN):4 with lines lw 2 lc rgb hue_of(hue[p]), \
         $loss using ($1 == p && $2 == 2 ? $3 : NaN):4 with lines dashtype (9,6) lw 2 lc rgb hue_of(hue[p])
    eval fresh
}
unset multiplot
