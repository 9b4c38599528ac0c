#include "lab/inspect/select.h"
#include "lab/base/number.h"
#include "lab/base/suggest.h"
#include "lab/run/experiment.h"
#include "lab/spec/cell_json.h"
#include <stdio.h>
#include <string.h>

enum { CONDITIONS = 32, LISTED = 12 };

struct filter {
    const struct setting *setting;
    const char *value; /* in the form that cell_get gives it */
};

struct context {
    struct arena *arena;
    struct store *store;
    struct selection *selection;
    struct failure *failure;
    int conditions;
    struct filter condition[CONDITIONS];
};

/* ---- the words ---- */

static enum status unknown_key(struct context *c, const char *key)
{
    struct suggestion near = {.word = key};
    for (const struct setting *s = settings; s->key; s++) {
        suggest_offer(&near, setting_word(s));
        suggest_offer(&near, s->key);
    }
    return fail(c->failure, STATUS_USAGE, "there is no setting `%.60s`%s", key,
                suggest_inline(&near));
}

static enum status read_condition(struct context *c, const char *word)
{
    const char *equals = strchr(word, '=');
    if (!equals)
        return fail(c->failure, STATUS_USAGE, "KEY=VALUE is wanted, not `%.60s`", word);
    const char *key = arena_text(c->arena, c->failure, "%.*s", (int)(equals - word), word);
    const struct setting *s = setting_option(key);
    struct cell cell;
    struct failure wrong = {0};
    if (!s)
        return unknown_key(c, key);
    if (cell_checksum_key(s))
        return fail(c->failure, STATUS_USAGE,
                    "a run records the bytes of its files, not their path");
    for (int i = 0; i < c->conditions; i++)
        if (c->condition[i].setting == s)
            return fail(c->failure, STATUS_USAGE, "%s is chosen twice", s->key);
    cell_preset(&cell);
    if (c->conditions == CONDITIONS)
        return fail(c->failure, STATUS_USAGE, "more than %d settings", CONDITIONS);
    if (cell_set(&cell, s, equals + 1, &wrong))
        return fail(c->failure, STATUS_USAGE, "%s", wrong.message);
    c->condition[c->conditions++] = (struct filter){s, cell_get(c->arena, &cell, s, c->failure)};
    return STATUS_OK;
}

/* ---- the query ---- */

/* The value that a condition is compared with, as what JSON has: a text or a number. */
static void bind_value(struct query *q, const char *name, const struct filter *w)
{
    double x = 0;
    if (w->setting->type == SETTING_TEXT) {
        query_bind_text(q, name, w->value);
    } else {
        number_real(w->value, &x);
        query_bind_real(q, name, x);
    }
}

/* Runs of the experiment that meet the conditions; keys are of our own table. */
static struct query *open_query(struct context *c, const struct filter *condition, int conditions)
{
    char name[20];
    const char *sql = "SELECT s.run FROM sweep s JOIN run r ON r.id = s.run "
                      "WHERE s.experiment = :experiment";
    for (int i = 0; i < conditions; i++)
        sql = arena_text(c->arena, c->failure,
                         "%s AND coalesce(r.cell ->> '$.\"%s\"', '%s') = :value%d", sql,
                         condition[i].setting->key,
                         condition[i].setting->silent ? condition[i].setting->preset : "", i);
    sql = arena_text(c->arena, c->failure, "%s ORDER BY s.place", sql);
    struct query *q = query_open(c->store, sql, c->failure);
    query_bind_text(q, ":experiment", c->selection->experiment);
    for (int i = 0; i < conditions; i++) {
        snprintf(name, sizeof name, ":value%d", i);
        bind_value(q, name, &condition[i]);
    }
    return q;
}

static enum status take_runs(struct context *c, struct query *q)
{
    struct selection *p = c->selection;
    for (int room = 0; query_next(q);) {
        if (p->runs == room) {
            room = room ? 2 * room : 16;
            int64_t *more = arena_take(c->arena, c->failure, (size_t)room * sizeof *more);
            if (!more)
                return c->failure->status;
            if (p->runs)
                memcpy(more, p->run, (size_t)p->runs * sizeof *more);
            p->run = more;
        }
        p->run[p->runs++] = query_int(q, 0);
    }
    return c->failure->status;
}

/* ---- the message when nothing fits ---- */

/* "2, 4, 8": what the experiment's runs have, in the order of the sweep. */
static const char *values_of(struct context *c, const struct setting *s)
{
    struct query *q = query_open(c->store,
                                 "SELECT j.value FROM sweep s JOIN run r ON r.id = s.run, "
                                 "json_each(r.cell) j WHERE s.experiment = :experiment AND "
                                 "j.key = :key GROUP BY j.value ORDER BY min(s.place)",
                                 c->failure);
    const char *list = "";
    query_bind_text(q, ":experiment", c->selection->experiment);
    query_bind_text(q, ":key", s->key);
    for (int i = 0; query_next(q) && i <= LISTED; i++)
        list = i < LISTED ? arena_text(c->arena, c->failure, "%s%s%s", list, i ? ", " : "",
                                       query_text(q, 0))
                          : arena_text(c->arena, c->failure, "%s, ...", list);
    query_close(q);
    return list;
}

/* Was the latest sweep made with options? Then the experiment by itself has other runs. */
static bool has_other_runs(struct context *c)
{
    struct query *q =
        query_open(c->store, "SELECT request FROM experiment WHERE name = :name", c->failure);
    query_bind_text(q, ":name", c->selection->experiment);
    const bool options = query_next(q) && *query_text(q, 0);
    query_close(q);
    return options;
}

static enum status explain_none(struct context *c)
{
    const char *name = c->selection->experiment,
               *others = has_other_runs(c) ? arena_text(c->arena, c->failure,
                                                        " in its latest sweep; `depthlab run %s` "
                                                        "brings the others back",
                                                        name)
                                           : "";
    for (int i = 0; i < c->conditions; i++) {
        struct query *q = open_query(c, &c->condition[i], 1);
        bool some = query_next(q);
        query_close(q);
        const struct filter *w = &c->condition[i];
        if (!some)
            return fail(c->failure, STATUS_USAGE, "no run of %s has %s %s; there are %s%s", name,
                        setting_word(w->setting), w->value, values_of(c, w->setting), others);
    }
    return fail(c->failure, STATUS_USAGE, "no run of %s has all of these settings: %s%s", name,
                c->selection->words, others);
}

static enum status explain_unknown(struct context *c, const char *word)
{
    struct suggestion near = {.word = word};
    struct query *q = query_open(c->store, "SELECT name FROM experiment", c->failure);
    while (query_next(q))
        suggest_offer(&near, arena_text(c->arena, c->failure, "%s", query_text(q, 0)));
    query_close(q);
    return fail(c->failure, STATUS_USAGE,
                "there is no run and no experiment `%.60s` here%s; `depthlab status` lists what "
                "has been run",
                word, suggest_inline(&near));
}

/* ---- by name, number or hash ---- */

/* A number is a run's before it is the beginning of a hash. */
static enum status pick_one(struct context *c, const char *word)
{
    int64_t number;
    bool counts = number_whole(word, &number),
         hexadecimal = *word && strlen(word) <= 16 && !word[strspn(word, "0123456789abcdef")];
    struct query *q = query_open(c->store,
                                 "SELECT id FROM run WHERE id = :id OR (substr(uuid, 1, :n) = "
                                 ":word AND NOT EXISTS (SELECT 1 FROM run WHERE id = :id))",
                                 c->failure);
    query_bind_int(q, ":id", counts ? number : -1);
    query_bind_int(q, ":n", hexadecimal ? (int64_t)strlen(word) : 0);
    query_bind_text(q, ":word", hexadecimal ? word : "-");
    take_runs(c, q);
    query_close(q);
    if (c->selection->runs > 1)
        fail(c->failure, STATUS_USAGE, "the hashes of %d runs begin with %s", c->selection->runs,
             word);
    return c->failure->status || c->selection->runs ? c->failure->status : explain_unknown(c, word);
}

enum status select_runs(struct arena *arena, struct store *store, int words,
                        const char *const *word, struct selection *selection,
                        struct failure *failure)
{
    struct context c = {arena, store, selection, failure, 0, {{0}}};
    *selection = (struct selection){.words = "", .experiment = ""};
    for (int i = 0; i < words; i++)
        selection->words =
            arena_text(arena, failure, "%s%s%s", selection->words, i ? " " : "", word[i]);
    const char *name = experiment_name(arena, word[0], failure);
    if (words == 1 && !store_has_experiment(store, name, failure))
        return failure->status ? failure->status : pick_one(&c, word[0]);
    selection->experiment = name;
    if (!store_has_experiment(store, name, failure))
        return failure->status ? failure->status : explain_unknown(&c, word[0]);
    for (int i = 1; i < words; i++)
        if (read_condition(&c, word[i]))
            return failure->status;
    struct query *q = open_query(&c, c.condition, c.conditions);
    take_runs(&c, q);
    query_close(q);
    return failure->status || selection->runs ? failure->status : explain_none(&c);
}

/* ---- what is still open ---- */

enum status select_settled(struct arena *arena, struct store *store,
                           const struct selection *selection, bool seeds, struct failure *failure)
{
    struct query *q = query_open(
        store,
        "SELECT key, group_concat(value, ', ') FROM (SELECT j.key, j.value, j.id FROM run r, "
        "json_each(r.cell) j WHERE r.id IN (SELECT value FROM json_each(:runs)) GROUP BY j.key, "
        "j.value ORDER BY min(r.id)) GROUP BY key HAVING count(*) > 1 AND key <> :settled "
        "ORDER BY min(id)",
        failure);
    const char *open = "";
    query_bind_ints(q, ":runs", selection->runs, selection->run);
    query_bind_text(q, ":settled", seeds ? "seed" : "");
    for (int i = 0; query_next(q); i++) {
        const struct setting *s = setting_find(query_text(q, 0));
        open = arena_text(arena, failure, "%s%s%s (%s)", open, i ? ", " : "",
                          s ? setting_word(s) : query_text(q, 0), query_text(q, 1));
    }
    query_close(q);
    return *open ? fail(failure, STATUS_USAGE, "%s: %d runs fit; still open: %.1200s",
                        selection->words, selection->runs, open)
                 : failure->status;
}
