/* A pen writes the rows of one series into its table, NAME_row.
 *
 * The table's columns are found by name. If there is no such table it is made from the series, so a
 * new instrument needs no new layout of the database. What each column means is written into the
 * table `probe`. */
#pragma once
#include "lab/store/inside.h"

enum { PEN_COLUMNS = 32 }; /* two bits a column in `odd` */

struct pen {
    const struct series *series;
    sqlite3_stmt *insert;
    int place[PEN_COLUMNS]; /* where the series' column stands among the table's, from 0 */
};

/* In a transaction of its own, which writes only what is not there yet. */
enum status pen_open(struct store *, const struct series *, struct pen *, struct failure *);
enum status pen_write(struct store *, const struct pen *, int64_t run, int64_t step, int place,
                      const double *value, uint32_t missing, struct failure *);
void pen_close(struct pen *);
