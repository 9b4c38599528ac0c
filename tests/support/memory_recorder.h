/* A recorder into memory: every row and every checkpoint, in the order in which they came. All its
 * memory is taken when it is opened, so writing into it allocates nothing. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/record.h"
#include "tests/support/check.h"
#include <limits.h>

enum { RECORDED_ROWS = 1 << 16, RECORDED_SAVES = 1 << 10, RECORDED_COLUMNS = 16 };

struct entry {
    const struct series *series;
    int64_t step;
    int place;
    uint32_t missing;
    double value[RECORDED_COLUMNS]; /* 0 where missing */
};

struct memory_recorder {
    struct arena arena;
    int rows, saves;
    struct entry *row;
    struct checkpoint *save;
    struct recorder recorder;
};

static inline enum status memory_recorder_row(void *self, const struct series *series, int64_t step,
                                              int place, const double *value, uint32_t missing)
{
    struct memory_recorder *d = self;
    if (d->rows == RECORDED_ROWS || series->columns > RECORDED_COLUMNS)
        return STATUS_FAILED;
    struct entry *e = &d->row[d->rows++];
    *e = (struct entry){.series = series, .step = step, .place = place, .missing = missing};
    for (int i = 0; i < series->columns; i++)
        e->value[i] = missing >> i & 1 ? 0 : value[i];
    return STATUS_OK;
}

static inline enum status memory_recorder_checkpoint(void *self, const struct checkpoint *c)
{
    struct memory_recorder *d = self;
    void *copy = arena_alloc(&d->arena, c->bytes);
    if (d->saves == RECORDED_SAVES || !copy)
        return STATUS_FAILED;
    d->save[d->saves] = *c;
    d->save[d->saves++].data = memcpy(copy, c->data, c->bytes);
    return STATUS_OK;
}

static inline void memory_recorder_open(struct memory_recorder *d)
{
    *d = (struct memory_recorder){.recorder = {d, memory_recorder_row, memory_recorder_checkpoint}};
    arena_open(&d->arena, (size_t)1 << 32);
    d->row = arena_calloc(&d->arena, RECORDED_ROWS * sizeof *d->row);
    d->save = arena_calloc(&d->arena, RECORDED_SAVES * sizeof *d->save);
}

static inline void memory_recorder_close(struct memory_recorder *d)
{
    arena_close(&d->arena);
}

/* The row of this series, step and place; NULL where there is none. */
static inline const struct entry *memory_recorder_find(const struct memory_recorder *d,
                                                       const struct series *series, int64_t step,
                                                       int place)
{
    for (int i = 0; i < d->rows; i++)
        if (d->row[i].series == series && d->row[i].step == step && d->row[i].place == place)
            return &d->row[i];
    return NULL;
}

/* The row of the series of that name, at that place, whose first column says `key`, if ANY does not. */
enum { ANY = INT_MIN };
static inline const struct entry *memory_recorder_at(const struct memory_recorder *d,
                                                     const char *series, int place, int key)
{
    for (int i = 0; i < d->rows; i++) {
        const struct entry *e = &d->row[i];
        if (!strcmp(e->series->name, series) && e->place == place &&
            (key == ANY || (int)e->value[0] == key))
            return e;
    }
    return NULL;
}

/* Rows `from` to the end of a are, bit for bit, the last rows of b. */
static inline void check_same_rows(const struct memory_recorder *a, int from,
                                   const struct memory_recorder *b)
{
    assert_true(b->rows >= a->rows - from);
    for (int i = a->rows - 1, k = b->rows - 1; i >= from; i--, k--)
        if (memcmp(&a->row[i], &b->row[k], sizeof a->row[i]) != 0)
            fail_msg("row %d (%s, step %lld, place %d) and row %d (%s, step %lld, place %d) differ",
                     i, a->row[i].series->name, (long long)a->row[i].step, a->row[i].place, k,
                     b->row[k].series->name, (long long)b->row[k].step, b->row[k].place);
}
