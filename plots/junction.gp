# The gradient at the junctions of the deepest net: its parts above, the cosine between them below.
#   After an edit:    gnuplot plots/junction.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/junction.gp
name = 'junction'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array when[column_n]; array angles[column_n]; array still[column_n]
stats $column using (when[int($0)+1] = strcol(2), angles[int($0)+1] = $3, still[int($0)+1] = $4) nooutput
stats $column using 3 name 'angle' nooutput
rows = angle_max > 0 ? 2 : 1
array colour_of[3] = [hue_of(2), hue_of(4), ink] # the identity blue, F pink, their sum

mark = blocks > 1 ? "lines" : "points pt 7 ps dot(1)" # a single block is no line
set multiplot
room = room_for(11)
set xtics blocks < 5 ? 1 : nice(blocks, broad ? 4 : 3)
do for [c=1:column_n] {
    eval across(c, column_n); eval down(1, rows)
    if (c == 1) { eval heading; set label 'norm of gradient' at @beside_panel textcolor rgb ink }
    set label ''.when[c] at @over_panel textcolor rgb ink
    if (angles[c] == 0) { set label 'block (1 = nearest the input)' at @under_panel textcolor rgb ink; set format x '%g' } else { set format x '' }
    if (still[c] == 1) { # where F is 0 there is no angle to show
        set label "every F starts at 0:\ndL/dx = dL/dy, unchanged" at graph 0.5,screen (rows == 2 ? here_low - 0.2 : (here_y + here_low) / 2) center textcolor rgb soft
    }
    eval decades(floor, ceiling, 4)
    array at[3]; array text[3]; array colour[3]
    n = 0; gap = rows == 2 ? 0.13 : 0.062; fuse = 0
    stats $last using ($1 == c ? (n = n + 1, text[n] = strcol(4), colour[n] = colour_of[int($2)], at[n] = $3 == $3 ? log($3 / floor) / log(ceiling / floor) : 0) : NaN) nooutput
    load here.'labels.gp'
    plot [1:blocks > 1 ? blocks : 1.1] [floor:ceiling] \
         for [i=0:part_n-1] $part index i using 3:($1 == c ? $5 : NaN):6 with @band lc rgb 'gray', \
         for [k=3:1:-1] for [i=0:part_n-1] $part index i using 3:($1 == c && $2 == k ? $4 : NaN) with @mark lw k == 3 ? 2.4 : 1.4 lc rgb colour_of[k]
    eval fresh
    if (angles[c] == 0) { continue }

    eval down(2, rows)
    if (c == 1 || angles[c-1 > 0 ? c-1 : 1] == 0) { set label 'cosine' at @beside_panel textcolor rgb ink }
    set label 'block (1 = nearest the input)' at @under_panel textcolor rgb ink
    unset logscale; set format y '%g'; set ytics 0.5; set format x '%g'
    set arrow from graph 0,first 0 to graph 1,first 0 nohead lw 0.5 lc rgb pale
    plot [1:blocks > 1 ? blocks : 1.1] [-1:1] $angle using ($1 == c ? $2 : NaN):4:5 with @band lc rgb pale, \
         $angle using ($1 == c ? $2 : NaN):3 with @mark lw 1.4 lc rgb ink
    eval fresh
}
unset multiplot
