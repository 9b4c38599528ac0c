# Plain nets and shortcuts A, B, C: final training loss against depth, and what each of them costs.
#   After an edit:    gnuplot plots/shortcut-abc.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/shortcut-abc.gp
name = 'shortcut-abc'; if (!exists("experiment")) experiment = 'shortcut-abc'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

stats $depth using 1 name 'axis' nooutput
array tic[depth_n]
stats $depth using (tic[int($0)+1] = $1) nooutput
array text[last_n]; array colour[last_n]; array ends[3*last_n]; array at[last_n]
n = 0; letters = 0
stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = tint_of(text[n]), ends[n] = $3, ends[last_n+n] = $4, ends[2*last_n+n] = $5) nooutput
do for [i=1:n] { letters = strlen(text[i]) > letters ? strlen(text[i]) : letters }
tics_at_depths = "set xtics (tic[1]); do for [i=2:depth_n] { set xtics add (tic[i]) }"

room = room_for(letters); right = (broad ? 0.4 : 0.36) / zoom; fuse = 0
set multiplot
set logscale x 2; eval tics_at_depths
eval across(1, 1); eval down(1, 1); eval heading
set label 'final training loss' at @beside_panel textcolor rgb ink
set label 'depth (layers)' at @under_panel textcolor rgb ink
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,-0.6 left textcolor rgb pale font type(18)
}
gap = 0.062
do for [i=1:n] { at[i] = ends[i] < ceiling ? ends[i] / ceiling : 1 }
load here.'labels.gp'
plot [axis_min / 1.15:axis_max * 1.15] [0:ceiling] \
     for [i=1:last_n] $mean index i-1 using 2:3 with lines lw 1.4 lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 == 0 ? $3 : NaN) with points pt 7 ps dot(1.3) lc rgb colour[i], \
     for [i=1:last_n] $seed using 2:($1 == i && $4 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb colour[i]
eval fresh

# Curves that coincide are drawn from broad to narrow.
left = (broad ? 0.69 : 0.72) / zoom; right = 0; alley = 0.1; gap = 0.14
do for [r=1:2] {
    eval across(1, 1); eval down(r, 2)
    set label (r == 1 ? 'weights, ' : 'time, ').first.' = 1' at @over_panel textcolor rgb ink
    if (r == 2) { set label 'depth (layers)' at @under_panel textcolor rgb ink; eval tics_at_depths } else { set xtics ('' tic[1]); do for [i=2:depth_n] { set xtics add ('' tic[i]) } }
    low_end = r == 1 ? 0.98 : 0
    high_end = r == 1 ? (most_weights > 1.1 ? 1.02 * most_weights : 1.1) : 1.4 * most_time
    set ytics nice(high_end - low_end, r == 1 ? 3 : 4)
    do for [i=1:n] { at[i] = (ends[r*last_n+i] - low_end) / (high_end - low_end) }
    load here.'labels.gp'
    plot [axis_min / 1.15:axis_max * 1.15] [low_end:high_end] \
         for [i=1:last_n] $mean index i-1 using 2:(column(3 + r)) with lines lw 1 + 0.8 * (last_n - i) lc rgb colour[i], \
         for [i=1:(r == 2 ? last_n : 0)] $clock using ($1 == i ? $2 : NaN):3 with points pt 7 ps dot(0.7) lc rgb colour[i]
    eval fresh
}
unset multiplot
