# Reductions of inputs whose sparsity is set: loss with and without them; what they keep against the share of
# units that are on, and against what the strongest directions of the input hold.
#   After an edit:    gnuplot plots/sparse-reduction.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/sparse-reduction.gp
name = 'sparse-reduction'; if (!exists("experiment")) experiment = 'sparse-reduction'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array hue[3] = [2, 4, 9] # whole, reduced, bottleneck
strong(i) = hue_of(hue[i]); faint(i) = ramp(hue[i], 0.1)
array panel[tag_n]; array whose[tag_n]; array text[tag_n]
stats $tag using (k = int($0)+1, panel[k] = $1, whose[k] = int($2), text[k] = strcol(3), 1) nooutput

room = 0.03; tick = broad ? 0.055 : 0.06
array head[3] = ['final training loss', 'share kept, by sparsity', 'share kept, by directions']
array foot[3] = ['units on, %', 'units on, %', 'best possible']
set multiplot
do for [p=1:3] {
    eval across(p, 3); eval down(1, 1)
    if (p == 1) { eval heading }
    set label head[p] at @over_panel textcolor rgb ink
    set label foot[p] at @under_panel textcolor rgb ink
    top = p == 1 ? ceiling : 1
    set ytics nice(top, 5)
    if (p < 3) { set logscale x 2; set xtics (100, 50, 25, '12' 12.5, '6' 6.25, '3' 3.125) } else { unset logscale; set xtics 0.25 }
    rows = 0
    do for [k=1:tag_n] { if (panel[k] == p) {
        rows = rows + 1
        set label ''.text[k] at graph 0.05,(p == 1 ? 1.02 : 0.21) - 0.075 * rows left textcolor rgb strong(whose[k])
    } }
    if (p == 1) {
        plot [105:sparsest / 1.05] [0:top] \
             for [i=1:3] $loss using ($1 == i ? $2 : NaN):4:5 with @band lc rgb strong(i), \
             for [i=1:3] $loss using ($1 == i ? $2 : NaN):3 with linespoints pt 7 ps dot(1.2) lw 1.4 lc rgb strong(i)
    }
    if (p == 2) {
        plot [105:sparsest / 1.05] [0:top] share with lines dashtype 2 lw 0.8 lc rgb pale, \
             for [i=2:3] $mean using ($1 == i && $2 == 0 ? $3 : NaN):4 with linespoints pt 7 ps dot(1) lw 1 lc rgb faint(i), \
             for [i=2:3] $mean using ($1 == i && $2 == 1 ? $3 : NaN):4 with linespoints pt 7 ps dot(1.2) lw 1.4 lc rgb strong(i)
    }
    if (p == 3) {
        plot [share:1] [0:top] x with lines dashtype 2 lw 0.8 lc rgb pale, \
             for [i=2:3] $mean using ($1 == i && $2 == 0 ? $5 : NaN):4 with points pt 7 ps dot(1.2) lc rgb faint(i), \
             for [i=2:3] $mean using ($1 == i && $2 == 1 ? $5 : NaN):4 with points pt 7 ps dot(1.5) lc rgb strong(i)
    }
    eval fresh
}
unset multiplot
