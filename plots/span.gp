# How many layers a shortcut passes: final loss against depth, and below it the condition before training.
#   After an edit:    gnuplot plots/span.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/span.gp
name = 'span'; if (!exists("experiment")) experiment = 'span'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array over[column_n]; array perfect[column_n]; array depths[ruler_n]
stats $column using (over[int($1)] = strcol(2), perfect[int($1)] = $3, $1) nooutput
stats $ruler using (depths[int($0)+1] = $1) nooutput
tint(c, span) = ramp(hue_for(over[c]), 0.25 * (span < 4 ? span : 4)) # the more layers it spans, the stronger
from = depths[1] / 1.25; to = depths[ruler_n] * 1.25

room = room_for(9)
set multiplot
set logscale x 2; set xtics ('' depths[1])
do for [i=1:ruler_n] { set xtics add (sprintf('%d', depths[i]) depths[i]) }
do for [r=1:2] { do for [c=1:column_n] {
    if (r == 2 && perfect[c] > 0) { continue }
    rows = perfect[c] > 0 ? 1 : 2
    eval across(c, column_n); eval down(r, rows)
    if (c == 1 && r == 1) { eval heading }
    if (c == 1) { set label (r == 1 ? 'final training loss' : 'condition') at @beside_panel textcolor rgb ink }
    if (r == 1) { set label ''.over[c] at @over_panel textcolor rgb tint_of(over[c]) }
    if (r == rows) { set label counted at @under_panel textcolor rgb ink }
    if (rows == 1) { set label 'condition: exactly 1' at graph 0.5,0.06 center textcolor rgb soft font type(20) }
    if (r == 2) { eval decades(1, worst, 4) } else { unset logscale y; set format y '%g'; set ytics nice(ceiling, 4) }
    array at[last_n]; array colour[last_n]; array text[last_n]
    n = 0; gap = rows == 2 ? 0.13 : 0.062
    stats $last using ($1 == c ? (n = n + 1, text[n] = strcol(3), colour[n] = tint(c, $2), \
        at[n] = column(3 + r) != column(3 + r) ? 1 : r == 1 ? ($4 < ceiling ? $4 / ceiling : 1) : log($5) / log(worst)) : NaN) nooutput
    load here.'labels.gp'
    which = 3 + r
    plot [from:to] [r == 1 ? 0 : 1:r == 1 ? ceiling : worst] \
         for [s=1:4] $mean using 3:($1 == c && $2 == s ? column(which) : NaN) with lines lw 1.4 lc rgb tint(c, s), \
         for [s=1:4] $seed using 3:($1 == c && $2 == s ? column(which) : NaN) with points pt 7 ps dot(1) lc rgb tint(c, s)
    eval fresh
} }
unset multiplot
