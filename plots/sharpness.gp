# The largest eigenvalue of the loss's Hessian by step, a panel a norm, and the edge of stability.
#   After an edit:    gnuplot plots/sharpness.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/sharpness.gp
name = 'sharpness'; if (!exists("experiment")) experiment = 'landscape'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array norm[column_n]; array tint[net_n]; array word[net_n]
stats $column using (norm[int($1)] = strcol(2), $1) nooutput
stats $net using (tint[int($1)] = ramp($2, 0.2 + 0.4667 * $3), word[int($1)] = word_of($2, 0.2 + 0.4667 * $3), $1) nooutput
letters = 0
stats $last using (letters = strlen(strcol(3)) > letters ? strlen(strcol(3)) : letters, $1) nooutput
moment(step) = log10(1 + step)
height(y) = log(y / floor) / log(ceiling / floor)

room = room_for(letters)
set multiplot
do for [c=1:column_n] {
    eval across(c, column_n); eval down(1, 1)
    if (c == 1) { eval heading; set label 'largest eigenvalue' at @beside_panel textcolor rgb ink }
    set label ''.norm[c] at @over_panel textcolor rgb ink
    set label 'step' at @under_panel textcolor rgb ink
    eval log_steps; eval decades(floor, ceiling, 8)
    if (c > 1) { set format y '' }
    if (edge == edge) {
        set arrow from graph 0,first edge to graph 1,first edge nohead dashtype 2 lw 0.8 lc rgb ink
        if (c == 1) { set label sprintf('edge of stability: %.0f', edge) at graph 0.02,first edge offset 0,0.6 left textcolor rgb pale font type(18) }
    }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.075; fuse = 0
    stats $last using ($1 == c ? (n = n + 1, text[n] = strcol(3), colour[n] = word[int($2)], at[n] = height($4)) : NaN) nooutput
    load here.'labels.gp'
    plot [0:moment(steps)] [floor:ceiling] \
         for [i=1:net_n] $path using ($1 == c && $2 == i ? moment($3) : NaN):5:6 with @band lc rgb tint[i], \
         for [i=1:net_n] $path using ($1 == c && $2 == i ? moment($3) : NaN):4 with lines lw 1.4 lc rgb tint[i], \
         for [i=1:net_n] $path using ($1 == c && $2 == i ? moment($3) : NaN):4 with points pt 7 ps dot(1.3) lc rgb tint[i]
    eval fresh
}
unset multiplot
