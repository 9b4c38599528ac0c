/* What the store's tests share: a database in a folder of its own, and a run that is open in it. */
#pragma once
#include "lab/run/recorded.h"
#include "lab/store/store_internal.h"
#include "tests/support/check.h"

struct scratch_store {
    struct arena arena;
    struct failure failure;
    char *folder, *file;
    struct store *store;
    int64_t run;
};

static const struct provenance scratch_provenance = {.revision = "abc1234",
                                                     .host = "here",
                                                     .processor = "some",
                                                     .build = "gcc",
                                                     .libraries = "sqlite",
                                                     .threads = 1};

#define check_ok(scratch)                                                                          \
    do {                                                                                           \
        if ((scratch)->failure.status)                                                             \
            fail_msg("unexpected failure: %s", (scratch)->failure.message);                        \
    } while (0)

/* The failure is this one, its message has this word, and it is forgotten. */
#define check_failed(scratch, expected, word)                                                      \
    do {                                                                                           \
        if ((scratch)->failure.status != (expected) ||                                             \
            !strstr((scratch)->failure.message, (word)))                                           \
            fail_msg("status %d, \"%s\": not %d with \"%s\"", (int)(scratch)->failure.status,      \
                     (scratch)->failure.message, (int)(expected), (word));                         \
        (scratch)->failure = (struct failure){0};                                                  \
    } while (0)

static inline int64_t scratch_new_run(struct scratch_store *d, const char *hash)
{
    char cell[200];
    int64_t run;
    snprintf(cell, sizeof cell,
             "{\"seed\":1,\"net.block\":\"plain\",\"net.depth\":8,\"train.lr\":0.01,"
             "\"net.width\":32,\"name\":\"%s\"}",
             hash);
    store_run(d->store, hash, cell, 1, &run, &d->failure);
    check_ok(d);
    return run;
}

static inline struct checkpoint scratch_begin(struct scratch_store *d, bool again)
{
    struct checkpoint c;
    store_run_begin(d->store, &d->arena, d->run, &scratch_provenance, again, &c, &d->failure);
    check_ok(d);
    return c;
}

/* A store with one run, which is the sweep of experiment "e". */
static inline int scratch_open(void **state)
{
    struct scratch_store *d = calloc(1, sizeof *d);
    arena_open(&d->arena, 1 << 24);
    d->folder = temp_dir();
    d->file = arena_printf(&d->arena, "%s/lab.db", d->folder);
    d->store = recorded_open(d->file, false, &d->failure);
    check_ok(d);
    d->run = scratch_new_run(d, "00000000000000aa");
    store_sweep(d->store,
                &(struct sweep_record){.experiment = "e",
                                       .spec = "question: ?",
                                       .question = "?",
                                       .claim = "c",
                                       .source = "s",
                                       .runs = 1,
                                       .run = &d->run},
                &d->failure);
    check_ok(d);
    *state = d;
    return 0;
}

static inline void scratch_reopen(struct scratch_store *d)
{
    store_close(d->store);
    d->store = recorded_open(d->file, false, &d->failure);
    check_ok(d);
}

static inline int scratch_close(void **state)
{
    struct scratch_store *d = *state;
    store_close(d->store);
    remove_dir(d->folder);
    arena_close(&d->arena);
    free(d);
    return 0;
}

#define scratch_test(f) cmocka_unit_test_setup_teardown(f, scratch_open, scratch_close)

/* A verdict of the experiment e, whose sweep is there. */
static inline void scratch_verdict(struct scratch_store *d)
{
    store_verdicts(d->store, "e", 1,
                   &(struct verdict_row){.claim = "c",
                                         .expectation = "x",
                                         .verdict = "supported",
                                         .statistic = "s",
                                         .holds = 1,
                                         .seeds = 5,
                                         .p = 0.03,
                                         .leaning = ""},
                   &d->failure);
    check_ok(d);
}

/* The number that a query gives. */
static inline int64_t scratch_int(struct scratch_store *d, const char *sql)
{
    int64_t value = sql_int(d->store, &d->failure, sql, "");
    check_ok(d);
    return value;
}
