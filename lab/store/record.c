/* A recorder that keeps rows in memory and writes them with the checkpoint. */
#include "lab/store/record.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct row {
    int64_t step;
    int pen, place;
    uint32_t missing;
    double value[];
};

static size_t row_bytes(const struct series *series)
{
    return sizeof(struct row) + (size_t)series->columns * sizeof(double);
}

/* Processor time, that of all threads together: what a run costs, however busy the machine is. */
static double clock_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

struct sitting *sitting_open(struct store *store, int64_t run, struct failure *failure)
{
    struct sitting *sitting = calloc(1, sizeof *sitting);
    if (!sitting) {
        fail(failure, STATUS_FAILED, "out of memory");
        return NULL;
    }
    *sitting = (struct sitting){
        .next = store->sitting, .store = store, .run = run, .start = clock_seconds()};
    return store->sitting = sitting;
}

struct sitting *sitting_of(struct store *store, int64_t run)
{
    struct sitting *sitting = store->sitting;
    while (sitting && sitting->run != run)
        sitting = sitting->next;
    return sitting;
}

void sitting_close(struct sitting *sitting)
{
    struct sitting **link = &sitting->store->sitting;
    while (*link != sitting)
        link = &(*link)->next;
    *link = sitting->next;
    for (int i = 0; i < sitting->pens; i++)
        pen_close(&sitting->pen[i]);
    lock_drop(sitting->store, sitting->run);
    free(sitting->pen);
    free(sitting->rows);
    free(sitting);
}

/* The number of this series' pen; -1 after a failure. */
static int pen_of(struct sitting *sitting, const struct series *series)
{
    for (int i = 0; i < sitting->pens; i++)
        if (sitting->pen[i].series == series)
            return i;
    size_t bytes = (size_t)(sitting->pens + 1) * sizeof(struct pen);
    struct pen *pen = realloc(sitting->pen, bytes);
    if (!pen) {
        fail(sitting->failure, STATUS_FAILED, "out of memory");
        return -1;
    }
    sitting->pen = pen;
    if (pen_open(sitting->store, series, &pen[sitting->pens], sitting->failure)) {
        pen_close(&pen[sitting->pens]);
        return -1;
    }
    return sitting->pens++;
}

static struct row *row_append(struct sitting *sitting, size_t bytes)
{
    if (sitting->used + bytes > sitting->size) {
        size_t size = 2 * sitting->size + bytes;
        unsigned char *rows = realloc(sitting->rows, size);
        if (!rows) {
            fail(sitting->failure, STATUS_FAILED, "out of memory");
            return NULL;
        }
        sitting->rows = rows;
        sitting->size = size;
    }
    struct row *row = (void *)(sitting->rows + sitting->used);
    sitting->used += bytes;
    return row;
}

static enum status record_row(void *self, const struct series *series, int64_t step, int place,
                              const double *value, uint32_t missing)
{
    struct sitting *sitting = self;
    if (!sitting)
        return STATUS_FAILED;
    int pen = sitting->failure->status ? -1 : pen_of(sitting, series);
    struct row *row = pen < 0 ? NULL : row_append(sitting, row_bytes(series));
    if (!row)
        return sitting->failure->status;
    *row = (struct row){.step = step, .pen = pen, .place = place, .missing = missing};
    memcpy(row->value, value, (size_t)series->columns * sizeof *value);
    if (sitting->step < step)
        sitting->step = step;
    return STATUS_OK;
}

enum status sitting_write(struct sitting *sitting, struct failure *failure)
{
    for (size_t at = 0; at < sitting->used && !failure->status;) {
        const struct row *row = (void *)(sitting->rows + at);
        const struct pen *pen = &sitting->pen[row->pen];
        pen_write(sitting->store, pen, sitting->run, row->step, row->place, row->value,
                  row->missing, failure);
        at += row_bytes(pen->series);
    }
    return failure->status;
}

void sitting_written(struct sitting *sitting)
{
    sitting->used = 0;
}

static void write_checkpoint(struct sitting *sitting, const struct checkpoint *checkpoint)
{
    sqlite3_stmt *insert =
        sql_prepare(sitting->store,
                    "INSERT INTO checkpoint (run, step, keep, data) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET keep = max(keep, excluded.keep), "
                    "data = excluded.data",
                    sitting->failure);
    sqlite3_bind_int64(insert, 1, sitting->run);
    sqlite3_bind_int64(insert, 2, checkpoint->step);
    sqlite3_bind_int(insert, 3, checkpoint->keep);
    if (sqlite3_bind_blob64(insert, 4, checkpoint->data, checkpoint->bytes, SQLITE_STATIC))
        sql_fail(sitting->store->db, sitting->store->file, "checkpoint", sitting->failure);
    sql_step(sitting->store, insert, sitting->failure);
    sqlite3_finalize(insert);
}

static enum status record_checkpoint(void *self, const struct checkpoint *checkpoint)
{
    struct sitting *sitting = self;
    if (!sitting)
        return STATUS_FAILED;
    struct store *store = sitting->store;
    struct failure *failure = sitting->failure;
    sql_begin(store, failure);
    sitting_write(sitting, failure);
    write_checkpoint(sitting, checkpoint);
    sql_do(store, failure, "DELETE FROM checkpoint WHERE run = ? AND step < ? AND NOT keep", "ii",
           sitting->run, checkpoint->step);
    sql_do(store, failure,
           "UPDATE run SET steps = ?, seconds = ?, heartbeat = " NOW " WHERE id = ?", "iri",
           checkpoint->step, sitting->seconds + clock_seconds() - sitting->start, sitting->run);
    if (!sql_end(store, failure))
        sitting_written(sitting);
    if (sitting->step < checkpoint->step)
        sitting->step = checkpoint->step;
    return failure->status;
}

struct recorder store_recorder(struct store *store, int64_t run, struct failure *failure)
{
    struct sitting *sitting = sitting_of(store, run);
    if (sitting)
        sitting->failure = failure;
    else
        fail(failure, STATUS_FAILED, "run %lld is not open for recording", (long long)run);
    return (struct recorder){sitting, record_row, record_checkpoint};
}
