/* settings -> rows, twice: the same bits? */
#include "lab/run/repeat.h"
#include "lab/base/hash.h"
#include "lab/run/provenance.h"
#include "lab/run/recorded.h"
#include "lab/spec/cell_json.h"
#include <stdio.h>
#include <string.h>

/* ---- the two sets of rows ---- */

static struct query *rows_of(struct arena *arena, struct store *store, const struct series *s,
                             int64_t run, struct failure *failure)
{
    const char *columns = "";
    for (int i = 0; i < s->columns; i++)
        columns = arena_text(arena, failure, "%s, \"%s\"", columns, s->column[i].name);
    const char *sql = arena_text(
        arena, failure,
        "SELECT step, place%s, odd FROM \"%s_row\" WHERE run = :run ORDER BY step, place", columns,
        s->name);
    struct query *q = query_open(store, sql, failure);
    query_bind_int(q, ":run", run);
    return q;
}

static bool same_number(const struct query *a, const struct query *b, int column)
{
    const double x = query_real(a, column), y = query_real(b, column);
    return query_is_null(a, column) == query_is_null(b, column) && !memcmp(&x, &y, sizeof x);
}

/* Where the rows of a series differ first; the columns are step, place, numbers, odd. */
static bool compare_series(struct arena *arena, struct store *store, int64_t run,
                           struct repetition *r, const struct series *s, struct failure *failure)
{
    struct query *a = rows_of(arena, store, s, run, failure);
    struct query *b = rows_of(arena, r->store, s, r->run, failure);
    char *to = r->difference;
    const size_t room = sizeof r->difference;
    for (bool more = true; more && !*to && !failure->status;) {
        const bool in_a = query_next(a), in_b = query_next(b);
        more = in_a && in_b;
        if (in_a != in_b) {
            const struct query *q = in_a ? a : b;
            snprintf(to, room, "%s, step %s, %s %s: %s", s->name, query_text(q, 0), s->place,
                     query_text(q, 1), in_a ? "not measured again" : "not stored");
        }
        for (int i = 0; more && !*to && i < s->columns + 3; i++, r->numbers++)
            if (!same_number(a, b, i))
                snprintf(to, room, "%s.%s, step %s, %s %s: %s stored, %s again", s->name,
                         i < 2                ? "step"
                         : i < s->columns + 2 ? s->column[i - 2].name
                                              : "odd",
                         query_text(a, 0), *s->place ? s->place : "place", query_text(a, 1),
                         query_text(a, i), query_text(b, i));
    }
    query_close(a);
    query_close(b);
    return !*to;
}

/* The weights, where they are kept. */
static void compare_states(struct arena *arena, struct store *store, const char *hash,
                           struct repetition *r, struct failure *failure)
{
    struct checkpoint a, b;
    if (store_run_state(store, arena, hash, &a, failure) ||
        store_run_state(r->store, arena, hash, &b, failure) || !a.data)
        return;
    if (a.bytes != b.bytes || memcmp(a.data, b.data, a.bytes))
        snprintf(r->difference, sizeof r->difference, "the weights after %lld updates",
                 (long long)a.step);
}

static enum status compare(struct arena *arena, struct store *store, int64_t run, const char *hash,
                           enum run_status stored, struct repetition *r, struct failure *failure)
{
    const struct series *list[RECORDED_MOST];
    recorded_series(list);
    if (stored != r->status)
        snprintf(r->difference, sizeof r->difference, "%s stored, %s again",
                 run_status_name[stored], run_status_name[r->status]);
    const size_t mark = arena_mark(arena);
    for (int i = 0; i < RECORDED_RUN && !*r->difference; i++)
        compare_series(arena, store, run, r, list[i], failure);
    if (!*r->difference && !failure->status)
        compare_states(arena, store, hash, r, failure);
    arena_rewind(arena, mark);
    return failure->status;
}

/* ---- training ---- */

static double seconds_of(struct store *store, int64_t run, struct failure *failure)
{
    struct query *q = query_open(store, "SELECT seconds FROM run WHERE id = :run", failure);
    query_bind_int(q, ":run", run);
    const double seconds = query_next(q) ? query_real(q, 0) : 0;
    query_close(q);
    return seconds;
}

/* The run that a cell starts from, repeated where its weights are gone: they lie in *states then. */
static enum status find_source(struct arena *arena, struct store *store,
                               const struct repeat_order *o, const struct cell *cell,
                               struct repetition *source, struct failure *failure)
{
    struct cell from;
    struct checkpoint state;
    char hash[HASH_BYTES];
    if (cell_source(arena, cell, &from, failure))
        return failure->status;
    const char *json = cell_json(arena, &from, failure);
    hash_text(json, hash);
    const size_t mark = arena_mark(arena);
    store_run_state(store, arena, hash, &state, failure);
    arena_rewind(arena, mark);
    if (state.data || failure->status)
        return failure->status;
    struct repeat_order again = *o;
    again.keep_step = 0;
    return store_run(store, hash, json, from.seed, &again.run, failure)
               ? failure->status
               : repeat_run(arena, store, &again, source, failure);
}

static enum status train_again(struct arena *arena, struct store *store,
                               const struct repeat_order *o, struct repetition *r,
                               struct failure *failure)
{
    struct repetition source = {0};
    struct cell cell, here;
    enum run_status stored;
    const char *json;
    char hash[HASH_BYTES];
    if (store_run_cell(store, arena, o->run, &json, &stored, failure) ||
        cell_from_json(arena, json, &cell, failure))
        return failure->status;
    if (stored != RUN_DONE && stored != RUN_DIVERGED)
        return fail(failure, STATUS_DATA, "run %lld is %s: it has no final weights",
                    (long long)o->run, run_status_name[stored]);
    cell_open(&here);
    if (!cell.arithmetic || strcmp(cell.arithmetic, here.arithmetic) != 0)
        return fail(
            failure, STATUS_DATA,
            "run %lld was trained in %s arithmetic and this program computes in %s: training it "
            "again would not give the same bits",
            (long long)o->run, cell.arithmetic ? cell.arithmetic : "an older", here.arithmetic);
    hash_text(json, hash);
    if (cell.start.from[0] && find_source(arena, store, o, &cell, &source, failure))
        return failure->status;
    if (o->notice)
        o->notice(o->watcher, o->run, seconds_of(store, o->run, failure));
    r->store = recorded_open(NULL, false, failure);
    const struct train_run_order order = {.run = o->run,
                                          .path = o->path,
                                          .weights = o->weights,
                                          .threads = o->threads,
                                          .states = source.store ? source.store : store,
                                          .keep = KEEP_FOR_GOOD,
                                          .keep_step = o->keep_step,
                                          .tick = o->tick,
                                          .cache = o->cache};
    r->run = o->run;
    if (r->store && !store_run_as(r->store, r->run, hash, json, cell.seed, failure)) {
        if (train_run_execute(r->store, &order, &r->status, failure) && !failure->status)
            fail(failure, STATUS_BUSY, "run %lld was not trained again to its end",
                 (long long)o->run);
        r->seconds = seconds_of(r->store, r->run, failure);
    }
    repeat_close(&source);
    return failure->status ? failure->status
                           : compare(arena, store, o->run, hash, stored, r, failure);
}

enum status repeat_run(struct arena *arena, struct store *store, const struct repeat_order *o,
                       struct repetition *r, struct failure *failure)
{
    *r = (struct repetition){0};
    return train_again(arena, store, o, r, failure);
}

void repeat_close(struct repetition *r)
{
    store_close(r->store);
    r->store = NULL;
}

/* ---- what is done with it ---- */

const char *repeat_made_elsewhere(struct arena *arena, struct store *store, int64_t run,
                                  struct failure *failure)
{
    const struct provenance p = provenance_here(arena, store, failure);
    const char *const here[] = {p.build, p.processor, p.libraries};
    const char *other = NULL;
    struct query *q =
        query_open(store, "SELECT build, processor, libraries FROM run WHERE id = :run", failure);
    query_bind_int(q, ":run", run);
    if (query_next(q))
        for (int i = 0; i < 3 && !other; i++)
            if (strcmp(query_text(q, i), here[i]) != 0)
                other =
                    arena_text(arena, failure, "%.200s; here %.200s", query_text(q, i), here[i]);
    query_close(q);
    return other;
}

enum status repeat_must_agree(struct arena *arena, struct store *store, int64_t run,
                              const struct repetition *r, struct failure *failure)
{
    if (!*r->difference || failure->status)
        return failure->status;
    const char *other = repeat_made_elsewhere(arena, store, run, failure);
    return other ? fail(failure, STATUS_DATA,
                        "run %lld was made elsewhere (%s), and training it here gives other "
                        "numbers (%s); `depthlab run EXPERIMENT --again` puts those of here in "
                        "their place",
                        (long long)run, other, r->difference)
                 : fail(failure, STATUS_DATA, "run %lld, trained again, gives other numbers: %s",
                        (long long)run, r->difference);
}

/* Give each state to `take`, in the order of steps. */
static enum status each_state(struct arena *arena, const struct repetition *r, void *self,
                              void (*take)(void *self, const struct checkpoint *),
                              struct failure *failure)
{
    struct query *q =
        query_open(r->store, "SELECT step FROM checkpoint WHERE run = :run ORDER BY step", failure);
    query_bind_int(q, ":run", r->run);
    while (query_next(q)) {
        struct checkpoint state;
        const size_t mark = arena_mark(arena);
        if (!store_run_state_at(r->store, arena, r->run, query_int(q, 0), &state, failure))
            take(self, &state);
        arena_rewind(arena, mark);
    }
    query_close(q);
    return failure->status;
}

struct target {
    struct store *store;
    int64_t run;
    struct recorder recorder;
    bool last; /* the last state, too */
    int64_t steps;
    struct failure *failure;
};

static void put_state(void *self, const struct checkpoint *state)
{
    const struct target *t = self;
    store_state_put(t->store, t->run, state, t->failure);
}

enum status repeat_restore(struct arena *arena, struct store *store, const struct repeat_order *o,
                           struct failure *failure)
{
    struct repetition r;
    struct target t = {.store = store, .run = o->run, .failure = failure};
    if (!repeat_run(arena, store, o, &r, failure) &&
        !repeat_must_agree(arena, store, o->run, &r, failure))
        each_state(arena, &r, &t, put_state, failure);
    repeat_close(&r);
    return failure->status;
}

static void record_state(void *self, const struct checkpoint *state)
{
    const struct target *t = self;
    if (!t->failure->status && (t->last || state->step < t->steps))
        t->recorder.checkpoint(t->recorder.self, state);
}

static enum status copy_network(struct arena *arena, const struct repetition *r,
                                const struct target *t, struct failure *failure)
{
    struct query *q = query_open(r->store,
                                 "SELECT params, flops, bytes, (SELECT count(*) FROM layer_name "
                                 "WHERE run = :run), guess, guess_error FROM run WHERE id = :run",
                                 failure);
    query_bind_int(q, ":run", r->run);
    if (query_next(q)) {
        const int layers = (int)query_int(q, 3);
        const char **name = arena_take(arena, failure, (size_t)layers * sizeof *name);
        struct query *n = query_open(
            r->store, "SELECT name FROM layer_name WHERE run = :run ORDER BY layer", failure);
        query_bind_int(n, ":run", r->run);
        for (int i = 0; name && i < layers && query_next(n); i++)
            name[i] = arena_text(arena, failure, "%s", query_text(n, 0));
        query_close(n);
        if (!failure->status)
            store_run_network(t->store, t->run,
                              &(struct run_network){query_int(q, 0), query_real(q, 1),
                                                    query_real(q, 2), layers, name},
                              failure);
        if (!failure->status)
            store_run_guess(t->store, t->run, query_real(q, 4), query_real(q, 5), failure);
    }
    query_close(q);
    return failure->status;
}

static void copy_rows(struct arena *arena, const struct repetition *r, const struct series *s,
                      const struct target *t, struct failure *failure)
{
    double value[32];
    struct query *q = rows_of(arena, r->store, s, r->run, failure);
    while (query_next(q)) {
        uint32_t missing = 0;
        for (int i = 0; i < s->columns; i++) {
            missing |= (uint32_t)query_is_null(q, i + 2) << i;
            value[i] = query_is_null(q, i + 2) ? 0 : query_real(q, i + 2);
        }
        t->recorder.row(t->recorder.self, s, query_int(q, 0), (int)query_int(q, 1), value, missing);
    }
    query_close(q);
}

enum status repeat_replace(struct arena *arena, struct store *store, int64_t run,
                           const struct repetition *r, enum keep keep, struct failure *failure)
{
    const struct provenance here = provenance_here(arena, store, failure);
    const struct series *list[RECORDED_MOST];
    struct checkpoint none;
    struct cell cell;
    enum run_status status;
    const char *json, *detail = "";
    struct query *q = query_open(r->store, "SELECT detail FROM run WHERE id = :run", failure);
    query_bind_int(q, ":run", r->run);
    if (query_next(q))
        detail = arena_text(arena, failure, "%s", query_text(q, 0));
    query_close(q);
    if (store_run_cell(store, arena, run, &json, &status, failure) ||
        cell_from_json(arena, json, &cell, failure))
        return failure->status;
    store_begin(store, failure); /* the old run stays until the new one is whole */
    if (store_run_begin(store, arena, run, &here, true, &none, failure))
        return store_end(store, failure);
    const bool dear = train_run_is_dear(&cell, r->seconds);
    struct target t = {store,
                       run,
                       store_recorder(store, run, failure),
                       dear || keep != KEEP_LISTED,
                       cell.train.steps,
                       failure};
    recorded_series(list);
    copy_network(arena, r, &t, failure);
    for (int i = 0; i < RECORDED_RUN; i++)
        copy_rows(arena, r, list[i], &t, failure);
    each_state(arena, r, &t, record_state, failure);
    if (dear || keep != KEEP_FOR_OTHERS)
        store_states_keep(store, run, failure);
    store_run_end(store, run, failure->status ? RUN_FAILED : r->status, detail, r->seconds,
                  failure);
    return store_end(store, failure);
}
