# Above, the rank of each layer's weights, of their product so far and of the features; below, the units that
# answer as no other. Pale lines before training, strong ones after.
#   After an edit:    gnuplot plots/weights-rank.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/weights-rank.gp
name = 'weights-rank'; if (!exists("experiment")) experiment = 'weights-rank'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[panel_n]; array fate[panel_n]
stats $panel using (i = int($0)+1, net[i] = strcol(2), fate[i] = strcol(3), $1) nooutput
faint(p) = ramp(hue_for(net[p]), 0.15); strong(p) = hue_of(hue_for(net[p]))

# One of the last panel's lines has each name.
array text[3] = ['weights', 'features', 'product']; array colour[3]; array at[3]
height(rank) = rank >= 1 ? log(rank) / log(1.15 * widest) : NaN
do for [i=1:3] { at[i] = NaN }
stats $mean using (at[1] = $1 == panel_n && $2 == 1 ? height($4) : at[1], \
                   at[2] = $1 == panel_n && $2 == 1 && $8 == $8 ? height($8) : at[2], \
                   at[3] = $1 == panel_n && $2 == 1 ? height($5) : at[3]) nooutput

room = 0.015; tick = broad ? 0.012 : 0.01; right = room_for(8)
set multiplot
set xtics whole(layers, 4)
do for [r=1:2] { do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(r, 2)
    if (r == 1 && p == 1) { eval heading }
    if (r == 1) { set label ''.net[p] at @over_panel textcolor rgb strong(p) }
    if (r == 1) { set label ''.fate[p] at graph 0.5,screen here_low-0.03 center textcolor rgb soft font type(broad ? 18 : 16) }
    if (p == 1) { set label (r == 1 ? 'entropy rank' : 'units unlike others') at @beside_panel textcolor rgb ink }
    if (r == 2) { set label 'layer' at @under_panel textcolor rgb ink }
    if (r == 1) { set logscale y 2; set ytics 2; set format x '' } else { unset logscale; set ytics nice(widest, 4); set format x '%g' }
    set format y (p == 1 ? '%g' : '')
    if (r == 1) {
        if (p == panel_n) {
            n = at[2] == at[2] ? 3 : 2; gap = 0.14; fuse = 0
            if (n == 2) { text[2] = text[3]; at[2] = at[3] }
            do for [i=1:3] { colour[i] = strong(p) }
            load here.'labels.gp'
        }
        plot [1:layers] [1:1.15 * widest] \
             $mean using ($1 == p && $2 == 1 ? $3 : NaN):6:7 with @band lc rgb strong(p), \
             $mean using ($1 == p && $2 == 0 ? $3 : NaN):5 with lines lw 1.4 lc rgb faint(p), \
             $mean using ($1 == p && $2 == 1 ? $3 : NaN):4 with lines lw 0.8 lc rgb strong(p), \
             $mean using ($1 == p && $2 == 1 ? $3 : NaN):5 with lines lw 1.8 lc rgb strong(p), \
             $mean using ($1 == p && $2 == 1 && $8 == $8 ? $3 : NaN):8 with points pt 7 ps dot(0.9) lc rgb strong(p)
    } else {
        plot [1:layers] [0:1.05 * widest] \
             $mean using ($1 == p && $2 == 1 ? $3 : NaN):10:11 with @band lc rgb strong(p), \
             $mean using ($1 == p && $2 == 0 ? $3 : NaN):9 with lines lw 1.4 lc rgb faint(p), \
             $mean using ($1 == p && $2 == 1 ? $3 : NaN):9 with lines lw 1.4 lc rgb strong(p)
    }
    eval fresh
} }
unset multiplot
