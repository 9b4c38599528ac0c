# A network as blocks: depthlab model --svg. Its tables come from no database (lab/inspect/net_drawing.h).
#   After an edit:    gnuplot -e "experiment='model'; dat='plots/out/model/NAME.dat'; out='NAME.png'" plots/model.gp
name = 'model'; if (!exists("experiment")) experiment = 'model'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

hex(colour) = int(real('0x'.colour[2:7]))
array fill[3] = [hex(dark ? '#2b3038' : '#f0f2f4'), hex(dark ? '#5c3314' : '#fbe0cb'), hex(dark ? '#1d4563' : '#d3e7f5')]
array edge_of[3] = [hex(line), hex(hue_of(1)), hex(hue_of(2))]
array word_in[3] = [hex(ink), hex(hue_of(1)), hex(hue_of(2))]
unset border; unset xtics; unset ytics; unset grid
set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0
eval heading
says(a, s) = sprintf('$word using ($3 == %d && $4 == %d ? $1 : NaN):2:6:(word_in[int($5)+1]) with labels %s textcolor rgb variable font type(%g)', a, s, a == 0 ? 'left' : a == 1 ? 'center' : 'right', s * enlarged)
said = ''
do for [a=0:2] { do for [s in '16 18 20 22'] { said = said.', '.says(a, int(s)) } }
eval sprintf('plot [%g:%g] [%g:%g] ', left - left / enlarged, left + (1280 - left) / enlarged, upper + (720 - upper) / enlarged, upper - upper / enlarged).\
     "$box using 1:2:3:4:5:6:(fill[int($7)+1]) with boxxyerror fill solid noborder lc rgb variable, ".\
     "$box using 1:2:3:4:5:6:(edge_of[int($7)+1]) with boxxyerror fill empty lw 0.6 lc rgb variable, ".\
     "$way using 1:2:3:4:(edge_of[int($5)+1]) with vectors nohead lw 0.8 lc rgb variable, ".\
     "$way using ($6 == 1 ? $1 : NaN):2:3:4:(edge_of[int($5)+1]) with vectors head filled size screen 0.008,20 lw 0.8 lc rgb variable".said
