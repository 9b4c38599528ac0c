# Heat map of the norm of dL/dh, layer by step, one panel a block, one scale for all.
#   After an edit:    gnuplot plots/gradient-heat.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/gradient-heat.gp
name = 'gradient-heat'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array kind[panel_n]; array hue[panel_n]
stats $panel using (kind[int($0)+1] = strcol(2), hue[int($0)+1] = $3) nooutput

room = 0.015; right = broad ? 0.12 : 0.16
set multiplot
@map_palette
stats $range using (least = $1, most = $2) nooutput
set cbrange [floor(least):ceil(most)]; set cbtics whole(ceil(most) - floor(least), 6); set format cb '10^{%.0f}'
unset grid
eval log_steps
set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb mesh fs solid noborder
set ytics (0, layers / 2, layers)
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'layer (0 = input)' at @beside_panel textcolor rgb ink }
    set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p])
    set label 'step' at @under_panel textcolor rgb ink
    if (p == panel_n) { set label '‖dL/dh‖' at screen 0.985,screen here_low-0.045 right textcolor rgb ink; @scale_box } else { unset colorbox }
    plot [0:log10(1 + steps)] [-span/2.0:layers+span/2.0] $heat index p-1 using 2:3:4 with image
    eval fresh
}
unset multiplot
