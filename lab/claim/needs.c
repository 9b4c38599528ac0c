#include "lab/claim/needs.h"
#include "lab/base/number.h"
#include "lab/claim/resolve.h"
#include "lab/spec/axis.h"
#include "lab/spec/override_words.h"
#include <stdlib.h>
#include <string.h>

/* What the readers below share. */
struct context {
    struct arena *arena;
    const struct spec *spec;
    const struct sweep *sweep;
    struct failure *failure;
};

/* ---- so much of a setting ---- */

static const char *find_small(const struct context *c, const struct expectation *e)
{
    for (int i = 0; i < e->needs; i++) {
        const struct need *need = &e->need[i];
        const char *word = setting_word(need->setting);
        char least[NUMBER_BYTES];
        bool enough = false;
        for (int r = 0; r < c->sweep->runs && !enough; r++)
            enough = strtod(cell_get(c->arena, &c->sweep->run[r].cell, need->setting, c->failure),
                            NULL) >= need->least;
        number_text(need->least, least);
        if (!enough)
            return arena_text(c->arena, c->failure, "needs %s %s or more: --%s %s", word, least,
                              word, least);
    }
    return NULL;
}

/* ---- values ---- */

enum { VALUES = 64 };

struct values {
    int count;
    const char *value[VALUES];
};

static void add(struct values *list, const char *value)
{
    for (int i = 0; i < list->count; i++)
        if (!strcmp(list->value[i], value))
            return;
    if (list->count < VALUES)
        list->value[list->count++] = value;
}

/* Numbers ascend; words stay as they came. */
static int by_size(const void *a, const void *b)
{
    double x, y;
    const bool numbers = number_real(*(const char *const *)a, &x) &&
                         number_real(*(const char *const *)b, &y);
    return numbers ? (x > y) - (x < y) : 0;
}

static const char *join(const struct context *c, struct values *list, const char *between)
{
    const char *text = "";
    qsort(list->value, (size_t)list->count, sizeof *list->value, by_size);
    for (int i = 0; i < list->count; i++)
        text = arena_text(c->arena, c->failure, "%s%s%s", text, i ? between : "", list->value[i]);
    return text;
}

static bool has(const struct context *c, const struct condition *k)
{
    for (int r = 0; r < c->sweep->runs; r++)
        if (!strcmp(k->value, cell_get(c->arena, &c->sweep->run[r].cell, k->setting, c->failure)))
            return true;
    return false;
}

/* The values that no run has, of the first setting of which there are some. */
static const struct setting *find_absent(const struct context *c, const struct statement *statement,
                                         struct values *absent)
{
    const struct setting *of = NULL;
    for (const struct quantity *q = statement->quantity; q; q = q->next) {
        struct resolved_quantity s;
        if (resolve_quantity(c->arena, c->spec, &statement->span, q, &s, c->failure))
            return NULL;
        for (int i = 0; i < s.conditions; i++) {
            const struct condition *k = &s.condition[i];
            if (!k->value || (of && of != k->setting) || has(c, k))
                continue;
            of = k->setting;
            add(absent, k->value);
        }
    }
    return of;
}

const char *needs_unmet(struct arena *arena, const struct spec *spec, const struct sweep *sweep,
                        const struct expectation *e, const struct statement *statement,
                        struct failure *failure)
{
    const struct context c = {arena, spec, sweep, failure};
    struct values absent = {0}, all = {0};
    const char *small = find_small(&c, e);
    const struct setting *s = small ? NULL : find_absent(&c, statement, &absent);
    if (!s)
        return small;
    const struct axis *axis = axis_find(spec, s);
    const char *word = setting_word(s), *list = join(&c, &absent, ", ");
    if (axis && axis->zip)
        return arena_text(arena, failure, "needs %s %s, which no run of the sweep has", word, list);
    for (int r = 0; r < sweep->runs; r++)
        add(&all, cell_get(arena, &sweep->run[r].cell, s, failure));
    for (int i = 0; i < absent.count; i++)
        add(&all, absent.value[i]);
    const char *values = override_shell_word(arena, join(&c, &all, ","), failure);
    return arena_text(arena, failure, "needs %s %s: --%s %s", word, list, word, values);
}
