# Singular values of a block's Jacobian: I + J_F in colour, J_F in grey, before and after training.
#   After an edit:    gnuplot plots/jacobian.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/jacobian.gp
name = 'jacobian'; if (!exists("experiment")) experiment = 'one-plus'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]; array word[column_n]
stats $column using (text[int($1)] = strcol(2), tint[int($1)] = tint_of(strcol(2)), $1) nooutput
stats $word using (word[int($1)] = strcol(2), $1) nooutput
rows = last > 0 ? 2 : 1
array peak[column_n]; calm = 1 # in the panel that reaches least high is room for the key
do for [c=1:column_n] { peak[c] = 0 }
stats $box using ($8 == $8 && $8 > peak[int($2)] ? (peak[int($2)] = $8) : NaN) nooutput
do for [c=1:column_n] { if (peak[c] < peak[calm]) { calm = c } }
at(row, part) = 3 * row + part - 3.5 # two boxes before training, two after it

room = 0.005; tick = 0.025
set multiplot
set ytics nice(top, 5); set xtics ('before' 1); if (rows == 2) { set xtics add ('after' 4) }
set tics scale 0
do for [c=1:column_n] {
    eval across(c, column_n); eval down(1, 1)
    if (c == 1) { eval heading; set label 'singular values' at @beside_panel textcolor rgb ink; set format y '%g' } else { set format y '' }
    set label 'training' at @under_panel textcolor rgb ink
    set label ''.text[c] at @over_panel textcolor rgb tint[c]
    if (c == calm) { set label 'I + J_F' at graph 0.95,0.95 right textcolor rgb tint[c]; set label 'J_F alone' at graph 0.95,graph 0.87 right textcolor rgb pale }
    if (rows == 2 && strlen(word[c]) > 0) { set label word[c]."\ndiverged" at first 4,graph 0.7 center textcolor rgb soft font type(20) }
    set arrow from graph 0,first 1 to graph 1,first 1 nohead dashtype 2 lw 0.5 lc rgb pale
    plot [-0.5:rows == 2 ? 5.5 : 2.5] [0:top] \
         for [p=1:2] $box using ($2 == c && $3 == p ? at($1, p) : NaN):6:(at($1, p)-0.4):(at($1, p)+0.4):4:8 with boxxyerror fs transparent solid 0.25 noborder lc rgb p == 1 ? tint[c] : pale, \
         for [p=1:2] $box using ($2 == c && $3 == p ? at($1, p) : NaN):6:(at($1, p)-0.4):(at($1, p)+0.4):5:7 with boxxyerror fs transparent solid 0.6 noborder lc rgb p == 1 ? tint[c] : pale, \
         for [p=1:2] $box using ($2 == c && $3 == p ? at($1, p) - 0.45 : NaN):6:(0.9):(0) with vectors nohead lw 2 lc rgb p == 1 ? tint[c] : soft, \
         NaN with lines
    eval fresh
}
unset multiplot
