# The body of the figures that show losses against depth, a panel a norm or a setting: style.gp is loaded.
array panel[panel_n]; array depths[ruler_n]
stats $panel using (panel[int($1)] = strcol(2), $1) nooutput
stats $ruler using (depths[int($0)+1] = $1) nooutput
stats $seed using 3 name 'depth' nooutput

set multiplot
set logscale x 2; set ytics nice(ceiling, 5)
apart = (1.56 * depth_max / depth_min) ** ((broad ? 0.07 : 0.12) * zoom * panel_n); shown = 0
set xtics ('' 1)
do for [i=1:ruler_n] { if (depths[i] >= apart * shown) { shown = depths[i]; set xtics add (sprintf('%d', shown) shown) } }
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'final training loss' at @beside_panel textcolor rgb ink }
    set label ''.panel[p] at @over_panel textcolor rgb ink
    set label counted at @under_panel textcolor rgb ink
    if (chance == chance) {
        set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
        set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,0.6 left textcolor rgb pale font type(18)
    }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.062; fuse = 0
    stats $last using ($1 == p ? (n = n + 1, text[n] = strcol(3), colour[n] = hue_of($2), at[n] = $5 == $5 ? $5 / ceiling : 1) : NaN) nooutput
    load here.'labels.gp'
    plot [depth_min / 1.25:depth_max * 1.25] [0:ceiling] \
         for [h=1:4] $mean using 3:($1 == p && $2 == h ? $4 : NaN) with lines lw 1.4 lc rgb hue_of(h), \
         for [h=1:4] $seed using 3:($1 == p && $2 == h ? $4 : NaN) with points pt 7 ps dot(1.3) lc rgb hue_of(h), \
         for [h=1:(diverged > 0 ? 4 : 0)] $seed using 3:($1 == p && $2 == h && $5 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb hue_of(h)
    eval fresh
}
unset multiplot
