# Final training loss against depth: every seed a point, a line through the means, one curve an order.
#   After an edit:    gnuplot plots/order.gp          (draws the numbers last measured)
#   In another look:  gnuplot -e "term='svg'; dark=1; ratio='4:3'" plots/order.gp
name = 'order'; if (!exists("experiment")) experiment = 'order'
here = ARG0[:strlen(ARG0) - strlen(name.'.gp')]
load here.'style.gp'
counted = 'depth (layers)'
load here.'against-depth.gp'
