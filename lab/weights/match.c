/* param of the net <-> tensor of the file, by name */
#include "lab/weights/match.h"
#include "lab/weights/folding.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const weights_fit_name[FITS] = {"fits", "ignored", "missing", "extra", "other shape"};

static int length(const struct param_list *list)
{
    int n = 0;
    for (const struct param *p = list->first; p; p = p->next)
        n++;
    return n;
}

static struct tensor tensor_of(const struct param *p, const real *array)
{
    struct tensor t = {.name = p->name,
                       .dtype = sizeof(real) == 4 ? &dtype_f32 : &dtype_f64,
                       .rank = p->rank,
                       .count = p->count,
                       .data = array ? array + p->offset : NULL};
    for (int i = 0; i < p->rank; i++)
        t.dim[i] = p->dim[i];
    return t;
}

struct tensor *weights_tensors(struct arena *arena, const struct graph *g, const real *value,
                               const real *kept, int *count, struct failure *failure)
{
    int n = 0;
    *count = length(&g->params) + length(&g->statistics);
    struct tensor *all = arena_take(arena, failure, (size_t)*count * sizeof *all);
    for (const struct param *p = g->params.first; all && p; p = p->next)
        all[n++] = tensor_of(p, value);
    for (const struct param *p = g->statistics.first; all && p; p = p->next)
        all[n++] = tensor_of(p, kept);
    return all;
}

static int by_name(const void *a, const void *b)
{
    const struct tensor *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static bool same_shape(const struct param *p, const struct tensor *t)
{
    struct tensor want = tensor_of(p, NULL);
    return want.rank == t->rank && t->dtype != &dtype_i64 &&
           !memcmp(want.dim, t->dim, (size_t)t->rank * sizeof *t->dim);
}

static bool is_counter(const char *name)
{
    static const char tail[] = ".num_batches_tracked";
    size_t n = strlen(name), k = sizeof tail - 1;
    return n > k && !strcmp(name + n - k, tail);
}

/* ---- prefix ---- */

static int by_param_name(const void *a, const void *b)
{
    const struct param *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static const struct param **sorted_params(struct arena *arena, const struct graph *g, int *n,
                                          struct failure *failure)
{
    const struct param_list *lists[] = {&g->params, &g->statistics};
    const struct param **all =
        arena_take(arena, failure, (size_t)(length(lists[0]) + length(lists[1])) * sizeof *all);
    *n = 0;
    for (int i = 0; all && i < 2; i++)
        for (const struct param *p = lists[i]->first; p; p = p->next)
            all[(*n)++] = p;
    if (*n)
        qsort(all, (size_t)*n, sizeof *all, by_param_name);
    return all;
}

/* How many of the file's tensors are called this, and then as one of the net's. */
static int named(const struct safetensors *file, const char *prefix, size_t k,
                 const struct param **net, int params)
{
    int n = 0;
    for (int i = 0; i < file->tensors; i++) {
        const char *name = file->tensor[i].name;
        if (strncmp(name, prefix, k))
            continue;
        const struct param key = {.name = name + k}, *p = &key;
        n += bsearch(&p, net, (size_t)params, sizeof p, by_param_name) != NULL;
    }
    return n;
}

/* What stands before a name of the net, wherever the file has one, is tried on all others. */
static const char *find_prefix(struct arena *arena, const struct graph *g,
                               const struct safetensors *file, struct failure *failure)
{
    const char *best = "";
    int params, most;
    const struct param **net = sorted_params(arena, g, &params, failure);
    if (!net || (most = named(file, "", 0, net, params)) == params)
        return best;
    bool tried = false;
    for (const struct param *p = g->params.first; p && !tried; p = p->next)
        for (int i = 0; i < file->tensors; i++) {
            const char *name = file->tensor[i].name;
            const size_t n = strlen(name), tail = strlen(p->name);
            if (n <= tail || name[n - tail - 1] != '.' || strcmp(name + n - tail, p->name))
                continue;
            const int fits = named(file, name, n - tail, net, params);
            if (fits > most)
                best = arena_text(arena, failure, "%.*s", (int)(n - tail), name);
            most = fits > most ? fits : most;
            tried = true;
        }
    return best;
}

/* ---- matching ---- */

static void add(struct matching *m, struct match match)
{
    m->match[m->matches++] = match;
    m->count[match.fit]++;
}

/* The file's tensors under the names that the net may know, sorted, and in the file's order; those that are found
 * become NULL in `left`. */
struct candidates {
    int count;
    struct tensor *tensor;
    const struct tensor **sorted, **left;
};

static void match_params(struct matching *m, const struct param_list *list,
                         const struct candidates *file)
{
    for (const struct param *p = list->first; p; p = p->next) {
        struct tensor key = {.name = p->name};
        const struct tensor *k = &key, *t = NULL, **found = NULL;
        if (file->count)
            found = bsearch(&k, file->sorted, (size_t)file->count, sizeof k, by_name);
        if (found) {
            t = *found;
            file->left[t - file->tensor] = NULL;
        }
        enum fit fit = !t ? FIT_MISSING : same_shape(p, t) ? FIT_GOOD : FIT_SHAPE;
        add(m, (struct match){fit, p->name, p, t});
    }
}

enum status weights_match(struct arena *arena, const struct graph *g,
                          const struct safetensors *file, struct matching *m,
                          struct failure *failure)
{
    const int n = file->tensors, most = n + length(&g->params) + length(&g->statistics);
    const size_t room = (size_t)n;
    *m = (struct matching){.prefix = find_prefix(arena, g, file, failure),
                           .match = arena_take(arena, failure, (size_t)most * sizeof *m->match)};
    struct candidates c = {.tensor = arena_take(arena, failure, room * sizeof *c.tensor),
                           .sorted = arena_take(arena, failure, room * sizeof *c.sorted),
                           .left = arena_take(arena, failure, room * sizeof *c.left)};
    if (failure->status)
        return failure->status;
    const size_t prefix = strlen(m->prefix);
    for (int i = 0; i < n; i++) {
        c.left[i] = &file->tensor[i];
        c.tensor[i] = file->tensor[i];
        if (strncmp(file->tensor[i].name, m->prefix, prefix))
            continue;
        c.tensor[i].name += prefix;
        c.sorted[c.count++] = &c.tensor[i];
    }
    if (c.count)
        qsort(c.sorted, (size_t)c.count, sizeof *c.sorted, by_name);
    match_params(m, &g->params, &c);
    match_params(m, &g->statistics, &c);
    for (int i = 0; i < n; i++)
        if (c.left[i]) {
            const char *name = c.left[i]->name;
            add(m,
                (struct match){is_counter(name) ? FIT_IGNORED : FIT_EXTRA, name, NULL, c.left[i]});
        }
    return STATUS_OK;
}

/* ---- words ---- */

static const char *dims_text(struct arena *arena, const char *before, const struct tensor *t,
                             struct failure *failure)
{
    const char *text = arena_text(arena, failure, "%s[", before);
    for (int i = 0; i < t->rank; i++)
        text = arena_text(arena, failure, "%s%s%lld", text, i ? ", " : "", (long long)t->dim[i]);
    return arena_text(arena, failure, "%s]", text);
}

const char *weights_shape(struct arena *arena, const struct tensor *t, struct failure *failure)
{
    char before[16];
    snprintf(before, sizeof before, "%s ", t->dtype->name);
    return dims_text(arena, before, t, failure);
}

const char *weights_wanted(struct arena *arena, const struct param *p, struct failure *failure)
{
    struct tensor t = tensor_of(p, NULL);
    return dims_text(arena, "", &t, failure);
}

const char *weights_index(struct arena *arena, const struct tensor *t, size_t i,
                          struct failure *failure)
{
    const char *text = "]";
    for (int k = t->rank - 1; k >= 0; k--) {
        const size_t dim = (size_t)t->dim[k];
        text = arena_text(arena, failure, "%s%zu%s", k ? ", " : "", i % dim, text);
        i /= dim;
    }
    return arena_text(arena, failure, "[%s", text);
}

static const char *complaint(struct arena *arena, const struct match *m, struct failure *failure)
{
    const char *file = m->tensor ? weights_shape(arena, m->tensor, failure) : "";
    const char *net = m->param ? weights_wanted(arena, m->param, failure) : "";
    return m->fit == FIT_SHAPE
               ? arena_text(arena, failure, "%.100s is %s, the net's is %s", m->name, file, net)
               : arena_text(arena, failure, "%.100s %s is %s", m->name, *net ? net : file,
                            weights_fit_name[m->fit]);
}

static enum status refuse(struct arena *arena, const char *path, const struct matching *m,
                          struct failure *failure)
{
    enum { ROOM = sizeof failure->message - 400 };
    char list[ROOM] = "";
    int used = 0, wrong = m->count[FIT_MISSING] + m->count[FIT_EXTRA] + m->count[FIT_SHAPE];
    int listed = 0;
    for (int i = 0; i < m->matches; i++) {
        if (m->match[i].fit < FIT_MISSING)
            continue;
        const char *line = complaint(arena, &m->match[i], failure);
        if (used + (int)strlen(line) + 4 > ROOM)
            break;
        used += sprintf(list + used, "\n  %s", line);
        listed++;
    }
    return fail(failure, STATUS_DATA,
                "%.200s does not fit the net: %d missing, %d extra, %d of another shape%s%s", path,
                m->count[FIT_MISSING], m->count[FIT_EXTRA], m->count[FIT_SHAPE], list,
                listed < wrong ? "\n  and more" : "");
}

enum status weights_load(struct arena *arena, const struct graph *g, const struct safetensors *file,
                         struct failure *failure)
{
    struct matching m;
    struct folded folded;
    if (weights_match(arena, g, file, &m, failure) || weights_folded(arena, file, &folded, failure))
        return failure->status;
    if (m.count[FIT_MISSING] + m.count[FIT_EXTRA] + m.count[FIT_SHAPE])
        return refuse(arena, file->path, &m, failure);
    for (int k = 0; k < m.matches; k++) {
        const struct param *p = m.match[k].param;
        const double divisor = p ? weights_divisor(&folded, p) : 1;
        for (size_t i = 0; p && i < p->count; i++)
            p->value[i] = (real)(tensor_number(m.match[k].tensor, i) / divisor);
    }
    return STATUS_OK;
}

size_t weights_not_finite(const struct tensor *t, size_t *first)
{
    size_t n = 0;
    for (size_t i = 0; i < t->count; i++)
        if (!isfinite(tensor_number(t, i)) && !n++)
            *first = i;
    return n;
}
