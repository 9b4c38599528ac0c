/* words -> cell -> data -> net; then train, stop, look, go on */
#include "lab/base/hash.h"
#include "lab/base/memory.h"
#include "lab/page/session_parts.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/spec/override_words.h"
#include "lab/spec/playground.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096 };

static const struct series *const series[] = {&series_curve, &series_gradient, &series_junction,
                                              &series_final};
enum { SERIES = sizeof series / sizeof *series };

EXPORT(session_text) char *session_text(int bytes)
{
    return malloc((size_t)bytes);
}

/* ---- words -> cell -> data -> net ---- */

static enum status read_word(struct session *s, char *word)
{
    char *value = strchr(word, '=');
    if (!value)
        return fail(&s->failure, STATUS_USAGE, "a setting is KEY=VALUE, not `%.60s`", word);
    *value++ = 0;
    const struct setting *setting = setting_find(word);
    if (!setting)
        return fail(&s->failure, STATUS_USAGE, "there is no setting `%.60s`", word);
    if (s->overrides == OVERRIDES)
        return fail(&s->failure, STATUS_USAGE, "more than %d settings", OVERRIDES);
    s->override[s->overrides++] = (struct override){setting->key, value};
    return cell_set(&s->cell, setting, value, &s->failure);
}

static enum status read_words(struct session *s, const char *words)
{
    char *rest = arena_strdup(&s->arena, words);
    if (!rest)
        return fail_memory(&s->failure);
    cell_open(&s->cell);
    for (char *word; !s->failure.status && (word = strsep(&rest, "\n"));)
        if (*word)
            read_word(s, word);
    cell_settle(&s->cell);
    if (!s->failure.status && (*s->cell.start.from || *s->cell.start.weights))
        fail(&s->failure, STATUS_USAGE, "a page starts from the seed's own weights alone");
    return s->failure.status ? s->failure.status : cell_check(&s->cell, &s->failure);
}

/* Values and their gradients; weights, their gradients, the optimizer's two slots and two copies. Doubles, for a
 * page's size_t ends where its memory does. */
static enum status check_memory(struct session *s)
{
    const struct graph *g = s->net->graph;
    double reals = 0;
    char need[MEMORY_TEXT], have[MEMORY_TEXT];
    for (const struct param *p = g->params.first; p; p = p->next)
        reals += 6.0 * (double)p->count;
    for (int i = 0; i < g->nodes; i++)
        reals += 2.0 * shape_size(g->node[i]->shape) * g->capacity;
    memory_text(reals * sizeof(real), need);
    memory_text(memory_here(), have);
    return reals * sizeof(real) < memory_here()
               ? STATUS_OK
               : fail(&s->failure, STATUS_DATA, "the net needs %s of memory, a page has %s", need,
                      have);
}

static enum status build(struct session *s)
{
    const struct dataset *d = &s->data;
    if (data_load(&s->arena, &s->cell.data, &s->data, &s->failure))
        return s->failure.status;
    s->net = network_build(&s->arena, &s->cell.net,
                           (struct shape){d->channels, d->height, d->width}, d->classes,
                           s->cell.train.batch, &s->failure);
    if (!s->net || check_memory(s) || network_start(s->net, s->cell.seed))
        return s->failure.status;
    struct gradient_probe *gradient = gradient_probe(&s->arena, s->net);
    struct junction_probe *junction = junction_probe(&s->arena, s->net);
    if (!gradient || !junction)
        return fail_memory(&s->failure);
    s->instrument[0] = gradient_instrument(gradient);
    s->instrument[1] = junction_instrument(junction);
    return STATUS_OK;
}

EXPORT(session_open) struct session *session_open(char *words)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s) {
        free(words);
        return NULL;
    }
    arena_open(&s->arena, SIZE_MAX);
    s->outcome.layer = -1;
    if (read_words(s, words) || build(s))
        s->end = SESSION_FAILED;
    free(words);
    return s;
}

EXPORT(session_close) void session_close(struct session *s)
{
    arena_close(&s->arena);
    free((void *)(uintptr_t)s->state.data);
    free(s->row);
    free(s->text);
    free(s);
}

EXPORT(session_message) const char *session_message(const struct session *s)
{
    return s->failure.message;
}

/* ---- training ---- */

static enum status record(void *self, const struct series *of, int64_t step, int place,
                          const double *value, uint32_t missing)
{
    struct session *s = self;
    if (s->rows == s->room) {
        const int room = s->room ? 2 * s->room : FIRST_ROOM;
        struct session_row *row = realloc(s->row, (size_t)room * sizeof *row);
        if (!row)
            return fail_memory(&s->failure);
        s->row = row;
        s->room = room;
    }
    struct session_row *row = &s->row[s->rows++];
    *row = (struct session_row){.step = (int32_t)step, .place = place, .missing = missing};
    while (series[row->series] != of)
        row->series++;
    memcpy(row->value, value, (size_t)of->columns * sizeof *value);
    return STATUS_OK;
}

/* Keep what training goes on from. What is kept for good is nothing to a page. */
static enum status keep(void *self, const struct checkpoint *c)
{
    struct session *s = self;
    if (c->keep)
        return STATUS_OK;
    void *copy = realloc((void *)(uintptr_t)s->state.data, c->bytes);
    if (!copy)
        return fail_memory(&s->failure);
    memcpy(copy, c->data, c->bytes);
    s->state = (struct checkpoint){c->step, copy, c->bytes, false};
    return STATUS_OK;
}

/* The last update is followed at once by what ends the run. */
static bool goes_on(void *self, int64_t step, double loss)
{
    (void)loss;
    const struct session *s = self;
    return step + 1 < s->stop || step + 1 >= s->cell.train.steps;
}

static struct training training(struct session *s, const struct train_spec *spec,
                                const struct recorder *recorder, const struct tick *tick)
{
    return (struct training){.net = s->net,
                             .data = &s->data,
                             .spec = spec,
                             .augment = s->cell.data.augment,
                             .seed = s->cell.seed,
                             .arena = &s->arena,
                             .recorder = recorder,
                             .instruments = 2,
                             .instrument = s->instrument,
                             .tick = tick};
}

static bool ends(void *self, int64_t step, double loss)
{
    (void)self, (void)step, (void)loss;
    return false;
}

EXPORT(session_look) enum status session_look(struct session *s)
{
    struct train_spec none = s->cell.train;
    none.steps = 0;
    const struct training look =
        training(s, &none, &(struct recorder){s, record, keep}, &(struct tick){s, ends});
    struct outcome outcome;
    const enum status status = train(&look, &(struct checkpoint){0}, &outcome, &s->failure);
    return status == STATUS_BUSY ? STATUS_OK : status;
}

EXPORT(session_step) enum session_end session_step(struct session *s, int updates)
{
    if (s->end != SESSION_RUNS)
        return s->end;
    const struct training whole = training(s, &s->cell.train, &(struct recorder){s, record, keep},
                                           &(struct tick){s, goes_on});
    s->stop = s->state.step + updates;
    const enum status status = train(&whole, &s->state, &s->outcome, &s->failure);
    s->end = status == STATUS_BUSY ? SESSION_RUNS
             : status              ? SESSION_FAILED
             : s->outcome.diverged ? SESSION_DIVERGED
                                   : SESSION_DONE;
    return s->end;
}

EXPORT(session_steps) int session_steps(const struct session *s)
{
    return (int)(s->end == SESSION_RUNS ? s->state.step : s->outcome.steps);
}

EXPORT(session_layer) int session_layer(const struct session *s)
{
    return s->outcome.layer;
}

EXPORT(session_rows) int session_rows(const struct session *s)
{
    return s->rows;
}

EXPORT(session_row) const struct session_row *session_row(const struct session *s)
{
    return s->row;
}

EXPORT(session_forget) void session_forget(struct session *s)
{
    s->rows = 0;
}

/* ---- texts ---- */

struct text {
    FILE *out;
    char *text;
    size_t bytes;
};

static void put_setting(FILE *out, const struct playground_setting *p)
{
    const struct setting *s = setting_find(p->key);
    static const char *const type[] = {[SETTING_INT] = "int",
                                       [SETTING_SEED] = "int",
                                       [SETTING_REAL] = "real",
                                       [SETTING_TEXT] = "text"};
    fprintf(out, "%s\t%s\t%s\t%.16g\t%.16g\t%s\t%s\t%s\t%s", s->key, p->group, type[s->type],
            s->low, p->most > 0 ? p->most : s->high, s->preset ? s->preset : "",
            p->left ? p->left : "", p->right ? p->right : "", p->only ? p->only : "");
    for (int i = 0; !p->only && s->word && s->word(i); i++)
        fprintf(out, "%s%s", i ? "," : "", s->word(i));
    fprintf(out, "\t%s\n", s->meaning);
}

EXPORT(session_settings) const char *session_settings(void)
{
    struct text t = {0};
    t.out = open_memstream(&t.text, &t.bytes);
    for (const struct playground_setting *p = playground_settings; t.out && p->key; p++)
        put_setting(t.out, p);
    return t.out && !fclose(t.out) ? t.text : "";
}

EXPORT(session_series) const char *session_series(void)
{
    struct text t = {0};
    t.out = open_memstream(&t.text, &t.bytes);
    for (int i = 0; t.out && i < SERIES; i++) {
        fputs(series[i]->name, t.out);
        for (int c = 0; c < series[i]->columns; c++)
            fprintf(t.out, "\t%s", series[i]->column[c].name);
        putc('\n', t.out);
    }
    return t.out && !fclose(t.out) ? t.text : "";
}

/* The layers between x and the sum, as `first` and `last`; of a way around nothing last is first - 1. */
static void put_junction(FILE *out, const struct network *net, const struct junction *j)
{
    int first = 0, last = -1;
    for (int i = 0; i < net->layers; i++) {
        first += net->layer[i].h->index <= j->x->index;
        last += net->layer[i].h->index <= j->sum->index;
    }
    fprintf(out, "junction\t%d\t%d\n", first, last);
}

static void put_about(struct session *s, FILE *out)
{
    const struct dataset *d = &s->data;
    for (int i = 0; i < s->net->layers; i++)
        fprintf(out, "layer\t%s\n", s->net->layer[i].name);
    for (int j = 0; j < s->net->junctions; j++)
        put_junction(out, s->net, &s->net->junction[j]);
    size_t parameters = 0;
    for (const struct param *p = s->net->graph->params.first; p; p = p->next)
        parameters += p->count;
    fprintf(out, "parameters\t%zu\nsteps\t%d\ncapacity\t%d\n", parameters, s->cell.train.steps,
            s->net->graph->capacity);
    fprintf(out, "data\t%d\t%d\t%d\t%d\n", d->channels, d->height, d->width, d->classes);
    const size_t mark = arena_mark(&s->arena);
    fprintf(out, "command\tdepthlab run playground %s\n",
            override_words(&s->arena, s->overrides, s->override, &s->failure));
    arena_rewind(&s->arena, mark);
}

/* The session's text is what was printed last. */
static FILE *print(struct session *s, struct text *t)
{
    free(s->text);
    s->text = NULL;
    return t->out = open_memstream(&t->text, &t->bytes);
}

static const char *printed(struct session *s, struct text *t)
{
    if (!t->out || fclose(t->out))
        fail_memory(&s->failure);
    s->text = t->text;
    return s->text ? s->text : "";
}

EXPORT(session_about) const char *session_about(struct session *s)
{
    struct text t = {0};
    if (print(s, &t) && s->net)
        put_about(s, t.out);
    return printed(s, &t);
}

EXPORT(session_hash) const char *session_hash(struct session *s)
{
    struct text t = {0};
    uint64_t h = HASH_START;
    const struct graph *g = s->net->graph;
    for (const struct param *p = g->params.first; p; p = p->next)
        hash_bytes(&h, g->value + p->offset, p->count * sizeof(real));
    for (const struct param *p = g->statistics.first; p; p = p->next)
        hash_bytes(&h, g->kept + p->offset, p->count * sizeof(real));
    if (print(s, &t))
        fprintf(t.out, "%016" PRIx64, h);
    return printed(s, &t);
}
