/* INSERT INTO series_row: one prepared statement a series. */
#include "lab/store/series_writer.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { KEYS = 3, SQL_BYTES = 8192 }; /* run, step, place come before the measured columns */

static void find_columns(struct store *store, struct series_writer *w, struct failure *failure)
{
    const struct series *series = w->series;
    for (int c = 0; !failure->status && c < series->columns; c++) {
        const int place = series_table_column(store, series, c, failure);
        if (place < 0)
            fail(failure, STATUS_DATA, "%s: table %s_row has no column %s", store->file,
                 series->name, series->column[c].name);
        w->place[c] = place - KEYS;
    }
}

static void prepare_insert(struct store *store, struct series_writer *w, struct failure *failure)
{
    const struct series *series = w->series;
    char sql[SQL_BYTES];
    int n = snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO %s_row (run, step, place, odd",
                     series->name);
    for (int c = 0; c < series->columns; c++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, ", \"%s\"", series->column[c].name);
    n += snprintf(sql + n, sizeof sql - (size_t)n, ") VALUES (?, ?, ?, ?");
    for (int c = 0; c < series->columns; c++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, ", ?");
    snprintf(sql + n, sizeof sql - (size_t)n, ")");
    w->insert = sql_query(store, failure, sql, "");
}

enum status series_writer_open(struct store *store, const struct series *series,
                               struct series_writer *w, struct failure *failure)
{
    *w = (struct series_writer){.series = series};
    if (series_table_make(store, series, failure))
        return failure->status;
    find_columns(store, w, failure);
    prepare_insert(store, w, failure);
    return failure->status;
}

static uint64_t kind_of(double v)
{
    return isnan(v) ? 1 : isinf(v) ? v > 0 ? 2 : 3 : 0;
}

enum status series_writer_write(struct store *store, const struct series_writer *w, int64_t run,
                                int64_t step, int place, const double *value, uint32_t missing,
                                struct failure *failure)
{
    sqlite3_stmt *insert = w->insert;
    uint64_t odd = 0;
    int code = SQLITE_OK;
    for (int c = 0; c < w->series->columns; c++) {
        uint64_t kind = missing >> c & 1 ? 0 : kind_of(value[c]);
        odd |= kind << 2 * w->place[c];
        if (c < w->series->keys)
            code |= sqlite3_bind_int64(insert, 5 + c, (int64_t)value[c]);
        else if (kind || missing >> c & 1)
            code |= sqlite3_bind_null(insert, 5 + c);
        else
            code |= sqlite3_bind_double(insert, 5 + c, value[c]);
    }
    code |= sqlite3_bind_int64(insert, 1, run);
    code |= sqlite3_bind_int64(insert, 2, step);
    code |= sqlite3_bind_int(insert, 3, place);
    code |= sqlite3_bind_int64(insert, 4, (int64_t)odd);
    if (code)
        sql_fail(store, sqlite3_sql(insert), failure);
    sql_step(store, insert, failure);
    sqlite3_reset(insert);
    return failure->status;
}

void series_writer_close(struct series_writer *w)
{
    sqlite3_finalize(w->insert);
    *w = (struct series_writer){0};
}
