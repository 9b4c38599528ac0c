# Final training loss against depth: every seed a point, a line through the means, one panel a setting.
#   After an edit:    gnuplot plots/settings.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/settings.gp
name = 'settings'; if (!exists("experiment")) experiment = 'degradation'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'

load here.'depth-panels.gp'
