/* Writes the rows of one series into its table, whose columns are found by name. */
#pragma once
#include "lab/store/series_table.h"

struct series_writer {
    const struct series *series;
    sqlite3_stmt *insert;
    int place[SERIES_COLUMNS]; /* where the series' column stands among the table's, from 0 */
};

/* Makes the table and the view where they lack. */
enum status series_writer_open(struct store *, const struct series *, struct series_writer *,
                               struct failure *);
enum status series_writer_write(struct store *, const struct series_writer *, int64_t run,
                                int64_t step, int place, const double *value, uint32_t missing,
                                struct failure *);
void series_writer_close(struct series_writer *);
