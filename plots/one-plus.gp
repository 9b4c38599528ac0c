# At every junction: the gradient by the shortcut, what F adds to it, and the sum, as arrows.
#   After an edit:    gnuplot plots/one-plus.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/one-plus.gp
name = 'one-plus'; if (!exists("experiment")) experiment = 'one-plus'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array said[2*column_n]; array empty[2*column_n]
stats $column using (text[int($1)] = strcol(2), $1) nooutput
stats $word using (k = int(($1 - 1) * column_n + $2), empty[k] = $3, said[k] = strcol(4), $1) nooutput
tint(c) = tint_of(text[c])

room = 0.005; tick = 0.025
high = longest * tall(2) / wide(column_n) * (broad ? 9.0 / 16 : 3.0 / 4) # one unit is as long up as across
low = 0.12 * high
set multiplot
unset grid; set border 0; unset xtics; unset ytics
do for [r=1:2] { do for [c=1:column_n] {
    alone = empty[column_n+c] > 0 # no panel after training: the one before takes its place, half way down
    if (r == 2 && alone) { continue }
    eval across(c, column_n); eval down(r, 2)
    if (alone) { shift = (tall(2) + alley) / 2; here_y = here_y - shift; here_low = here_low - shift; set tmargin at screen here_y; set bmargin at screen here_low }
    if (r == 1 && c == 1) { eval heading }
    if (r == 1) { set label ''.text[c] at graph 0.5,screen roof+0.045 center textcolor rgb tint(c) }
    set label ''.said[(r-1)*column_n+c].(alone ? "\nbefore training;\n".said[column_n+c] : '') at first -0.02,graph 0 left offset 0,0.2 textcolor rgb soft font type(18)
    plot [-0.05:longest-0.05] [-low:high-low] \
         $arrow using ($1 == r && $2 == c ? 0 : NaN):(0):(1 + $4):5 with vectors nohead lw 0.6 lc rgb pale, \
         $arrow using ($1 == r && $2 == c ? 1 : NaN):(0):4:5 with vectors head filled size 0.05,18 lw 1 lc rgb tint(c), \
         $arrow using ($1 == r && $2 == c && $3 == 1 ? 0 : NaN):(0):(1):(0) with vectors head filled size 0.07,18 lw 2.2 lc rgb ink, \
         NaN with lines
    eval fresh
} }
set label 'before training' at screen edge(1,column_n)-zoom*beside,screen top_of(1,2)-tall(2)/2 center rotate textcolor rgb ink
set label end at screen edge(1,column_n)-zoom*beside,screen top_of(2,2)-tall(2)/2 center rotate textcolor rgb ink
plot [0:1] [0:1] NaN with lines
unset multiplot
