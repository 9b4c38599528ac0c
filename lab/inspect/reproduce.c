#include "lab/inspect/reproduce.h"
#include "lab/base/number.h"
#include "lab/run/sweep.h"
#include "lab/spec/axis.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/grid.h"
#include "lab/spec/override_words.h"
#include <stdlib.h>
#include <string.h>

enum { CHANGES = 64 };

struct context {
    struct arena *arena;
    const struct request *asked;
    struct grid ran;   /* the sweep's cells */
    const char **text; /* theirs, sorted */
    bool real;         /* the data come from files, whose place the database does not know */
    uint32_t weights;  /* checksum of the file that all start from, 0 when there is no such */
    int changes;
    struct override change[CHANGES];
    struct failure *failure;
};

static const char *kept(struct context *c, const char *text)
{
    if (!text)
        fail(c->failure, STATUS_FAILED, "out of memory for a command");
    return text ? text : "";
}

/* ---- is it the same grid? ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Data from files, and weights, are taken to be what they were: the files cannot be asked. What
 * befalls data in training is asked for. */
static const char **sorted_texts(struct context *c, const struct grid *grid)
{
    const char **text = arena_alloc(c->arena, (size_t)grid->cells * sizeof *text);
    for (int i = 0; text && i < grid->cells; i++) {
        struct cell cell = grid->cell[i];
        if (c->real) {
            cell.checksum = c->ran.cell[0].checksum;
            cell.data = c->ran.cell[0].data;
            cell.data.augment = grid->cell[i].data.augment;
        }
        if (c->weights)
            cell.start.checksum = c->weights;
        text[i] = kept(c, cell_json(c->arena, &cell));
    }
    if (text)
        qsort(text, (size_t)grid->cells, sizeof *text, by_text);
    else
        kept(c, NULL);
    return text;
}

static bool is_sweep(struct context *c, const struct grid *grid)
{
    const char **text = grid->cells == c->ran.cells ? sorted_texts(c, grid) : NULL;
    for (int i = 0; text && i < grid->cells; i++)
        if (strcmp(text[i], c->text[i]))
            return false;
    return text;
}

/* ---- in what do they differ? ---- */

/* The values of a setting over the grid, each once, as they come. */
static int values_of(struct context *c, const struct grid *grid, const struct setting *s,
                     const char **value)
{
    int n = 0;
    for (int i = 0; i < grid->cells; i++) {
        const char *v = kept(c, cell_get(c->arena, &grid->cell[i], s));
        int k = 0;
        while (k < n && strcmp(value[k], v))
            k++;
        if (k == n)
            value[n++] = v;
    }
    return n;
}

static bool follows(const char *a, const char *b)
{
    int64_t x, y;
    return number_whole(a, &x) && number_whole(b, &y) && y == x + 1;
}

/* "4,8,16"; "1..5" of whole numbers that follow each other. */
static const char *list_text(struct context *c, int n, const char *const *value)
{
    const char *text = "";
    for (int i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && follows(value[end - 1], value[end]); end++)
            ;
        if (end - i < 3)
            end = i + 1;
        text = kept(c, arena_printf(c->arena, "%s%s%s%s%s", text, i ? "," : "", value[i],
                                    end > i + 1 ? ".." : "", end > i + 1 ? value[end - 1] : ""));
    }
    return text;
}

/* --data PATH brings these with it, all samples being the rule. */
static bool comes_with_data(const struct context *c, const struct setting *s)
{
    const struct data_spec *d = &c->ran.cell[0].data;
    if (!c->real || strncmp(s->key, "data.", 5))
        return false;
    return !(!strcmp(s->key, "data.train") && d->train) &&
           !(!strcmp(s->key, "data.test") && d->test) &&
           !(!strcmp(s->key, "data.label") && *d->label) && strcmp(s->key, "data.crop") &&
           strcmp(s->key, "data.flip");
}

static enum status find_changes(struct context *c, const struct grid *grid)
{
    const char **now = arena_alloc(c->arena, (size_t)grid->cells * sizeof *now);
    const char **ran = arena_alloc(c->arena, (size_t)c->ran.cells * sizeof *ran);
    if (!now || !ran)
        return fail(c->failure, STATUS_FAILED, "out of memory for a command");
    c->changes = 0;
    for (const struct setting *s = settings; s->key && c->changes < CHANGES; s++) {
        if (!strcmp(s->key, "data.path") || comes_with_data(c, s) ||
            (c->weights && !strcmp(s->key, "start.weights")))
            continue;
        int n = values_of(c, grid, s, now), m = values_of(c, &c->ran, s, ran);
        bool same = n == m;
        for (int i = 0; i < m && same; i++)
            same = !strcmp(now[i], ran[i]);
        if (!same)
            c->change[c->changes++] = (struct override){s->key, list_text(c, m, ran)};
    }
    return c->failure->status;
}

/* ---- the words ---- */

static const char *command_of(struct context *c, bool full, bool path, bool weights)
{
    const char *changes = kept(c, override_words(c->arena, c->changes, c->change));
    return kept(c, arena_printf(c->arena, "depthlab run %s%s%s%s%s%s",
                                kept(c, override_shell_word(c->arena, c->asked->name)),
                                full ? " --full" : "", path ? " --data PATH" : "",
                                weights ? " --weights PATH" : "", *changes ? " " : "", changes));
}

static enum status read_grid(struct context *c, bool full, struct experiment *e)
{
    struct request q = {.name = c->asked->name,
                        .folder = c->asked->folder,
                        .full = full,
                        .overrides = c->changes,
                        .override = c->change};
    *e = (struct experiment){0};
    struct failure here = {0};
    return experiment_read(c->arena, &q, e, &here);
}

/* The file as it is, or with an override for each setting that differs. */
static bool attempt(struct context *c, bool full, bool change, struct reproduction *r)
{
    struct experiment e;
    c->changes = 0;
    if (read_grid(c, full, &e) || (change && find_changes(c, &e.grid)))
        return false;
    const struct cell *first = e.grid.cell;
    bool path = c->real && !*first->data.path;
    bool weights = c->weights && c->weights != first->start.checksum;
    bool found = (!change || !read_grid(c, full, &e)) && is_sweep(c, &e.grid);
    if (found || (change && !*r->command))
        *r = (struct reproduction){command_of(c, full, path, weights), found};
    return found;
}

static enum status read_sweep(struct context *c, struct store *store)
{
    struct sweep sweep;
    const char *name = c->asked->name, *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    size_t stem = strlen(name), tail = strlen(".yaml");
    if (stem > tail && !strcmp(name + stem - tail, ".yaml"))
        stem -= tail;
    name = kept(c, arena_printf(c->arena, "%.*s", (int)stem, name));
    if (sweep_read(c->arena, store, name, &sweep, c->failure))
        return c->failure->status;
    c->ran =
        (struct grid){sweep.runs, arena_alloc(c->arena, (size_t)sweep.runs * sizeof *c->ran.cell)};
    if (!c->ran.cell)
        return fail(c->failure, STATUS_FAILED, "out of memory for a command");
    for (int i = 0; i < sweep.runs; i++)
        c->ran.cell[i] = sweep.run[i].cell;
    c->real = sweep.runs && c->ran.cell[0].checksum;
    c->weights = sweep.runs ? c->ran.cell[0].start.checksum : 0;
    for (int i = 0; i < sweep.runs; i++)
        if (c->ran.cell[i].start.checksum != c->weights)
            c->weights = 0;
    c->text = sorted_texts(c, &c->ran);
    return c->failure->status;
}

enum status reproduce(struct arena *arena, struct store *store, const struct request *request,
                      struct reproduction *r, struct failure *failure)
{
    struct context c = {.arena = arena, .asked = request, .failure = failure};
    *r = (struct reproduction){.command = ""};
    if (read_sweep(&c, store) || !c.ran.cells)
        return failure->status;
    bool found = attempt(&c, false, false, r) || attempt(&c, true, false, r) ||
                 attempt(&c, false, true, r) || attempt(&c, true, true, r);
    if (!found && !*r->command)
        *r = (struct reproduction){command_of(&c, false, c.real, c.weights), false};
    return failure->status;
}
