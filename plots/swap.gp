# Test accuracy with two blocks swapped. Left: by how far apart they are, every net a curve; right: by which two
# they are, a map a net.
#   After an edit:    gnuplot plots/swap.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/swap.gp
name = 'swap'; if (!exists("experiment")) experiment = 'lesion'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[whole_n]; tint(i) = tint_of(text[i])
stats $whole using (text[int($1)] = strcol(2), $1) nooutput

room = 0.01; tick = broad ? 0.04 : 0.05; right = broad ? 0.07 : 0.1
set multiplot
@map_palette
eval across(1, whole_n + 1); eval down(1, 1); eval heading
set label 'test images right, %' at @beside_panel textcolor rgb ink
set label 'blocks apart' at @under_panel textcolor rgb ink
set xtics whole(farthest, 3); set ytics 20
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label 'guessing' at graph 0.04,first chance offset 0,-0.6 left textcolor rgb pale font type(18)
}
plot [-0.3:farthest+0.3] [0:100] \
     for [i=1:whole_n] $mean using ($1 == i ? $2 : NaN):4:5 with @band lc rgb tint(i), \
     for [i=1:whole_n] $mean using ($1 == i ? $2 : NaN):3 with lines lw 1.6 lc rgb tint(i), \
     for [i=1:whole_n] $mean using ($1 == i ? $2 : NaN):3 with points pt 7 ps dot(1.3) lc rgb tint(i)
eval fresh
unset grid; set cbrange [0:100]; set cbtics 20
set xtics whole(blocks, 4)
do for [c=1:whole_n] {
    eval across(c + 1, whole_n + 1); eval down(1, 1)
    set label ''.text[c] at @over_panel textcolor rgb tint(c)
    set label 'block' at @under_panel textcolor rgb ink
    set ytics whole(blocks, 4); set format y (c == 1 ? '%g' : '')
    if (c == whole_n) { @scale_box } else { unset colorbox }
    plot [0.5:blocks+0.5] [0.5:blocks+0.5] $map index c-1 using 2:3:4 with image
    eval fresh
}
unset multiplot
