# The norm of dL/dh by layer at each step that was logged: as gif a film of training, else its last frame.
#   After an edit:    gnuplot plots/gradient-film.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='gif'; dark=1; ratio='4:3'" plots/gradient-film.gp
name = 'gradient-film'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

array kind[panel_n]; array hue[panel_n]; array step[frame_n]
stats $panel using (kind[int($1)] = strcol(2), hue[int($1)] = $3) nooutput
stats $frame using (step[int($1)] = $2) nooutput
array frame_of[last_n]; array panel_of[last_n]; array tone[last_n]
stats $last using (k = int($0) + 1, frame_of[k] = $1, panel_of[k] = $2, tone[k] = $5) nooutput
# A gif knows no transparency: its bands would hide what lies below them.
banded = term ne 'gif'

eval decades(floor, ceiling, 6)
set xtics ('loss' 0, '' 0.5, 'input' 1)
do for [f=(term eq 'gif' ? 1 : frames):frames] {
    set multiplot
    do for [p=1:panel_n] {
        eval across(p, panel_n); eval down(1, 1)
        if (p == 1) {
            eval heading
            set label 'norm of dL/dh' at @beside_panel textcolor rgb ink
            set label sprintf('{/:Bold step %d}', step[f]) at screen 0.985,screen here_low-0.1 right textcolor rgb ink
        }
        set label ''.kind[p] at @over_panel textcolor rgb hue_of(hue[p])
        set label 'the way back →' at @under_panel textcolor rgb ink
        array at[last_n]; array text[last_n]; array colour[last_n]
        n = 0; gap = 0.065
        stats $last using ($1 == f && $2 == p ? (n = n + 1, text[n] = strcol(6), colour[n] = word_of(hue[p], $5), at[n] = $4 == $4 ? log($4 / floor) / log(ceiling / floor) : 0) : NaN) nooutput
        load here.'labels.gp'
        plot [0:1] [floor:ceiling] \
             for [i=1:last_n] $curve index i-1 using 4:(banded && $1 == f && $2 == p ? $6 : NaN):7 with @band lc rgb ramp(hue[p], tone[i]), \
             for [i=1:last_n] $curve index i-1 using 4:($1 == f && $2 == p ? $5 : NaN) with lines lw 1.2 lc rgb ramp(hue[p], tone[i])
        eval fresh
    }
    unset multiplot
}
