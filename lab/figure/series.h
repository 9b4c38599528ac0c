/* The format of plots/NAME.sql, and what becomes of it: gnuplot to be loaded.
 *
 * The file holds queries over the views, with :experiment bound. A comment line introduces each; other
 * comments are prose, and so is what stands before the first such line.
 *
 *     -- with               named queries, `NAME AS (SELECT ..), ..`, that later ones may use
 *     -- once NAME          a query that is run once, and that later ones may read as a table; like `with` it
 *                           ends without a semicolon
 *     -- lack               a sentence   ->  nothing is drawn, and the sentence says why: "these runs have no
 *                                            residual block"; no row or NULL where nothing lacks
 *     -- text finding       one value    ->  finding = 'Deeper plain nets train worse'
 *     -- number chance      one value    ->  chance = 2.30258509299405
 *     -- table last         rows         ->  $last << EOD .. EOD, columns separated by '|';
 *                                            last_n = the number of rows
 *     -- series curve 2     rows         ->  the same, and two blank lines wherever one of the first 2
 *                                            columns changes, so that gnuplot's `index i` is one curve;
 *                                            curve_n = the number of curves
 *
 * A value that is missing or not finite becomes NaN, which gnuplot does not draw. Nothing is drawn
 * from nothing: any other query without rows is a failure that names it. What a sweep may lack is said by
 * `lack`. The status is STATUS_FAILED where the runs do not have what the figure shows, STATUS_DATA where
 * the file is wrong.
 *
 * plots/best.sql is read before every other file, and gives them these names:
 *
 *     swept           the runs of the experiment's sweep, as in `final`, and their place in it
 *     best            of each net the runs at its best learning rate, and what a figure draws them by:
 *                     panel, hue, tone, variant, norm_rank
 *     origin          how many seeds there are, and the words of a figure's last line
 *     smooth          the curve of each run of `best`, as means of five logged losses
 *     smooth_mean     its mean over seeds, for the first variant and norm of each block
 *     flow            dL/dh of each run of `best` where it leaves a block
 *     flow_median     its median over seeds, for the first variant and norm of each block
 *     guess           loss and error of the best constant guess; beyond which loss nothing stretches an axis
 *                     (far), and how tall one is at least (tall)
 *     roof            the upper end of an axis of final training losses */
#pragma once
#include "lab/store/store.h"
#include <stdio.h>

/* Run the queries of a file and write what they give. `with` holds the named queries of the files before
 * and receives those of this one: it starts as "". So does `blank`, which receives the columns of tables and series
 * that have no value in any row: "`units` of its `mean`". It stands between query_scratch_begin and query_scratch_end. */
enum status series_write(struct arena *, struct store *, const char *sql_file,
                         const char *experiment, const char **with, const char **blank, FILE *dat,
                         struct failure *);

/* Show the views and tables that the queries of a file would read, without running them. */
struct series_reader {
    void *self;
    void (*see)(void *self, const char *name);
};
enum status series_reads(struct arena *, struct store *, const char *sql_file, const char **with,
                         const struct series_reader *, struct failure *);
