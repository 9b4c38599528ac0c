/* A w writes the rows of one series into its table, NAME_row.
 *
 * The table's columns are found by name. If there is no such table it is made from the series, so a
 * new instrument needs no new layout of the database. What each column means is written into the
 * table `probe`. */
#pragma once
#include "lab/store/store_internal.h"

enum { SERIES_COLUMNS = 32 }; /* two bits a column in `odd` */

struct series_writer {
    const struct series *series;
    sqlite3_stmt *insert;
    int place[SERIES_COLUMNS]; /* where the series' column stands among the table's, from 0 */
};

/* In a transaction of its own, which writes only what is not there yet. */
enum status series_writer_open(struct store *, const struct series *, struct series_writer *,
                               struct failure *);
enum status series_writer_write(struct store *, const struct series_writer *, int64_t run,
                                int64_t step, int place, const double *value, uint32_t missing,
                                struct failure *);
void series_writer_close(struct series_writer *);
