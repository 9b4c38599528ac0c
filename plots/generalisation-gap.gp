# The gap between test and training loss against the training loss, a point a seed, a path by depth.
# Overfitting would lead up and to the left; failing to optimise leads to the right.
#   After an edit:    gnuplot plots/generalisation-gap.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/generalisation-gap.gp
name = 'generalisation-gap'; if (!exists("experiment")) experiment = 'not-overfitting'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

stats $seed using 4 name 'loss' nooutput
stats $seed using 5 name 'gap' nooutput
right_end = loss_max > 0 ? 1.08 * loss_max : 1; floor_end = gap_min < 0 ? 1.2 * gap_min : 0
ceiling = 1.15 * gap_max > floor_end ? 1.15 * gap_max : floor_end + 1
array panel[mean_n]; array depth[mean_n]; array px[mean_n]; array py[mean_n]; array hue[mean_n]; array tone[mean_n]
k = 0
stats $mean using (k = k + 1, panel[k] = $1, depth[k] = $3, hue[k] = $2, tone[k] = $6, \
                   px[k] = $4 / right_end, py[k] = ($5 - floor_end) / (ceiling - floor_end)) nooutput
array kind[panel_n]; array panel_hue[panel_n]
stats $panel using (kind[int($0)+1] = strcol(2), panel_hue[int($0)+1] = $3) nooutput

stats $mean using 3 name 'layers' nooutput
deepest = layers_max

set multiplot
set grid x; set xtics nice(right_end, broad ? 4 : 3); set ytics nice(ceiling - floor_end, 5)
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'test − training loss (overfits →)' at @beside_panel textcolor rgb ink }
    set label 'final training loss (fits less →)' at @under_panel textcolor rgb ink
    set label ''.kind[p] at @over_panel textcolor rgb hue_of(panel_hue[p])
    # A depth is named at its ring; rings that lie together share a name, 2–16, to their right.
    array taken[mean_n]
    do for [i=1:mean_n] { taken[i] = panel[i] == p ? 0 : 1 }
    do for [i=mean_n:1:-1] { if (!taken[i]) {
        least = depth[i]; name_x = px[i]; name_y = py[i]
        do for [j=i-1:1:-1] { if (!taken[j] && abs(px[j] - px[i]) < 0.1 && abs(py[j] - py[i]) < 0.1) { taken[j] = 1; least = depth[j]; name_x = px[j] > name_x ? px[j] : name_x; name_y = (py[i] + py[j]) / 2 } }
        words = (least < depth[i] ? sprintf('%d–', least) : '').sprintf('%d', depth[i]).(depth[i] == deepest ? ' layers' : '')
        set label words at graph name_x,graph (name_y > 0.95 ? 0.95 : name_y) offset 1.3,0.2 left textcolor rgb word_of(hue[i], tone[i])
    } }
    plot [0:right_end] [floor_end:ceiling] \
         for [i=1:mean_n] $mean index i-1 using 4:($1 == p ? $5 : NaN) with points pt 6 ps dot(2.6) lw 1.5 lc rgb ramp(hue[i], tone[i]), \
         for [i=1:mean_n] $seed index i-1 using 4:($1 == p ? $5 : NaN) with points pt 7 ps dot(1) lc rgb ramp(hue[i], tone[i])
    eval fresh
}
unset multiplot
