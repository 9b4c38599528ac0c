# Heat map, block by step: the gradient through F over the gradient through the identity. Orange: the branch
# carries more; blue: the identity.
#   After an edit:    gnuplot plots/who-carries.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/who-carries.gp
name = 'who-carries'; if (!exists("experiment")) experiment = 'who-carries'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array words[panel_n]; array share[panel_n]
stats $panel using (words[int($0)+1] = strcol(2), share[int($0)+1] = strcol(3), $1) nooutput

room = 0.015; right = broad ? 0.13 : 0.17
set multiplot
eval ratio_palette(below, above)
set cbrange [-below:above]; set cbtics whole(below + above, 6); set format cb '10^{%.0f}'
unset grid; eval log_steps; set ytics (1, (blocks + 1) / 2, blocks)
set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb mesh fs solid noborder
do for [p=1:panel_n] {
    eval across(p, panel_n); eval down(1, 1)
    if (p == 1) { eval heading; set label 'block (1 = nearest the input)' at @beside_panel textcolor rgb ink }
    set label words[p].share[p] at @over_panel textcolor rgb tint_of(words[p])
    set label 'step' at @under_panel textcolor rgb ink
    if (p == panel_n) { set label 'F / x' at graph 1.06,screen here_y+0.045 left textcolor rgb ink; @scale_box } else { unset colorbox }
    if (blocks > 1) {
        plot [0:log10(1 + steps)] [0.5:blocks+0.5] $heat index p-1 using 2:3:4 with image
    } else { # an image needs two rows
        plot [0:log10(1 + steps)] [0.5:1.5] $heat index p-1 using 2:3:(log10(1 + steps) / 158):(0.5):4 with boxxyerror fs solid noborder fc palette
    }
    eval fresh
}
unset multiplot
