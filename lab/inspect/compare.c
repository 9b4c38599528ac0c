#include "lab/inspect/compare.h"
#include "lab/spec/cell_json.h"
#include <math.h>
#include <string.h>

struct context {
    struct arena *arena;
    struct store *store;
    struct failure *failure;
    const struct selection *selection;
    struct run_summary *all[SIDES]; /* by run of the selection */
};

static void *room_for(struct context *c, int count, size_t size)
{
    return arena_take(c->arena, c->failure, (size_t)count * size);
}

static enum status read_side(struct context *c, int side)
{
    const struct selection *p = &c->selection[side];
    if (select_settled(c->arena, c->store, p, true, c->failure))
        return c->failure->status;
    c->all[side] = room_for(c, p->runs, sizeof **c->all);
    for (int i = 0; i < p->runs && !c->failure->status; i++)
        run_summary_read(c->arena, c->store, p->run[i], &c->all[side][i], c->failure);
    return c->failure->status;
}

/* ---- pairs ---- */

static void add_pair(struct comparison *k, const struct run_summary *a, const struct run_summary *b)
{
    k->run[SIDE_A][k->pairs] = a;
    k->run[SIDE_B][k->pairs++] = b;
    k->diverged[SIDE_A] += !strcmp(a->status, run_status_name[RUN_DIVERGED]);
    k->diverged[SIDE_B] += !strcmp(b->status, run_status_name[RUN_DIVERGED]);
}

static enum status pair(struct context *c, struct comparison *k)
{
    int runs[SIDES] = {c->selection[SIDE_A].runs, c->selection[SIDE_B].runs};
    for (int side = 0; side < SIDES; side++)
        k->run[side] = room_for(c, runs[SIDE_A] * runs[SIDE_B], sizeof *k->run[side]);
    if (c->failure->status)
        return c->failure->status;
    for (int i = 0; i < runs[SIDE_A]; i++)
        for (int j = 0; j < runs[SIDE_B]; j++)
            if (c->all[SIDE_A][i].seed == c->all[SIDE_B][j].seed ||
                (runs[SIDE_A] == 1 && runs[SIDE_B] == 1))
                add_pair(k, &c->all[SIDE_A][i], &c->all[SIDE_B][j]);
    return k->pairs ? STATUS_OK
                    : fail(c->failure, STATUS_USAGE, "%s and %s have no seed in common",
                           c->selection[SIDE_A].words, c->selection[SIDE_B].words);
}

/* ---- settings ---- */

/* The values on one side, each once: "1, 2, 3". */
static const char *values_of(struct context *c, const struct comparison *k, int side,
                             const struct setting *s)
{
    const char *list = "";
    for (int i = 0; i < k->pairs; i++) {
        const char *value = cell_recorded(c->arena, &k->run[side][i]->cell, s, c->failure);
        bool seen = false;
        for (int j = 0; j < i && !seen; j++)
            seen = !strcmp(value, cell_recorded(c->arena, &k->run[side][j]->cell, s, c->failure));
        if (!seen)
            list = arena_text(c->arena, c->failure, "%s%s%s", list, *list ? ", " : "", value);
    }
    return list;
}

static enum status contrast(struct context *c, struct comparison *k)
{
    int count = 0;
    for (const struct setting *s = settings; s->key; s++)
        count++;
    k->contrast = room_for(c, count, sizeof *k->contrast);
    for (const struct setting *s = settings; s->key && !c->failure->status; s++) {
        const char *sum = cell_checksum_key(s);
        const char *a = values_of(c, k, SIDE_A, s), *b = values_of(c, k, SIDE_B, s);
        if (strcmp(a, b))
            k->contrast[k->contrasts++] = (struct contrast){sum ? sum : s->key, {a, b}};
    }
    return c->failure->status;
}

/* ---- numbers ---- */

static struct compared compare_loss(const struct comparison *k, int which)
{
    struct compared r = {.name = run_summary_loss_name[which]};
    for (int i = 0; i < k->pairs; i++) {
        double x[SIDES];
        for (int side = 0; side < SIDES; side++) {
            x[side] = k->run[side][i]->loss[which];
            if (isfinite(x[side])) {
                r.mean[side] += x[side];
                r.runs[side]++;
            }
        }
        if (isfinite(x[SIDE_A]) && isfinite(x[SIDE_B])) {
            r.difference += x[SIDE_A] - x[SIDE_B];
            r.pairs++;
            r.higher += x[SIDE_A] > x[SIDE_B];
        }
    }
    for (int side = 0; side < SIDES; side++)
        r.mean[side] = r.runs[side] ? r.mean[side] / r.runs[side] : NAN;
    r.difference = r.pairs ? r.difference / r.pairs : NAN;
    return r;
}

static const struct profile *profile_of(const struct run_summary *p, bool last)
{
    return last ? &p->last : &p->first;
}

static struct mean_profile mean_of(struct context *c, const struct comparison *k, int side,
                                   bool last)
{
    const struct profile *f = profile_of(k->run[side][0], last);
    struct mean_profile m = {.step = f->step, .layers = f->layers, .name = f->name};
    m.log_dh = room_for(c, m.layers, sizeof *m.log_dh);
    for (int l = 0; l < m.layers && m.log_dh; l++) {
        int count = 0, zeros = 0;
        for (int i = 0; i < k->pairs; i++) {
            f = profile_of(k->run[side][i], last);
            if (f->step != m.step)
                m.step = -1;
            zeros += l < f->layers && f->dh[l] == 0;
            if (l < f->layers && f->dh[l] > 0 && isfinite(f->dh[l])) {
                m.log_dh[l] += log10(f->dh[l]);
                count++;
            }
        }
        m.log_dh[l] = count ? m.log_dh[l] / count : zeros ? -INFINITY : NAN;
    }
    return m;
}

enum status compare_read(struct arena *arena, struct store *store,
                         const struct selection side[SIDES], struct comparison *k,
                         struct failure *failure)
{
    struct context c = {arena, store, failure, side, {NULL}};
    *k = (struct comparison){0};
    if (read_side(&c, SIDE_A) || read_side(&c, SIDE_B) || pair(&c, k) || contrast(&c, k))
        return failure->status;
    for (int i = 0; i < LOSSES; i++)
        k->loss[i] = compare_loss(k, i);
    for (int s = 0; s < SIDES; s++) {
        k->first[s] = mean_of(&c, k, s, false);
        k->last[s] = mean_of(&c, k, s, true);
    }
    return failure->status;
}
