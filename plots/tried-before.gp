# Final training loss, remedy by depth, one map a kind of block: bright is low, every value in its cell.
#   After an edit:    gnuplot plots/tried-before.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/tried-before.gp
name = 'tried-before'; if (!exists("experiment")) experiment = 'tried-before'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array kind[panel_n]; array hue[panel_n]; array text[row_n]; array depth[column_n]
stats $panel using (kind[int($1)] = strcol(2), hue[int($1)] = $3) nooutput
stats $row using (text[int($1)] = strcol(2), $1) nooutput
stats $column using (depth[int($1)] = $2, $1) nooutput

left = broad ? 0.2 : 0.26; room = 0.005; tick = 0.02; right = 0.02
set multiplot
set palette defined (0 '#fde725', 1 '#addc30', 2 '#5ec962', 3 '#28ae80', 4 '#21918c', 5 '#2c728e', 6 '#3b528b', 7 '#472d7b', 8 '#440154')
most = most > least ? most : least + 1; middle = 0.5 * (least + most)
set cbrange [least:most]; unset colorbox
unset grid; set border 0; set tics scale 0
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading }
    set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p])
    set label 'depth (hidden layers)' at @under_panel textcolor rgb ink
    set xtics ('' 1); set ytics ('' 1)
    do for [i=1:column_n] { set xtics add (sprintf('%d', depth[i]) i) }
    if (p == 1) { do for [i=1:row_n] { set label ''.text[i] at screen here_x-0.012,first i right textcolor rgb ink } }
    # labels none of whose points can be drawn end gnuplot: they are left out
    bright = 0; dark_cells = 0
    stats $cell using ($1 == p ? (bright = bright || $4 < middle, dark_cells = dark_cells || $4 >= middle) : NaN) nooutput
    plot [0.5:column_n+0.5] [row_n+0.5:0.5] \
         $cell using ($1 == p ? $2 : NaN):3:(0.485):(0.47):4 with boxxyerror fs solid noborder fc palette, \
         for [i=1:bright] $cell using ($1 == p && $4 < middle ? $2 : NaN):3:5 with labels textcolor rgb '#111111' font type(20), \
         for [i=1:dark_cells] $cell using ($1 == p && $4 >= middle ? $2 : NaN):3:5 with labels textcolor rgb '#ffffff' font type(20)
    eval fresh
}
unset multiplot
