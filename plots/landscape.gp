# The loss round trained weights. Left: along one direction, every net a curve; right: over two, a map
# a net, where each edge between two colours is a step of one size on the row's own log scale.
#   After an edit:    gnuplot plots/landscape.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/landscape.gp
name = 'landscape'; if (!exists("experiment")) experiment = 'landscape'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]; array norm[row_n]; array least[row_n]; array most[row_n]; array top[row_n]
stats $column using (text[int($1)] = strcol(2), tint[int($1)] = ramp($3, 0.2 + 0.4667 * $4), $1) nooutput
stats $row using (norm[int($1)] = strcol(2), least[int($1)] = $3, most[int($1)] = $4 > $3 ? $4 : $3 + 0.5, top[int($1)] = $5 > $3 ? $5 : $3 + 0.5, $1) nooutput

array block[row_n*column_n]
do for [i=1:row_n*column_n] { block[i] = -1 }
stats $place using (block[int(($1 - 1) * column_n + $2)] = $3, $1) nooutput

room = 0.01; tick = broad ? 0.04 : 0.05; right = broad ? 0.09 : 0.12; alley = 0.075
set multiplot
@map_palette
set palette maxcolors 16; set format cb '10^{%g}'
do for [r=1:row_n] {
    if (r == row_n) { set xtics ('–1' -1, '0' 0, '1' 1) } else { set xtics ('' -1, '' 0, '' 1) }
    eval across(1, column_n + 1); eval down(r, row_n)
    if (r == 1) { eval heading }
    set cbrange [least[r]:most[r]]; set cbtics whole(most[r] - least[r], 4)
    set label ''.norm[r] at @over_panel textcolor rgb ink
    set label 'loss' at @beside_panel textcolor rgb ink
    if (r == row_n) { set label 'one direction' at @under_panel textcolor rgb ink }
    eval decades(10.0**least[r], 10.0**top[r], 4); set grid y
    plot [-1:1] [10.0**least[r]:10.0**top[r]] \
         for [c=1:column_n] $path using ($1 == r && $2 == c ? $3 : NaN):5:6 with @band lc rgb tint[c], \
         for [c=1:column_n] $path using ($1 == r && $2 == c ? $3 : NaN):4 with lines lw 1.4 lc rgb tint[c]
    eval fresh
    unset logscale y; unset grid
    do for [c=1:column_n] {
        eval across(c + 1, column_n + 1); eval down(r, row_n)
        if (r == 1) { set label ''.text[c] at @over_panel textcolor rgb tint[c] }
        if (r == row_n) { set label 'one direction' at @under_panel textcolor rgb ink }
        if (c == 1) { set format y '%g'; set ytics ('–1' -1, '0' 0, '1' 1) } else { set ytics ('' 0) }
        if (c == column_n) { set label 'loss' at screen here_end+0.012,screen here_y+0.042 left textcolor rgb ink; @scale_box } else { unset colorbox }
        k = block[(r-1)*column_n+c]
        if (k >= 0) { plot [-1.05:1.05] [-1.05:1.05] $map index k using 3:4:5 with image }
        eval fresh
    }
}
unset multiplot
