# Adding and concatenating at equal weights: final training loss against depth, and what it costs.
#   After an edit:    gnuplot plots/add-vs-concat.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/add-vs-concat.gp
name = 'add-vs-concat'; if (!exists("experiment")) experiment = 'add-vs-concat'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

stats $seed using 2 name 'depth' nooutput
array depths[ruler_n]
stats $ruler using (depths[int($0)+1] = $1) nooutput
array text[last_n]; array colour[last_n]; array loss[last_n]; array cost[last_n]; array load_of[last_n]
n = 0; letters = 0
stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = tint_of(text[n]), loss[n] = $4, cost[n] = $5, load_of[n] = $6) nooutput
do for [i=1:n] { letters = strlen(text[i]) > letters ? strlen(text[i]) : letters }

room = room_for(letters); right = (broad ? 0.37 : 0.33) / zoom; gap = 0.062; fuse = 0
array at[last_n]
set multiplot
set logscale x 2; set xtics ('' 1)
do for [i=1:ruler_n] { set xtics add (sprintf('%d', depths[i]) depths[i]) }
eval across(1, 1); eval down(1, 1); eval heading
set label 'final training loss' at @beside_panel textcolor rgb ink
set label counted at @under_panel textcolor rgb ink
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,-0.6 left textcolor rgb pale font type(18)
}
do for [i=1:n] { at[i] = loss[i] < ceiling ? loss[i] / ceiling : 1 }
load here.'labels.gp'
plot [depth_min / 1.15:depth_max * 1.15] [0:ceiling] \
     for [i=1:last_n] $mean index i-1 using 2:3 with lines lw 1.4 lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 == 0 ? $3 : NaN) with points pt 7 ps dot(1.3) lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb colour[i]
eval fresh

# Curves that coincide are drawn from broad to narrow.
room = 0.03; left = (broad ? 0.71 : 0.74) / zoom; right = 0; alley = 0.1
do for [r=1:2] {
    eval across(1, 1); eval down(r, 2)
    set label (r == 1 ? 'weights, thousands' : 'written, thousands') at @over_panel textcolor rgb ink
    if (r == 2) { set label counted at @under_panel textcolor rgb ink }
    do for [i=1:ruler_n] { set xtics add ((r == 1 ? '' : sprintf('%d', depths[i])) depths[i]) }
    high = 1.1 * (r == 1 ? most_params : most_traffic)
    set ytics nice(high, 3)
    plot [depth_min / 1.15:depth_max * 1.15] [0:high] \
         for [i=1:last_n] $mean index i-1 using 2:(column(3 + r)) with lines lw 1 + 1.2 * (last_n - i) lc rgb colour[i]
    eval fresh
}
unset multiplot
