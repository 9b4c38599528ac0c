# Heat map of how large the numbers of each layer's gradient are, in powers of two.
#   After an edit:    gnuplot plots/histogram.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/histogram.gp
name = 'histogram'; if (!exists("experiment")) experiment = 'healthy-norms'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]
stats $column using (text[int($1)] = sprintf('%s, step %d', strcol(2), $3 > 0 ? last : 0), tint[int($1)] = hue_of($4), $1) nooutput
stats $range using (low = $1, high = $2, $1) nooutput

room = 0.01; tick = 0.03; right = broad ? 0.1 : 0.13
set multiplot
@map_palette
set cbrange [0:most]; set cbtics nice(most, 4); set format cb '%g'
unset grid
set format x '2^{%.0f}'; set xtics nice(high - low, 2)
do for [c=1:column_n] {
    eval across(c, column_n); eval down(1, 1)
    if (c == 1) { eval heading }
    if (c == 1) { set label 'layer (0 = input)' at @beside_panel textcolor rgb ink; set ytics (0, layers / 2, layers) } else { set ytics ('' 0, '' layers / 2, '' layers) }
    set label ''.text[c] at @over_panel textcolor rgb tint[c] font type(broad ? 24 : 19)
    set label 'size of dL/dh' at @under_panel textcolor rgb ink
    if (c == column_n) { set label 'share' at screen 0.985,screen here_y+0.045 right textcolor rgb ink; @scale_box } else { unset colorbox }
    plot [low:high+1] [-span/2.0:layers+span/2.0] $bin index c-1 using ($2 + 0.5):3:4 with image
    eval fresh
}
unset multiplot
