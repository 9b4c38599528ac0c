# The layers' responses: above from the first layer to the last, below from the strongest to the weakest.
#   After an edit:    gnuplot plots/responses.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/responses.gp
name = 'responses'; if (!exists("experiment")) experiment = 'responses'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array word[column_n]; array alone[column_n]; array floor[column_n]; array ceiling[column_n]; array leaves[column_n]; array top[column_n]
stats $column using (word[int($1)] = strcol(2), alone[int($1)] = $3 == $3 ? $3 : -1, floor[int($1)] = $4, ceiling[int($1)] = $5, leaves[int($1)] = $6, top[int($1)] = $7, $1) nooutput
array tint[curves] # a curve has the same colour in every column
stats $last using (tint[int($2)] = word_of($3, $4), $2) nooutput
letters = 0
stats $last using (letters = strlen(strcol(5)) > letters ? strlen(strcol(5)) : letters) nooutput

room = room_for(letters); alley = 0.09
set multiplot
set logscale y; unset mytics
do for [r=1:2] { do for [p=1:column_n] {
    eval across(p, column_n); eval down(r, 2)
    set ytics (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
    if (ceiling[p] < 20 * floor[p]) { set ytics add (0.03, 0.07, 0.3, 0.7, 1.5, 3, 7, 30) }
    if (r == 1 && p == 1) { eval heading }
    if (r == 1) { set label ''.word[p] at @over_panel textcolor rgb ink }
    if (p == 1) { set label (r == 1 ? 'in order' : 'sorted') at @beside_panel textcolor rgb ink }
    if (r == 2) { set label 'layers' at @under_panel textcolor rgb ink }
    if (r == 1) { set xtics ('first' 0, '' 0.5, 'last' 1) } else { set xtics ('strongest' 0, '' 0.5, 'weakest' 1) }
    if (alone[p] > 0) { set arrow from graph 0,first alone[p] to graph 1,first alone[p] nohead dashtype 2 lw 0.6 lc rgb pale front }
    if (leaves[p] > 0) { set label sprintf('↖ goes on to %.2g', top[p]) at graph 0.98,graph 0.92 right textcolor rgb tint[leaves[p]] font type(18) }
    if (r == 1) {
        n = 0; gap = broad ? 0.14 : 0.17; fuse = 0
        stats $last using ($1 == p ? (n = n + 1) : NaN) nooutput
        array at[n]; array text[n]; array colour[n]
        n = 0
        stats $last using ($1 == p ? (n = n + 1, text[n] = strcol(5), colour[n] = tint[int($2)], at[n] = log($6 / floor[p]) / log(ceiling[p] / floor[p])) : NaN) nooutput
        load here.'labels.gp'
        plot [0:1] [floor[p]:ceiling[p]] for [i=1:curves] $layer using ($1 == p && $2 == i ? $3 : NaN):4 with lines lw 1.2 lc rgb tint[i]
    } else {
        plot [0:1] [floor[p]:ceiling[p]] for [i=1:curves] $sorted using ($1 == p && $2 == i ? $3 : NaN):4 with lines lw 1.2 lc rgb tint[i]
    }
    eval fresh
} }
unset multiplot
