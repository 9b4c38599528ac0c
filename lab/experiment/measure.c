#include "lab/experiment/measure.h"
#include "lab/probe/probe.h"
#include <math.h>
#include <stddef.h>
#include <string.h>

static const struct view final = {
    "final", "(SELECT f.*, params, flops FROM final_row f JOIN run ON id = run)", NULL, false};
static const struct view gradient = {"gradient", "layer_row", "layer", false};
static const struct view junction = {"junction", "junction_row", "junction", false};
static const struct view reduction = {"reduction", "reduction_row", "layer", false};

const struct measure measures[] = {
    {"train_loss", &final, INFINITY, "train_loss"},
    {"train_acc", &final, 0, "train_acc"},
    {"test_loss", &final, INFINITY, "test_loss"},
    {"test_acc", &final, 0, "test_acc"},
    {"train_loss_eval", &final, INFINITY, "train_loss_eval"},
    {"params", &final, INFINITY, "params"},
    {"flops", &final, INFINITY, "flops"},
    {"h", &gradient, INFINITY, "h"},
    {"dh", &gradient, INFINITY, "dh"},
    {"dw", &gradient, INFINITY, "dw"},
    {"w", &gradient, INFINITY, "w"},
    {"update_ratio", &gradient, INFINITY, "update_ratio"},
    {"dead", &gradient, INFINITY, "dead"},
    {"distinct_units", &gradient, 0, "distinct_units"},
    {"active", &gradient, NAN, "active"},
    {"identity", &junction, INFINITY, "identity"},
    {"branch", &junction, INFINITY, "branch"},
    {"cosine", &junction, NAN, "cosine"},
    {"total", &junction, INFINITY, "total"},
    {"kept", &reduction, 0, "kept"},
    {"best", &reduction, NAN, "best"},
    {"share", &reduction, NAN, "share"},
    {"rank", &reduction, 0, "rank"},
    {0},
};

const struct measure *measure_find(const char *name)
{
    for (const struct measure *m = measures; m->name; m++)
        if (!strcmp(m->name, name))
            return m;
    return NULL;
}

/* The probe's series and, behind the dot, its column. */
static bool is_column(const char *name, const struct series *s, int column)
{
    const size_t n = strlen(s->name);
    return !strncmp(name, s->name, n) && name[n] == '.' &&
           !strcmp(name + n + 1, s->column[column].name);
}

static const struct measure *make(struct arena *arena, const char *name, const struct series *s,
                                  int column)
{
    struct view *view = arena_alloc(arena, sizeof *view);
    struct measure *m = arena_alloc(arena, sizeof *m);
    if (!view || !m)
        return NULL;
    *view = (struct view){s->name, arena_printf(arena, "%s_row", s->name), "place", true};
    *m = (struct measure){arena_strdup(arena, name), view, NAN, s->column[column].name};
    return view->table && m->name ? m : NULL;
}

const struct measure *measure_of_probe(struct arena *arena, const char *name)
{
    for (int i = 0; probes[i]; i++)
        for (int k = 0; probes[i]->series[k]; k++) {
            const struct series *s = probes[i]->series[k];
            for (int c = 0; c < s->columns && !s->keys; c++)
                if (is_column(name, s, c))
                    return make(arena, name, s, c);
        }
    return NULL;
}
