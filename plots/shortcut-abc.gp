# Plain nets and shortcuts A, B, C: final training loss against depth.
#   After an edit:    gnuplot plots/shortcut-abc.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/shortcut-abc.gp
name = 'shortcut-abc'; if (!exists("experiment")) experiment = 'shortcut-abc'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'
counted = 'depth (layers)'
load here.'against-depth.gp'
