# One long connection in a plain net. Left: final training loss with and without it, every seed a point;
# right: a map of where it begins and ends, bright is low.
#   After an edit:    gnuplot plots/long-skip.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/long-skip.gp
name = 'long-skip'; if (!exists("experiment")) experiment = 'long-skip'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array hue[row_n]; array text[row_n]; letters = 0
stats $row using (hue[int($1)] = $2, text[int($1)] = strcol(3), letters = strlen(strcol(3)) > letters ? strlen(strcol(3)) : letters) nooutput

left = room_for(letters); room = 0.02; tick = broad ? 0.1 : 0.12; right = 0.01
set multiplot
eval across(1, 2); eval down(1, 1); eval heading
unset grid; set grid x lw 0.4 lt 1 lc rgb mesh
set label 'final training loss' at @under_panel textcolor rgb ink
set xtics nice(ceiling, 4); set ytics ('' 1)
do for [i=1:row_n] {
    set ytics add ('' i)
    set label ''.text[i] at screen here_x-0.015,first i right textcolor rgb hue_of(hue[i])
}
if (chance == chance) {
    set arrow from first chance,graph 0 to first chance,graph 1 nohead dashtype 2 lw 0.5 lc rgb pale
    set label sprintf('%.2f: guessing', chance) at first chance,graph 1.03 right textcolor rgb pale font type(18)
}
plot [0:ceiling] [row_n+0.6:0.4] \
     for [h=1:3] $row using ($2 == h ? $4 : NaN):($1 - 0.34):(0):(0.68) with vectors nohead lw 1.2 lc rgb hue_of(h), \
     for [h=1:3] $seed using ($2 == h && $5 == 0 ? $4 : NaN):3 with points pt 7 ps dot(1.3) lc rgb hue_of(h), \
     for [h=1:3] $seed using ($2 == h && $5 > 0 ? 0.98 * ceiling : NaN):3 with points pt 2 ps dot(1.5) lc rgb hue_of(h)
eval fresh

eval across(2, 2)
set palette defined (0 '#fde725', 1 '#addc30', 2 '#5ec962', 3 '#28ae80', 4 '#21918c', 5 '#2c728e', 6 '#3b528b', 7 '#472d7b', 8 '#440154')
middle = 0.5 * (least + ceiling)
set cbrange [least:ceiling]; unset colorbox
unset grid; set border 0; set tics scale 0
set xtics ('' 1); set ytics ('' 1)
array begin[from_n]; array end[to_n]
stats $from using (begin[int($1)] = $2) nooutput
stats $to using (end[int($1)] = $2) nooutput
do for [i=1:from_n] { set ytics add (sprintf('%d', begin[i]) i) }
do for [i=1:to_n] { set xtics add (sprintf('%d', end[i]) i) }
set label 'ends at layer' at @under_panel textcolor rgb ink
set label 'begins behind layer' at @beside_panel textcolor rgb ink
set label 'the connection' at @over_panel textcolor rgb hue_of(3)
# Labels none of whose points can be drawn end gnuplot: they are left out.
bright = 0; dark_cells = 0
stats $cell using (bright = bright || $3 < middle, dark_cells = dark_cells || $3 >= middle) nooutput
plot [0.5:to_n+0.5] [from_n+0.5:0.5] \
     $cell using 1:2:(0.485):(0.47):3 with boxxyerror fs solid noborder fc palette, \
     for [i=1:bright] $cell using ($3 < middle ? $1 : NaN):($2 - 0.1):4 with labels textcolor rgb '#111111' font type(24), \
     for [i=1:bright] $cell using ($3 < middle ? $1 : NaN):($2 + 0.22):5 with labels textcolor rgb '#111111' font type(18), \
     for [i=1:dark_cells] $cell using ($3 >= middle ? $1 : NaN):($2 - 0.1):4 with labels textcolor rgb '#ffffff' font type(24), \
     for [i=1:dark_cells] $cell using ($3 >= middle ? $1 : NaN):($2 + 0.22):5 with labels textcolor rgb '#ffffff' font type(18)
eval fresh
unset multiplot
