# Above, the rank of the features by place; below, units that differ and units that are dead; a
# line a step.
#   After an edit:    gnuplot plots/rank-and-units.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/rank-and-units.gp
name = 'rank-and-units'; if (!exists("experiment")) experiment = 'rank-and-units'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array step[moment_n]; array tone[moment_n]
array net[panel_n]; array passed[panel_n];
stats $moment using (step[int($0)+1] = $1, tone[int($0)+1] = 0.25 + 0.75 * $2, $1) nooutput
stats $panel using (i = int($0)+1, net[i] = strcol(2), passed[i] = strcol(3), $1) nooutput
ends = moment_n > 1 ? moment_n - 1 : 1 # bands for the first step and the last

room = 0.015; tick = broad ? 0.012 : 0.01
set multiplot
set xtics nice(places, broad ? 4 : 2)
do for [r=1:2] { do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(r, 2)
    if (r == 1 && p == 1) { eval heading }
    if (r == 1) { set label ''.net[p] at @over_panel textcolor rgb word_of(hue_for(net[p]), 0.6667) }
    if (p == 1) { set label (r == 1 ? 'entropy rank (of σ)' : 'units') at @beside_panel textcolor rgb ink }
    if (r == 2) { set label 'block' at @under_panel textcolor rgb ink }
    if (r == 1) { set logscale y 2; set ytics 2; set format x '' } else { unset logscale; set ytics nice(units, 4); set format x '%g' }
    set format y (p == 1 ? '%g' : '')
    if (r == 1) { set label ''.passed[p] at graph 0.5,screen here_low-0.025 center textcolor rgb soft font type(broad ? 18 : 15) }
    do for [k=1:r == 2 && p == panel_n ? moment_n : 0] {
        set arrow from graph 0.12,0.75-0.13*k to graph 0.27,0.75-0.13*k nohead lw 1.4 lc rgb ramp(hue_for(net[p]), tone[k])
        set label sprintf('step %d', step[k]) at graph 0.32,0.75-0.13*k left textcolor rgb word_of(hue_for(net[p]), tone[k]) font type(20)
    }
    if (r == 1) {
        plot [0:places] [1:1.15 * full_rank] \
             for [k=1:moment_n:ends] $mean using ($1 == p && $2 == step[k] ? $3 : NaN):5:6 with @band lc rgb ramp(hue_for(net[p]), tone[k]), \
             for [k=1:moment_n] $mean using ($1 == p && $2 == step[k] ? $3 : NaN):4 with lines lw 1.4 lc rgb ramp(hue_for(net[p]), tone[k])
    } else {
        plot [0:places] [0:1.05 * units] \
             for [k=1:moment_n] $mean using ($1 == p && $2 == step[k] ? $3 : NaN):8 with lines dashtype 2 lw 0.9 lc rgb ramp(hue_for(net[p]), tone[k]), \
             for [k=1:moment_n] $mean using ($1 == p && $2 == step[k] ? $3 : NaN):7 with lines lw 1.4 lc rgb ramp(hue_for(net[p]), tone[k])
    }
    eval fresh
} }
unset multiplot
