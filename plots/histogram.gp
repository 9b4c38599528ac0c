# Heat map of how large the numbers of each layer are, in powers of two: h above, dL/dh below.
#   After an edit:    gnuplot plots/histogram.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/histogram.gp
name = 'histogram'; if (!exists("experiment")) experiment = 'healthy-norms'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array text[column_n]; array tint[column_n]; array low[2]; array high[2]
stats $column using (text[int($1)] = sprintf('%s, step %d', strcol(2), $3 > 0 ? last : 0), tint[int($1)] = hue_of($4), $1) nooutput
stats $range using (low[int($1)] = $2, high[int($1)] = $3, $1) nooutput
array what[2] = ['h', 'dL/dh']

room = 0.01; tick = 0.03; right = broad ? 0.1 : 0.13; alley = 0.14
set multiplot
@map_palette
set cbrange [0:most]; set cbtics nice(most, 4); set format cb '%g'
unset grid
set format x '2^{%.0f}'
do for [r=1:2] { do for [c=1:column_n] {
    eval across(c, column_n); eval down(r, 2)
    if (r == 1 && c == 1) { eval heading }
    if (c == 1) { set label 'layer (0 = input)' at @beside_panel textcolor rgb ink; set ytics (0, layers / 2, layers) } else { set ytics ('' 0, '' layers / 2, '' layers) }
    if (r == 1) { set label ''.text[c] at @over_panel textcolor rgb tint[c] font type(broad ? 24 : 19) }
    set label sprintf('size of %s', what[r]) at graph 0.5,screen here_low-0.075 center textcolor rgb ink
    set xtics nice(high[r] - low[r], broad ? 4 : 2)
    if (c == column_n && r == 1) { set label 'share' at graph 1.06,screen here_y+0.03 left textcolor rgb ink; @scale_box } else { unset colorbox }
    plot [low[r]:high[r]+1] [-span/2.0:layers+span/2.0] $bin index (r-1)*column_n+c-1 using ($3 + 0.5):4:5 with image
    eval fresh
} }
unset multiplot
