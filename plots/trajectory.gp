# The path of training over the loss around it, a map a net; smooth between the points that were measured.
#   After an edit:    gnuplot plots/trajectory.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/trajectory.gp
name = 'trajectory'; if (!exists("experiment")) experiment = 'landscape'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]; array norm[row_n]
stats $column using (text[int($1)] = strcol(2), tint[int($1)] = ramp($3, 0.2 + 0.4667 * $4), $1) nooutput
stats $row using (norm[int($1)] = strcol(2), $1) nooutput

cells = row_n * column_n
cell(r, c) = int((r - 1) * column_n + c)
array block[cells]; array x0[cells]; array x1[cells]; array y0[cells]; array y1[cells]
array low[cells]; array high[cells]; array first[cells]; array second[cells]
do for [i=1:cells] { block[i] = -1 }
stats $frame using (k = cell($1, $2), block[k] = $3, x0[k] = $4, x1[k] = $5, y0[k] = $6, y1[k] = $7, \
                    low[k] = $8, high[k] = $9, first[k] = $10, second[k] = $11, $1) nooutput

left = broad ? 0.085 : 0.105; room = 0.01; tick = broad ? 0.065 : 0.085; right = (broad ? 0.075 : 0.1) + (least < -9 ? 0.025 : 0); alley = 0.175; ground = 0.1
small = type(broad ? 20 : 16)
in(i) = real(word(strcol(1), i)) # gnuplot's own tables have blanks between columns
set multiplot
@map_palette
set cbrange [least:most]; set cbtics nice(most - least, 3) font small; set format cb '10^{%g}'
set tics font small
unset grid
do for [r=1:row_n] { do for [c=1:column_n] {
    k = cell(r, c)
    if (block[k] < 0) { continue }
    # the loss on a line is so many times that on the one before
    between = nice(high[k] - low[k], 8) < 0.02 ? 0.02 : nice(high[k] - low[k], 8)
    set dgrid3d 81,81 splines
    set table $fine; splot $map index block[k] using 3:4:5; unset table; unset dgrid3d
    set contour base; unset surface; set cntrparam levels incremental floor(low[k] / between) * between, between, high[k]
    set table $lines; splot $fine using (in(1)):(in(2)):(in(3)); unset table
    unset contour; set surface
    # nothing but the table's head: a flat plane has no lines, and gnuplot wants a point
    if (|$lines| <= 4) { set table $lines; plot $way index block[k] every ::0::0 using 3:4; unset table }

    eval across(c, column_n); eval down(r, row_n)
    if (r == 1 && c == 1) { eval heading }
    set label ''.text[c].', '.norm[r] at graph 0.5,screen here_y+0.035 center textcolor rgb tint[c] font type(broad ? 24 : 19)
    set label sprintf('a line: × %.2f', 10 ** between) at graph 0.98,graph 0.08 right textcolor rgb '#000000' font type(broad ? 16 : 12) front
    set label sprintf('direction 1: %.0f %%', first[k]) at graph 0.5,screen here_low-0.081 center textcolor rgb ink font small
    set label sprintf('direction 2: %.1f %%', second[k]) at screen here_x-(broad ? 0.05 : 0.067)*zoom,graph 0.5 center rotate textcolor rgb ink font small
    if (c == column_n && r == 1) { set label 'loss' at screen 0.985,screen here_y+0.03 right textcolor rgb ink font small; @scale_box } else { unset colorbox }
    set xtics nice(x1[k] - x0[k], 4); set ytics nice(y1[k] - y0[k], 3)
    plot [x0[k]:x1[k]] [y0[k]:y1[k]] $fine using (in(1)):(in(2)):(in(3)) with image, \
         $lines using (in(1)):(in(2)) with lines lw 0.5 lc rgb 0xaa000000, \
         $way index block[k] using 3:4 with lines lw 3 lc rgb '#000000', \
         $way index block[k] using 3:4 with linespoints lw 1.2 pt 7 ps dot(0.8) lc rgb '#ffffff', \
         $way index block[k] every ::0::0 using 3:4 with points pt 7 ps dot(2.4) lc rgb '#000000', \
         $way index block[k] every ::0::0 using 3:4 with points pt 6 ps dot(1.7) lw 2 lc rgb '#ffffff', \
         '+' using (0):(0) every ::0::0 with points pt 13 ps dot(3.4) lc rgb '#000000', \
         '+' using (0):(0) every ::0::0 with points pt 13 ps dot(2.3) lc rgb '#ffffff'
    eval fresh
} }
unset multiplot
