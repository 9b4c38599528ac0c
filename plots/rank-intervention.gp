# Final training loss: left against the rank that hidden weights are forced to, plain nets as dashed lines;
# right against the rank that the last block's features have.
#   After an edit:    gnuplot plots/rank-intervention.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/rank-intervention.gp
name = 'rank-intervention'; if (!exists("experiment")) experiment = 'rank-intervention'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[line_n]; array colour[line_n]; array plain[line_n]; array mark[line_n]; array at[line_n]; array title[dose_n]
letters = 0
stats $line using (text[int($1)] = strcol(2), plain[int($1)] = $3, colour[int($1)] = hue_of(1), mark[int($1)] = $5 > 0 ? 5 : 7, \
                   at[int($1)] = $6 < ceiling ? $6 / ceiling : 1) nooutput
stats $line using (colour[int($1)] = ramp($3 > 0 ? 1 : 2, $4), letters = strlen(strcol(2)) > letters ? strlen(strcol(2)) : letters) nooutput
stats $dose using (title[int($1)] = strcol(2), $1) nooutput

room = room_for(letters); right = 0.075 - room
set multiplot
set ytics nice(ceiling, 5)
eval across(1, 2); eval down(1, 1); eval heading
set label 'final training loss' at @beside_panel textcolor rgb ink
set label 'forced rank of weights' at @under_panel textcolor rgb ink
set label 'dashed: plain nets' at @over_panel textcolor rgb pale font type(20)
if (chance == chance) {
    set arrow from graph 0,first chance to graph 1,first chance nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at graph 0.02,first chance offset 0,0.6 left textcolor rgb pale font type(18)
}
set xtics ('' 1)
do for [i=1:dose_n] { set xtics add (''.title[i] i) }
n = line_n; gap = 0.075; fuse = 0
load here.'labels.gp'
plot [0.5:dose_n+0.5] [0:ceiling] \
     for [i=1:line_n] $mean using ($1 == i && plain[i] == 0 ? $2 : NaN):3 with lines lw 1.4 lc rgb colour[i], \
     for [i=1:line_n] $line using ($1 == i && plain[i] > 0 ? 0.5 : NaN):6:(dose_n):(0) with vectors nohead dashtype 2 lw 0.8 lc rgb colour[i], \
     for [i=1:line_n] $seed using ($1 == i ? $2 : NaN):($4 == 0 ? $3 : NaN) with points pt mark[i] ps dot(1.2) lc rgb colour[i], \
     for [i=1:line_n] $seed using ($1 == i ? $2 : NaN):($4 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb colour[i]
eval fresh

eval across(2, 2)
set xtics nice(widest, 4)
set label 'measured rank of features' at @under_panel textcolor rgb ink
set label 'orange: plain, blue: residual' at @over_panel textcolor rgb pale font type(20)
array whose[tag_n]; array words[tag_n]; array rank[tag_n]; array loss[tag_n]; array aside[tag_n]
k = 0
stats $tag using (k = k + 1, whose[k] = int($1), words[k] = strcol(2), rank[k] = $3, loss[k] = $4, aside[k] = $5, k) nooutput
# A name that would lie over one before it stands under it, or above it at the bottom.
begins(k) = rank[k] - (aside[k] > 0 ? 0.027 * widest * zoom * (strlen(words[k]) + 2) : 0)
over_other(k, j) = abs(begins(k) - begins(j)) < 0.03 * widest * zoom * strlen(words[begins(k) < begins(j) ? k : j]) && abs(loss[k] - loss[j]) < 0.05 * ceiling
do for [pass=1:3] { do for [k=2:tag_n] { do for [j=1:k-1] {
    if (over_other(k, j)) { loss[k] = loss[j] + (loss[j] > 0.15 * ceiling ? -0.056 : 0.056) * ceiling }
} } }
do for [k=1:tag_n] { if (rank[k] == rank[k] && loss[k] <= ceiling) {
    if (aside[k] > 0) { set label ''.words[k] at first rank[k],first loss[k] offset -0.8,0 right textcolor rgb colour[whose[k]] font type(20) }
    if (aside[k] == 0) { set label ''.words[k] at first rank[k],first loss[k] offset 0.8,0 left textcolor rgb colour[whose[k]] font type(20) }
} }
plot [0:widest] [0:ceiling] \
     for [i=1:line_n] $seed using ($1 == i ? $5 : NaN):($4 == 0 ? $3 : NaN) with points pt mark[i] ps dot(1.2) lc rgb colour[i], \
     for [i=1:line_n] $seed using ($1 == i ? $5 : NaN):($4 > 0 ? 0.98 * ceiling : NaN) with points pt 2 ps dot(1.6) lc rgb colour[i]
unset multiplot
