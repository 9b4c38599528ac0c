# The gain of the gradient before training: left all blocks so far together, right each block by itself.
#   After an edit:    gnuplot plots/gain-per-block.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/gain-per-block.gp
name = 'gain-per-block'; if (!exists("experiment")) experiment = 'residual-explodes'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array net[last_n]; tint(i) = tint_of(net[i])
stats $last using (net[int($1)] = strcol(2), $1) nooutput
letters = 0
stats $last using (letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput
stats $theory using (unscaled = $1, scaled = $2) nooutput

room = room_for(letters)
mark = blocks > 1 ? "lines" : "points pt 7 ps dot(1)" # a single block is no line
set multiplot
set xtics blocks < 5 ? 1 : nice(blocks, broad ? 5 : 3)
set logscale y
do for [p=1:2] {
    eval across(p, 2); eval down(1, 1)
    if (p == 1) { eval heading; set label 'gain of the gradient' at @beside_panel textcolor rgb ink }
    set label (p == 1 ? 'all blocks so far' : 'one block') at @over_panel textcolor rgb ink
    set label 'blocks passed on the way back' at @under_panel textcolor rgb ink
    low_end = p == 1 ? floor : one_floor; high_end = p == 1 ? ceiling : one_ceiling
    if (p == 1) { eval decades(floor, ceiling, 5) }
    if (p == 2) { set format y '%g'; set ytics (0.25, 0.5, 1, '√2' sqrt(2), 2, 4, 8) }
    array at[last_n]; array text[last_n]; array colour[last_n]
    n = 0; gap = 0.062; fuse = 0
    stats $last using (n = n + 1, text[n] = strcol(2), colour[n] = tint(n), at[n] = log(column(p + 2) / low_end) / log(high_end / low_end)) nooutput
    load here.'labels.gp'
    plot [1:blocks > 1 ? blocks : 1.1] [low_end:high_end] \
         for [i=1:(p == 1 ? last_n : 0)] $curve index i-1 using 2:4:5 with @band lc rgb tint(i), \
         for [i=1:last_n] $curve index i-1 using 2:(p == 1 ? $3 : $6) with @mark lw 1.4 lc rgb tint(i), \
         for [i=1:(unscaled > 0)] [b=1:blocks] '+' using 1:(p == 1 ? sqrt(2) ** $1 : sqrt(2)) with lines dashtype 2 lw 0.8 lc rgb ink, \
         for [i=1:(scaled > 0)] [b=1:blocks] '+' using 1:(p == 1 ? (1 + 1.0 / blocks) ** ($1 / 2) : sqrt(1 + 1.0 / blocks)) with lines dashtype 2 lw 0.8 lc rgb ink
    eval fresh
}
unset multiplot
