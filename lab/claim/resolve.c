#include "lab/claim/resolve.h"
#include "lab/base/number.h"
#include "lab/base/suggest.h"
#include "lab/spec/axis.h"
#include "lab/store/store.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* What the readers below share. */
struct context {
    struct arena *arena;
    const struct spec *spec;
    const struct source_span *span;
    struct resolved_quantity *resolved;
    struct failure *failure;
};

/* ---- metrics ---- */

static enum status unknown(struct context *c, struct token word, const char *what,
                           struct suggestion *nearest)
{
    return diagnostic_within(c->span, word.at, suggest_line(nearest), c->failure,
                             "unknown %s `%.60s`", what, word.text);
}

static bool read_metric(struct context *c, struct token word, struct metric *m)
{
    struct suggestion nearest = {.word = word.text};
    if (metric_find(word.text, m))
        return true;
    for (int i = 0; metric_name(i); i++)
        suggest_offer(&nearest, metric_name(i));
    unknown(c, word, "measure", &nearest);
    return false;
}

static void read_metrics(struct context *c)
{
    struct resolved_quantity *s = c->resolved;
    const struct quantity *q = s->quantity;
    const struct metric *m = &s->metric, *by = &s->divisor;
    if (!read_metric(c, q->metric, &s->metric) ||
        (q->divisor.text && !read_metric(c, q->divisor, &s->divisor)))
        return;
    if (by->series && by->series != m->series)
        diagnostic_within(
            c->span, q->divisor.at, NULL, c->failure,
            "%s is of the view %s, but %s of %s: they cannot be divided place by place", by->name,
            by->series->name, m->name, m->series->name);
    if (q->slope && strcmp(m->series->place, "layer"))
        diagnostic_within(c->span, q->metric.at, NULL, c->failure,
                          "%s has no slope: it is not measured layer by layer", m->name);
}

/* ---- choices ---- */

static void read_step(struct context *c, const struct choice *choice)
{
    struct resolved_quantity *s = c->resolved;
    const char *text = choice->value.text;
    if (!strcmp(text, "first"))
        s->step = STEP_FIRST;
    else if (!strcmp(text, "last"))
        s->step = STEP_LAST;
    else if (!number_whole(text, &s->step) || s->step < 0)
        diagnostic_within(c->span, choice->value.at, NULL, c->failure,
                          "step takes a number from 0, first or last, not `%.60s`", text);
}

static void read_place(struct context *c, const struct choice *choice)
{
    struct resolved_quantity *s = c->resolved;
    const char *text = choice->value.text;
    int64_t place;
    s->aggregate = aggregate_find(text);
    if (!s->aggregate && number_whole(text, &place) && place > -INT_MAX && place < INT_MAX)
        s->place = (int)place;
    else if (!s->aggregate)
        diagnostic_within(c->span, choice->value.at, NULL, c->failure,
                          "%s takes a number, max, min, mean, first, last or fall, not `%.60s`",
                          choice->key.text, text);
}

static void unknown_key(struct context *c, struct token key)
{
    const struct metric *m = &c->resolved->metric;
    const char *place = store_series_place(m->series);
    struct suggestion nearest = {.word = key.text};
    if (!m->series->once) {
        suggest_offer(&nearest, "step");
        suggest_offer(&nearest, place);
    }
    for (const struct setting *s = settings; s->key; s++) {
        suggest_offer(&nearest, setting_word(s));
        suggest_offer(&nearest, s->key);
    }
    unknown(c, key, "key", &nearest);
}

static void read_condition(struct context *c, const struct choice *choice)
{
    const struct setting *setting = setting_find(choice->key.text);
    struct condition condition = {.setting = setting, .at = choice->key.at};
    if (!setting) {
        unknown_key(c, choice->key);
        return;
    }
    if (setting->type == SETTING_SEED) {
        diagnostic_within(c->span, choice->key.at, NULL, c->failure,
                          "a statement is about all seeds; none can be chosen");
        return;
    }
    if (!strcmp(choice->value.text, "best")) {
        if (setting != setting_find("train.lr"))
            diagnostic_within(c->span, choice->value.at, NULL, c->failure,
                              "only lr can be `best`, not %s", setting_word(setting));
    } else {
        struct cell cell = c->spec->base;
        struct failure wrong = {0};
        if (cell_set(&cell, setting, choice->value.text, &wrong)) {
            char *hint = strchr(wrong.message, '\n');
            if (hint)
                *hint++ = 0;
            diagnostic_within(c->span, choice->value.at, hint, c->failure, "%s", wrong.message);
            return;
        }
        condition.value = cell_get(c->arena, &cell, setting, c->failure);
    }
    c->resolved->condition[c->resolved->conditions++] = condition;
}

/* A guess alone: of the runs that another quantity measures. */
static enum status resolve_alone(struct context *c, const struct quantity *q)
{
    struct resolved_quantity *s = c->resolved;
    if (resolve_quantity(c->arena, c->spec, c->span, q->of, s, c->failure))
        return c->failure->status;
    s->quantity = q;
    s->divisor = (struct metric){0};
    s->step = STEP_LAST;
    s->aggregate = aggregate_find("last");
    read_metrics(c);
    return c->failure->status;
}

enum status resolve_quantity(struct arena *arena, const struct spec *spec,
                             const struct source_span *span, const struct quantity *q,
                             struct resolved_quantity *s, struct failure *failure)
{
    struct context c = {arena, spec, span, s, failure};
    if (q->alone)
        return resolve_alone(&c, q);
    *s = (struct resolved_quantity){.quantity = q};
    read_metrics(&c);
    if (failure->status)
        return failure->status;

    const char *place = store_series_place(s->metric.series);
    const bool steps = !s->metric.series->once, places = steps && *s->metric.series->place;
    bool step_chosen = false, place_chosen = false;
    for (int i = 0; i < q->choices; i++) {
        const struct choice *choice = &q->choice[i];
        if (steps && !strcmp(choice->key.text, "step")) {
            read_step(&c, choice);
            step_chosen = true;
        } else if (steps && !q->slope &&
                   (!strcmp(choice->key.text, place) || !strcmp(choice->key.text, "place"))) {
            read_place(&c, choice);
            place_chosen = true;
        } else {
            read_condition(&c, choice);
        }
    }
    if (steps && !step_chosen)
        diagnostic_within(span, q->metric.at, NULL, failure,
                          "%s is measured at many steps: write `step: 0`, `last` or another",
                          s->metric.name);
    if (places && !q->slope && !place_chosen)
        diagnostic_within(span, q->metric.at, NULL, failure,
                          "%s is measured at every %s: write `%s: 1`, `max` or another",
                          s->metric.name, place, place);
    if (q->slope)
        s->aggregate = &aggregate_slope;
    if (!steps)
        s->step = STEP_LAST;
    if (!places && !place_chosen)
        s->aggregate = aggregate_find("last");
    return failure->status;
}

/* ---- the sweep ---- */

static bool has_value(const struct axis *a, const char *value)
{
    for (int i = 0; i < a->values; i++)
        if (!strcmp(a->value[i], value))
            return true;
    return false;
}

/* An axis is settled by a choice of its own or of one that moves together with it. */
static bool settled(const struct spec *spec, const struct axis *a,
                    const struct resolved_quantity *s)
{
    bool done = a->values < 2 || a->setting->type == SETTING_SEED;
    for (int i = 0; i < s->conditions && !done; i++) {
        const struct axis *chosen = axis_find(spec, s->condition[i].setting);
        done = chosen && (chosen == a || (a->zip && chosen->zip == a->zip));
    }
    return done;
}

/* "2, 4, 8, 16", cut where it gets long. */
static void list_values(const struct axis *a, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < a->values && used < size; i++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", i ? ", " : "", a->value[i]);
}

enum status resolve_check(struct arena *arena, const struct spec *spec,
                          const struct source_span *span, const struct resolved_quantity *s,
                          struct failure *failure)
{
    char list[200] = "";
    for (int i = 0; i < s->conditions; i++) {
        const struct condition *c = &s->condition[i];
        const struct axis *a = axis_find(spec, c->setting);
        const char *word = setting_word(c->setting);
        if (!c->value)
            continue;
        if (a && !has_value(a, c->value)) {
            list_values(a, list, sizeof list);
            diagnostic_within(span, c->at, NULL, failure, "no run has %s %s: the sweep has %s",
                              word, c->value, list);
        }
        const char *base = a ? c->value : cell_get(arena, &spec->base, c->setting, failure);
        if (strcmp(base, c->value))
            diagnostic_within(span, c->at, NULL, failure, "no run has %s %s: it is %s in all", word,
                              c->value, base);
    }
    for (int k = 0; k < spec->axes; k++) {
        const struct axis *a = &spec->axis[k];
        if (settled(spec, a, s))
            continue;
        char hint[80];
        list_values(a, list, sizeof list);
        snprintf(hint, sizeof hint, "choose one%s",
                 a->setting == setting_find("train.lr") ? ", or write `lr: best`" : "");
        diagnostic_within(span, s->quantity->metric.at, hint, failure,
                          "of which %s? The sweep has %s", setting_word(a->setting), list);
    }
    return failure->status;
}
