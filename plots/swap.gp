# Two blocks swapped: test accuracy above, loss below. Left: by how far apart they are, every net a curve;
# right: by which two they are, a map a net. Bright is good in both rows.
#   After an edit:    gnuplot plots/swap.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/swap.gp
name = 'swap'; if (!exists("experiment")) experiment = 'lesion'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

nets = whole_n / 2
tint(i) = tint_of(text[i])
array text[nets]; array whole[whole_n]; array low[2]; array high[2]; array top[2]
stats $whole using (text[int($2)] = strcol(3), whole[int($0)+1] = $4, $1) nooutput
stats $range using (low[int($1)] = $2, high[int($1)] = $3, top[int($1)] = $4, $1) nooutput
array what[2] = ['test: right, %', 'test: loss']; array unit[2] = ['%', 'loss']
array luck[2] = [chance, guess]

room = 0.01; tick = broad ? 0.04 : 0.05; right = broad ? 0.09 : 0.12; alley = 0.075
set multiplot
@map_palette
do for [r=1:2] {
    eval across(1, nets + 1); eval down(r, 2)
    if (r == 1) { eval heading }
    set label ''.what[r] at @beside_panel textcolor rgb ink
    if (r == 2) { set label 'blocks apart' at @under_panel textcolor rgb ink }
    set format x (r == 2 ? '%g' : ''); set xtics nice(farthest, broad ? 4 : 3); set ytics nice(top[r], 4); set grid y
    if (luck[r] == luck[r]) { set arrow from graph 0,first luck[r] to graph 1,first luck[r] nohead dashtype 3 lw 0.5 lc rgb pale }
    do for [i=1:nets] { set arrow from graph 0,first whole[(r-1)*nets+i] to graph 1,first whole[(r-1)*nets+i] nohead dashtype 2 lw 0.8 lc rgb tint(i) }
    plot [0.5:farthest+0.5] [0:top[r]] \
         for [i=1:nets] $mean using ($1 == r && $2 == i ? $3 : NaN):5:6 with @band lc rgb tint(i), \
         for [i=1:nets] $mean using ($1 == r && $2 == i ? $3 : NaN):4 with lines lw 1.4 lc rgb tint(i), \
         for [i=1:nets] $mean using ($1 == r && $2 == i ? $3 : NaN):4 with points pt 7 ps dot(1.3) lc rgb tint(i)
    eval fresh
    unset grid; set cbrange [low[r]:high[r]]; set cbtics nice(high[r] - low[r], 3)
    if (r == 2) { set palette negative }
    set xtics nice(blocks, broad ? 8 : 4)
    do for [c=1:nets] {
        eval across(c + 1, nets + 1); eval down(r, 2)
        if (r == 1) { set label ''.text[c] at @over_panel textcolor rgb tint(c) }
        if (r == 2) { set label 'block' at @under_panel textcolor rgb ink }
        set ytics nice(blocks, 4); set format y (c == 1 ? '%g' : '')
        if (c == nets) { set label ''.unit[r] at graph 1.06,screen here_y+0.03 left textcolor rgb ink; @scale_box } else { unset colorbox }
        plot [0.5:blocks+0.5] [0.5:blocks+0.5] $map index (r-1)*nets+c-1 using 3:4:5 with image
        eval fresh
    }
    set format y '%g'
}
unset multiplot
