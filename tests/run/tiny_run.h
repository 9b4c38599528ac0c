/* Runs that train in no time, and what the store holds of them. */
#pragma once
#include "lab/base/hash.h"
#include "lab/run/train_run.h"
#include "lab/spec/cell_json.h"
#include "tests/support/small_lab.h"

/* A cell that trains in no time. */
static inline struct cell tiny(void)
{
    struct cell c;
    cell_preset(&c);
    c.data.side = 4;
    c.data.train = 16;
    c.data.test = 8;
    c.net.depth = 4;
    c.net.width = 4;
    c.net.block = "preact";
    c.train.steps = 6;
    c.train.batch = 4;
    c.train.log_curve = 1;
    c.train.log_layers = 2;
    return c;
}

static inline int64_t run_of(struct lab *lab, const struct cell *c)
{
    const char *text = cell_json(&lab->arena, c, &lab->failure);
    char hash[17];
    int64_t run = 0;
    hash_text(text, hash);
    store_run(lab->store, hash, text, c->seed, &run, &lab->failure);
    lab_ok(lab);
    return run;
}

static inline enum status carry_out(struct lab *lab, struct train_run_order order,
                                    enum run_status *end)
{
    order.path = order.path ? order.path : "";
    lab->failure = (struct failure){0};
    return train_run_execute(lab->store, &order, end, &lab->failure);
}

static inline void must_end(struct lab *lab, struct train_run_order order, enum run_status want)
{
    enum run_status end;
    carry_out(lab, order, &end);
    lab_ok(lab);
    assert_int_equal(end, want);
}

/* All that a query answers, a line a row; texts are the shortest that read back equal. */
static inline const char *dump(struct lab *lab, const char *sql, int64_t run)
{
    struct failure failure = {0};
    struct query *q = query_open(lab->store, sql, &failure);
    query_bind_int(q, ":run", run);
    const char *all = "";
    while (query_next(q)) {
        for (int i = 0; i < query_columns(q); i++)
            all = arena_printf(&lab->arena, "%s%s%s", all, i ? " " : "", query_text(q, i));
        all = arena_printf(&lab->arena, "%s\n", all);
    }
    query_close(q);
    if (failure.status)
        fail_msg("%s", failure.message);
    return all;
}

#define FINAL "SELECT * FROM final_row WHERE run = :run"
#define CURVE "SELECT * FROM curve_row WHERE run = :run ORDER BY step"
#define LAYER "SELECT * FROM gradient_row WHERE run = :run ORDER BY step, place"
#define JUNCTION "SELECT * FROM junction_row WHERE run = :run ORDER BY step, place"
#define STATUS "SELECT status FROM run WHERE id = :run"
#define DETAIL "SELECT detail FROM run WHERE id = :run"

struct stopper {
    int64_t at, first, last; /* stop at this step; the steps that were seen */
};

static inline bool stop_at(void *self, int64_t step, double loss)
{
    struct stopper *s = self;
    s->first = s->first ? s->first : step;
    s->last = step;
    assert_true(isfinite(loss));
    return step != s->at;
}

static inline const char *put(struct lab *lab, const char *name, const char *how, const char *bytes)
{
    const char *path = arena_printf(&lab->arena, "%s/%s", lab->folder, name);
    FILE *file = fopen(path, how);
    if (!file || fputs(bytes, file) < 0 || fclose(file))
        fail_msg("cannot write %s", path);
    return path;
}
