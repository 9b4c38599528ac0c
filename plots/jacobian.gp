# Singular values of the blocks' Jacobians: I + J_F in colour, J_F in grey, before and after training.
#   After an edit:    gnuplot plots/jacobian.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/jacobian.gp
name = 'jacobian'; if (!exists("experiment")) experiment = 'one-plus'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]; array word[column_n]
stats $column using (text[int($1)] = strcol(2), tint[int($1)] = tint_of(strcol(2)), $1) nooutput
stats $word using (word[int($1)] = strcol(2), $1) nooutput
rows = last > 0 ? 2 : 1

room = 0.005; tick = 0.025
set multiplot
set ytics nice(top, 4)
do for [r=1:rows] { do for [c=1:column_n] {
    eval across(c, column_n); eval down(r, rows)
    if (r == 1 && c == 1) { eval heading }
    if (r == 1) { set label ''.text[c] at @over_panel textcolor rgb tint[c] }
    set xtics nice(blocks, broad ? 4 : 3); set format x r == rows ? '%g' : ''
    if (r == rows) { set label 'block' at @under_panel textcolor rgb ink }
    if (c == 1) { set label (r == 1 ? 'before training' : sprintf('after %d steps', last)) at @beside_panel textcolor rgb ink; set format y '%g' } else { set format y '' }
    if (strlen(word[c]) > 0) { set label ''.word[c] at graph 0.5,0.93 center textcolor rgb pale font type(18) }
    set arrow from graph 0,first 1 to graph 1,first 1 nohead dashtype 2 lw 0.5 lc rgb pale
    plot [0.5:blocks+0.5] [0:top] \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):9:13 with @band lc rgb line, \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):10:12 with @band lc rgb line, \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):11 with lines lw 1.4 lc rgb line, \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):4:8 with @band lc rgb tint[c], \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):5:7 with @band lc rgb tint[c], \
         $spectrum using ($1 == r && $2 == c ? $3 : NaN):6 with lines lw 1.4 lc rgb tint[c], \
         NaN with lines
    eval fresh
} }
unset multiplot
