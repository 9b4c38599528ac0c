/* A sitting: one run, open for training in this process, from store_run_begin to store_run_end.
 *
 * Rows wait in memory until the next checkpoint, which writes them and itself in one transaction.
 * So the database never holds rows beyond the last checkpoint of an unfinished run, and the file is
 * locked against other writers only for the length of that transaction. */
#pragma once
#include "lab/store/pen.h"

struct sitting {
    struct sitting *next;
    struct store *store;
    int64_t run;
    struct failure *failure; /* where the recorder's failures go */
    int64_t step;            /* the largest heard of */
    double seconds, start;   /* spent in earlier sittings; when this one began, on its own clock */
    int pens;
    struct pen *pen; /* one a series, in order of appearance */
    unsigned char *rows;
    size_t used, size;       /* bytes of rows */
    const struct look *look; /* of an exam; NULL in training */
    int parts;               /* of its work, written; -1: the rows of the look before are there */
};

struct sitting *sitting_open(struct store *, int64_t run, struct failure *);
struct sitting *sitting_of(struct store *, int64_t run); /* NULL when it is not open here */

/* The state after `step` updates, or the last one for -1; data = NULL when there is none. */
enum status checkpoint_read(struct store *, int64_t run, int64_t step, struct arena *,
                            struct checkpoint *, struct failure *);

/* Write the rows that wait. Inside a transaction of the caller, who calls sitting_written once it is
 * committed. */
enum status sitting_write(struct sitting *, struct failure *);
void sitting_written(struct sitting *);

/* Let go of the run; rows that wait are lost. */
void sitting_close(struct sitting *);
