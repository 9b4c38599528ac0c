# Above, the stem's gradient over the last hidden layer's; below, the training loss; one time axis.
#   After an edit:    gnuplot plots/healthy-norms.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/healthy-norms.gp
name = 'healthy-norms'; if (!exists("experiment")) experiment = 'healthy-norms'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array hue[last_n]
stats $last using (hue[int($0)+1] = $2) nooutput
moment(step) = log10(1 + step)

letters = 0
stats $last using (letters = strlen(strcol(3).strcol(4)) > letters ? strlen(strcol(3).strcol(4)) : letters) nooutput
room = room_for(letters)
set multiplot
do for [r=1:2] {
    eval across(1, 1); eval down(r, 2)
    if (r == 1) { eval heading; set label ''.nets at @over_panel textcolor rgb ink; set label 'stem / last layer' at @beside_panel textcolor rgb ink }
    if (r == 2) { set label 'training loss' at @beside_panel textcolor rgb ink; set label 'step' at @under_panel textcolor rgb ink }
    if (r == 1) { eval bare_steps; eval decades(floor, ceiling, 4) } else { eval log_steps }
    if (r == 2) { unset logscale y; set format y '%g'; set ytics nice(loss_ceiling, 4) }
    if (r == 1) { set arrow from graph 0,first 1 to graph 1,first 1 nohead lw 0.5 lc rgb pale }
    if (r == 1 && expected == expected) {
        set arrow from 0,expected to moment(1),expected nohead dashtype 2 lw 0.8 lc rgb ink
        set label 'theory: 1.21 a layer' at 0,expected offset 0.5,1 left textcolor rgb pale font type(18)
    }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.14; fuse = 0
    stats $last using (n = n + 1, text[n] = strcol(3).(r == 2 ? strcol(4) : ''), colour[n] = hue_of($2), \
                       at[n] = r == 1 ? log($5 / floor) / log(ceiling / floor) : $7 / loss_ceiling) nooutput
    load here.'labels.gp'
    if (r == 1) {
        plot [0:moment(steps)] [floor:ceiling] \
             for [i=1:last_n] $health index i-1 using (moment($2)):4:5 with @band lc rgb hue_of(hue[i]), \
             for [i=1:last_n] $health index i-1 using (moment($2)):3 with lines lw 1.4 lc rgb hue_of(hue[i])
    } else {
        plot [0:moment(steps)] [0:loss_ceiling] \
             for [i=1:last_n] $loss index i-1 using (moment($2)):4:5 with @band lc rgb hue_of(hue[i]), \
             for [i=1:last_n] $loss index i-1 using (moment($2)):3 with lines lw 1.4 lc rgb hue_of(hue[i]), \
             for [i=1:last_n] $last using ($1 == i ? moment(steps) : NaN):6 with points pt 7 ps dot(1.5) lc rgb hue_of(hue[i])
    }
    eval fresh
}
unset multiplot
