/* Run a figure's .sql (section.h) and write what it gives as gnuplot to be loaded.
 *
 *     -- text finding      ->  finding = 'Deeper plain nets train worse'
 *     -- number chance     ->  chance = 2.302585092994046
 *     -- table last        ->  $last << EOD .. EOD, last_n = number of rows
 *     -- series curve 2    ->  the same in blocks two blank lines apart, curve_n = number of blocks
 *
 * A value that is missing or not finite becomes NaN, which gnuplot does not draw. Nothing is drawn
 * from nothing: a query without rows is a failure that names file, line, table and experiment. */
#pragma once
#include "lab/store/store.h"
#include <stdio.h>

/* `with` holds the common table expressions of the files before, and receives those of this one: it
 * starts as "". */
enum status series_write(struct arena *, struct store *, const char *sql_file,
                         const char *experiment, const char **with, FILE *dat, struct failure *);
