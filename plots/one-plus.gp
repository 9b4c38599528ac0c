# At every junction: the gradient by the shortcut, what F adds to it, and the sum, as arrows.
#   After an edit:    gnuplot plots/one-plus.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/one-plus.gp
name = 'one-plus'; if (!exists("experiment")) experiment = 'one-plus'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array said[2*column_n]
stats $column using (text[int($1)] = strcol(2), $1) nooutput
stats $word using (said[int(($1 - 1) * column_n + $2)] = strcol(3), $1) nooutput
tint(c) = tint_of(text[c])

room = 0.005; tick = 0.025
high = longest * tall(2) / wide(column_n) * (broad ? 9.0 / 16 : 3.0 / 4) # one unit is as long up as across
low = 0.12 * high
set multiplot
unset grid; set border 0; unset xtics; unset ytics
do for [r=1:2] { do for [c=1:column_n] {
    eval across(c, column_n); eval down(r, 2)
    if (r == 1 && c == 1) { eval heading }
    if (r == 1) { set label ''.text[c] at @over_panel textcolor rgb tint(c) }
    if (c == 1) { set label (r == 1 ? 'before training' : end) at @beside_panel textcolor rgb ink }
    set label ''.said[(r-1)*column_n+c] at first -0.02,graph 0 left offset 0,0.2 textcolor rgb soft font type(18)
    plot [-0.05:longest-0.05] [-low:high-low] \
         $arrow using ($1 == r && $2 == c ? 0 : NaN):(0):(1 + $4):5 with vectors head filled size 0.05,18 lw 0.6 lc rgb pale, \
         $arrow using ($1 == r && $2 == c ? 1 : NaN):(0):4:5 with vectors head filled size 0.05,18 lw 1 lc rgb tint(c), \
         $arrow using ($1 == r && $2 == c && $3 == 1 ? 0 : NaN):(0):(1):(0) with vectors head filled size 0.07,18 lw 2.2 lc rgb ink, \
         NaN with lines
    eval fresh
} }
unset multiplot
