# Adding and concatenating at equal weights: final training loss against depth.
#   After an edit:    gnuplot plots/add-vs-concat.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/add-vs-concat.gp
name = 'add-vs-concat'; if (!exists("experiment")) experiment = 'add-vs-concat'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'
load here.'against-depth.gp'
