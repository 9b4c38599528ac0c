# Above, the gradient along one line of inputs, net by net; below, its autocorrelation by distance and, of
# neighbours, by depth. A correlation is no size: its axis is linear, and so is the line's, scaled to 1.
#   After an edit:    gnuplot plots/shattered.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/shattered.gp
name = 'shattered'; if (!exists("experiment")) experiment = 'shattered'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array which[last_n]; array word[last_n]; array tint[last_n]
stats $last using (i = int($0) + 1, which[i] = $1, word[i] = strcol(2), tint[i] = ramp(hue_for(strcol(2)), $3), $1) nooutput
letters = 0
stats $last using (letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput
stats $depth using 1 name 'axis' nooutput

set multiplot
room = 0.005; tick = 0.015; right = 0.025
do for [i=1:last_n] {
    eval across(i, last_n)
    here_y = roof; here_low = roof - 0.30 * (roof - ground); set tmargin at screen here_y; set bmargin at screen here_low
    if (i == 1) { eval heading; set label 'gradient' at @beside_panel textcolor rgb ink }
    set label ''.word[i] at graph 0.5,screen here_y+0.035 center textcolor rgb tint[i] font type(broad ? 22 : 18)
    unset xtics; unset ytics; unset grid; set border 0
    set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.4 lc rgb line
    plot [*:*] [-1.05:1.05] $line using ($1 == which[i] ? $2 : NaN):3 with lines lw 0.7 lc rgb tint[i]
    eval fresh
}
right = 0; room = room_for(letters); tick = broad ? 0.045 : 0.055
set border 3; set grid y; set xtics nomirror out scale 0.5 textcolor rgb soft; set ytics 0.5 nomirror out scale 0.5 textcolor rgb soft
do for [p=1:2] {
    eval across(p, 2)
    here_y = roof - 0.44 * (roof - ground); here_low = ground; set tmargin at screen here_y; set bmargin at screen here_low
    if (p == 1) { set label 'autocorrelation' at @beside_panel textcolor rgb ink }
    set label (p == 1 ? ''.by_distance : ''.by_depth) at graph 0.5,screen here_y+0.03 center textcolor rgb ink
    set label (p == 1 ? 'distance of two inputs' : 'depth (hidden layers)') at @under_panel textcolor rgb ink
    n = 0; gap = 0.125; fuse = 0
    array at[last_n + (p == 1 ? 1 : 0)]; array text[last_n + (p == 1 ? 1 : 0)]; array colour[last_n + (p == 1 ? 1 : 0)]
    stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = tint[n], at[n] = (column(p + 3) + 0.1) / 1.15) nooutput
    if (p == 1) { n = n + 1; text[n] = 'brown noise'; colour[n] = pale; at[n] = (brown_end + 0.1) / 1.15 }
    load here.'labels.gp'
    if (p == 1) {
        set xtics nice(farthest, broad ? 4 : 2)
        plot [0:farthest] [-0.1:1.05] \
             $noise using 1:2 with lines dashtype 2 lw 0.8 lc rgb pale, $noise using 1:3 with lines dashtype 2 lw 0.8 lc rgb pale, \
             for [i=1:last_n] $lag using ($1 == which[i] ? $2 : NaN):3 with lines lw 1.4 lc rgb tint[i]
    } else {
        set logscale x; set xtics ('' 1)
        apart = (1.3 * axis_max / axis_min) ** (broad ? 0.14 : 0.2); shown = 0
        array tic[depth_n]
        stats $depth using (tic[int($0)+1] = $1) nooutput
        do for [i=1:depth_n] { if (tic[i] >= apart * shown) { shown = tic[i]; set xtics add (sprintf('%d', shown) shown) } }
        plot [axis_min / 1.15:axis_max * 1.15] [-0.1:1.05] \
             for [i=1:last_n] $neighbour using ($1 == which[i] ? $2 : NaN):4:5 with @band lc rgb tint[i], \
             for [i=1:last_n] $neighbour using ($1 == which[i] ? $2 : NaN):3 with linespoints pt 7 ps dot(0.9) lw 1.4 lc rgb tint[i]
    }
    eval fresh
}
unset multiplot
