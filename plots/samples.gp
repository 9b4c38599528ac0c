# Samples of a data set, a column a class: depthlab data show. Its numbers come from no database.
#   After an edit:    gnuplot -e "experiment='data'; dat='plots/out/data/glyphs.dat'; out='glyphs.png'" plots/samples.gp
name = 'glyphs'; if (!exists("experiment")) experiment = 'data'
here = ARG0[:strlen(ARG0) - strlen('samples.gp')]
load here.'style.gp'

array word[classes]; array row[rows]
stats $class using (word[int($1)+1] = strcol(2), $1) nooutput
stats $row using (row[int($1)+1] = strcol(2), $1) nooutput
named = row[1] ne ''
unset border; unset xtics; unset ytics; unset grid; unset colorbox
set palette defined (0 paper, 1 ink); set cbrange [0:1]
left = named ? (broad ? 0.09 : 0.12) : 0.03; room = 0.02; ground = 0.03
eval across(1, 1); eval down(1, 1)
eval heading
across_all = classes * (wide + 1) - 1; high_all = rows * (high + 1) - 1
spare = (across_all * tall(1) / wide(1) * (broad ? 9.0 / 16 : 0.75) - high_all) / 2; spare = spare > 0 ? spare : 0 # above and below
set size ratio -1
do for [k=1:classes] { set label ''.word[k] at first (k-1)*(wide+1)+wide/2.0-0.5,first high_all offset 0,0.4 center textcolor rgb ink font type(classes > 10 ? 16 : 22) }
do for [r=1:rows] { if (row[r] ne '') { set label ''.row[r] at screen here_x-0.012,first (rows-r)*(high+1)+high/2.0-0.5 right textcolor rgb pale font type(22) } }
if (channels == 1) {
    plot [-0.5:across_all-0.5] [-0.5-spare:high_all-0.5+spare] $pixel using 1:2:(0.53):(0.53):($3 < 0 ? 0 : $3 > 1 ? 1 : $3) with boxxyerror fill solid noborder lc palette
} else {
    plot [-0.5:across_all-0.5] [-0.5-spare:high_all-0.5+spare] $pixel using 1:2:3:4:5 with rgbimage
}
