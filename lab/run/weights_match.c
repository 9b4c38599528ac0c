/* param of the net <-> tensor of the file, by name */
#include "lab/run/weights_match.h"
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

/* ---- matching ---- */

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

static void add(struct matching *m, struct match match)
{
    m->match[m->matches++] = match;
    m->count[match.fit]++;
}

/* `sorted` are the file's tensors by name; those that are found become NULL in `left`. */
static void match_params(struct matching *m, const struct param_list *list,
                         const struct safetensors *file, const struct tensor **sorted,
                         const struct tensor **left)
{
    for (const struct param *p = list->first; p; p = p->next) {
        struct tensor key = {.name = p->name};
        const struct tensor *k = &key, *t = NULL, **found = NULL;
        if (file->tensors)
            found = bsearch(&k, sorted, (size_t)file->tensors, sizeof *sorted, by_name);
        if (found) {
            t = *found;
            left[t - file->tensor] = NULL;
        }
        enum fit fit = !t ? FIT_MISSING : same_shape(p, t) ? FIT_GOOD : FIT_SHAPE;
        add(m, (struct match){fit, p->name, p, t});
    }
}

enum status weights_match(struct arena *arena, const struct graph *g,
                          const struct safetensors *file, struct matching *m,
                          struct failure *failure)
{
    int n = file->tensors, most = n + length(&g->params) + length(&g->statistics);
    *m = (struct matching){.match = arena_alloc(arena, (size_t)most * sizeof *m->match)};
    const struct tensor **sorted = arena_alloc(arena, (size_t)n * sizeof *sorted);
    const struct tensor **left = arena_alloc(arena, (size_t)n * sizeof *left);
    if (!m->match || !sorted || !left)
        return fail_memory(failure);
    for (int i = 0; i < n; i++)
        sorted[i] = left[i] = &file->tensor[i];
    if (n)
        qsort(sorted, (size_t)n, sizeof *sorted, by_name);
    match_params(m, &g->params, file, sorted, left);
    match_params(m, &g->statistics, file, sorted, left);
    for (int i = 0; i < n; i++)
        if (left[i]) {
            const char *name = left[i]->name;
            add(m, (struct match){is_counter(name) ? FIT_IGNORED : FIT_EXTRA, name, NULL, left[i]});
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
    if (weights_match(arena, g, file, &m, failure))
        return failure->status;
    if (m.count[FIT_MISSING] + m.count[FIT_EXTRA] + m.count[FIT_SHAPE])
        return refuse(arena, file->path, &m, failure);
    for (int k = 0; k < m.matches; k++)
        for (size_t i = 0; m.match[k].param && i < m.match[k].param->count; i++)
            m.match[k].param->value[i] = (real)tensor_number(m.match[k].tensor, i);
    return STATUS_OK;
}
