/* A series' table and its view, both made from its columns:
 *
 *     NAME_row    run, step, place, the series' columns, odd      what is stored
 *     NAME        what everybody reads: the same beside the run's settings, for the runs of every
 *                 experiment's current sweep, a shared run once an experiment
 *
 *     view of a series           run, experiment, block, depth, seed, step, PLACE, columns..., settings
 *     ... without places         run, experiment, block, depth, seed, lr, step, columns..., settings
 *     ... with one row a run     run, experiment, family, ..., seed, status, params, steps, columns..., settings
 *
 * PLACE has the name of what the series counts: layer (with layer_name), junction, ...; `place` where
 * that is the name of a setting. What each column means is written into the table `probe`, and into the
 * view's own text, which `.schema NAME` prints. A series that got a column more gets it here, too. */
#pragma once
#include "lab/store/store_internal.h"

enum { SERIES_COLUMNS = 32 }; /* two bits a column in `odd` */

/* Make what lacks of the two, in a transaction of its own; nothing is written when nothing lacks. */
enum status series_table_make(struct store *, const struct series *, struct failure *);

/* Where the table has this column of the series, from 0; -1 when it has not. */
int series_table_column(struct store *, const struct series *, int column, struct failure *);

/* Does the view say what this program would make of the series? */
bool series_table_is_made(struct store *, const struct series *, struct failure *);
