# Final training loss of a shallow net and of deep ones, constructed and trained: every seed a point.
#   After an edit:    gnuplot plots/identity-exists.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/identity-exists.gp
name = 'identity-exists'; if (!exists("experiment")) experiment = 'identity-exists'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

# The shallow net is drawn in ink, random orange, constructed ochre, trained on teal.
tint(h) = h == 0 ? ink : hue_of(h == 1 ? 1 : h == 2 ? 6 : 9)
array hue[row_n]; array text[row_n]
stats $row using (hue[int($1)] = $2, text[int($1)] = strcol(3), $1) nooutput

left = broad ? 0.29 : 0.37; room = 0.03
set multiplot
eval across(1, 1); eval down(1, 1); eval heading
set logscale x; set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
unset grid; set grid x lw 0.4 lt 1 lc rgb mesh
set label 'final training loss' at @under_panel textcolor rgb ink
set ytics ('' 1)
do for [i=1:row_n] {
    set ytics add ('' i)
    set label ''.text[i] at screen here_x-0.015,first i right textcolor rgb tint(hue[i])
}
if (chance == chance) {
    set arrow from first chance,graph 0 to first chance,graph 1 nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at first chance,graph 1.03 center textcolor rgb pale font type(18)
}
plot [floor:ceiling] [row_n+0.6:0.4] \
     for [h=0:3] $row using ($2 == h ? ($4 < floor ? floor : $4) : NaN):($1 - 0.34):(0):(0.68) with vectors nohead lw 1.2 lc rgb tint(h), \
     for [h=0:3] $seed using ($2 == h ? ($4 < floor ? floor : $4) : NaN):3 with points pt 7 ps dot(1.3) lc rgb tint(h), \
     for [h=0:3] $seed using ($2 == h && $5 > 0 ? ceiling / 1.06 : NaN):3 with points pt 2 ps dot(1.5) lc rgb tint(h)
eval fresh
unset multiplot
