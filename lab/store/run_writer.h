/* A writer: one run, open for training in this process, from store_run_begin to store_run_end.
 *
 * Rows wait in memory until the next checkpoint, which writes them and itself in one transaction.
 * So rows of an unfinished run end at a checkpoint, be it a state that is kept or one to go on from; those
 * behind the latter go when the run does go on. The file is locked against other writers only for the length of that transaction. */
#pragma once
#include "lab/store/series_writer.h"

struct run_writer {
    struct run_writer *next;
    struct store *store;
    int64_t run;
    struct failure *failure; /* where the recorder's failures go */
    int64_t step;            /* the largest recorded */
    double seconds, start;   /* spent in earlier sessions; when this one began */
    int tables;
    struct series_writer *table; /* one a series, in order of appearance */
    unsigned char *rows;
    size_t used, size;                /* bytes of rows */
    const struct probe_record *probe; /* of a probe run; NULL in training */
    int parts; /* of its work, written; -1: the rows of an earlier probe run are there */
};

struct run_writer *run_writer_open(struct store *, int64_t run, struct failure *);
struct run_writer *run_writer_of(struct store *, int64_t run); /* NULL when it is not open here */

/* Where the run goes on; data = NULL when it has not begun. (state.c) */
enum status run_writer_resume(struct store *, int64_t run, struct arena *, struct checkpoint *,
                              struct failure *);

/* Write the rows that wait. Inside a transaction of the caller, who calls run_writer_written once it is
 * committed. */
enum status run_writer_write(struct run_writer *, struct failure *);
void run_writer_written(struct run_writer *);

/* Let go of the run; rows that wait are lost. */
void run_writer_close(struct run_writer *);
