# The layers' responses from the weakest to the strongest, where nets differ most: a panel a weight decay.
#   After an edit:    gnuplot plots/responses.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/responses.gp
name = 'responses'; if (!exists("experiment")) experiment = 'responses'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array word[column_n]; array alone[column_n]
stats $column using (word[int($1)] = strcol(2), alone[int($1)] = $3 == $3 ? $3 : -1, $1) nooutput
array tint[curves] # a curve has the same colour in every column
letters = 0
stats $last using (tint[int($2)] = word_of($3, $4), letters = strlen(strcol(5)) > letters ? strlen(strcol(5)) : letters, $2) nooutput

room = room_for(letters)
set multiplot
set logscale y; unset mytics; set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
set xtics ('weakest' 0, '' 0.5, 'strongest' 1)
do for [p=1:column_n] {
    eval across(p, column_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'response' at @beside_panel textcolor rgb ink }
    set label ''.word[p] at @over_panel textcolor rgb ink
    set label 'layers, sorted' at @under_panel textcolor rgb ink
    if (alone[p] > 0) { set arrow from graph 0,first alone[p] to graph 1,first alone[p] nohead dashtype 2 lw 0.8 lc rgb pale front }
    n = 0; gap = 0.075; fuse = 0
    stats $last using ($1 == p ? (n = n + 1) : NaN) nooutput
    array at[n]; array text[n]; array colour[n]
    n = 0
    stats $last using ($1 == p ? (n = n + 1, text[n] = strcol(5), colour[n] = tint[int($2)], at[n] = log($6 / floor) / log(ceiling / floor)) : NaN) nooutput
    load here.'labels.gp'
    plot [0:1] [floor:ceiling] for [i=1:curves] $sorted using ($1 == p && $2 == i ? $3 : NaN):4 with lines lw 1.6 lc rgb tint[i]
    eval fresh
}
unset multiplot
