/* A recorder that keeps rows in memory and writes them with the checkpoint. */
#include "lab/store/run_writer.h"
#include "lab/base/clock.h"
#include <stdlib.h>
#include <string.h>

struct row {
    int64_t step;
    int table, place;
    uint32_t missing;
    double value[];
};

static size_t row_bytes(const struct series *series)
{
    return sizeof(struct row) + (size_t)series->columns * sizeof(double);
}

struct run_writer *run_writer_open(struct store *store, int64_t run, struct failure *failure)
{
    struct run_writer *writer = calloc(1, sizeof *writer);
    if (!writer) {
        fail_memory(failure);
        return NULL;
    }
    *writer = (struct run_writer){
        .next = store->writer, .store = store, .run = run, .start = clock_processor()};
    return store->writer = writer;
}

struct run_writer *run_writer_of(struct store *store, int64_t run)
{
    struct run_writer *writer = store->writer;
    while (writer && writer->run != run)
        writer = writer->next;
    return writer;
}

void run_writer_close(struct run_writer *writer)
{
    struct run_writer **link = &writer->store->writer;
    while (*link != writer)
        link = &(*link)->next;
    *link = writer->next;
    for (int i = 0; i < writer->tables; i++)
        series_writer_close(&writer->table[i]);
    lock_drop(writer->store, writer->run);
    free(writer->table);
    free(writer->rows);
    free(writer);
}

/* The number of this series' table; -1 after a failure. */
static int table_of(struct run_writer *writer, const struct series *series)
{
    for (int i = 0; i < writer->tables; i++)
        if (writer->table[i].series == series)
            return i;
    size_t bytes = (size_t)(writer->tables + 1) * sizeof(struct series_writer);
    struct series_writer *table = realloc(writer->table, bytes);
    if (!table) {
        fail_memory(writer->failure);
        return -1;
    }
    writer->table = table;
    if (series_writer_open(writer->store, series, &table[writer->tables], writer->failure)) {
        series_writer_close(&table[writer->tables]);
        return -1;
    }
    return writer->tables++;
}

static struct row *row_append(struct run_writer *writer, size_t bytes)
{
    if (writer->used + bytes > writer->size) {
        size_t size = 2 * writer->size + bytes;
        unsigned char *rows = realloc(writer->rows, size);
        if (!rows) {
            fail_memory(writer->failure);
            return NULL;
        }
        writer->rows = rows;
        writer->size = size;
    }
    struct row *row = (void *)(writer->rows + writer->used);
    writer->used += bytes;
    return row;
}

static enum status record_row(void *self, const struct series *series, int64_t step, int place,
                              const double *value, uint32_t missing)
{
    struct run_writer *writer = self;
    if (!writer)
        return STATUS_FAILED;
    int table = writer->failure->status ? -1 : table_of(writer, series);
    struct row *row = table < 0 ? NULL : row_append(writer, row_bytes(series));
    if (!row)
        return writer->failure->status;
    *row = (struct row){.step = step, .table = table, .place = place, .missing = missing};
    memcpy(row->value, value, (size_t)series->columns * sizeof *value);
    if (writer->step < step)
        writer->step = step;
    return STATUS_OK;
}

enum status run_writer_write(struct run_writer *writer, struct failure *failure)
{
    for (size_t at = 0; at < writer->used && !failure->status;) {
        const struct row *row = (void *)(writer->rows + at);
        const struct series_writer *table = &writer->table[row->table];
        series_writer_write(writer->store, table, writer->run, row->step, row->place, row->value,
                            row->missing, failure);
        at += row_bytes(table->series);
    }
    return failure->status;
}

void run_writer_written(struct run_writer *writer)
{
    writer->used = 0;
}

static void write_checkpoint(struct run_writer *writer, const struct checkpoint *c)
{
    sql_do(writer->store, writer->failure,
           c->keep ? "INSERT OR REPLACE INTO checkpoint (run, step, keep, data) VALUES (?, ?, 0, ?)"
                   : "INSERT OR REPLACE INTO resume (run, step, data) VALUES (?, ?, ?)",
           "iib", writer->run, c->step, c->data, c->bytes);
}

static enum status record_checkpoint(void *self, const struct checkpoint *checkpoint)
{
    struct run_writer *writer = self;
    if (!writer)
        return STATUS_FAILED;
    struct store *store = writer->store;
    struct failure *failure = writer->failure;
    sql_begin(store, failure);
    run_writer_write(writer, failure);
    write_checkpoint(writer, checkpoint);
    sql_do(store, failure,
           "UPDATE run SET steps = ?, seconds = ?, heartbeat = " NOW " WHERE id = ?", "iri",
           checkpoint->step, writer->seconds + clock_processor() - writer->start, writer->run);
    if (!sql_end(store, failure))
        run_writer_written(writer);
    if (writer->step < checkpoint->step)
        writer->step = checkpoint->step;
    return failure->status;
}

struct recorder store_recorder(struct store *store, int64_t run, struct failure *failure)
{
    struct run_writer *writer = run_writer_of(store, run);
    if (writer)
        writer->failure = failure;
    else
        fail(failure, STATUS_FAILED, "run %lld is not open for recording", (long long)run);
    return (struct recorder){writer, record_row, record_checkpoint};
}
