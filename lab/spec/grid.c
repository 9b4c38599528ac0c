#include "lab/spec/grid.h"
#include "lab/spec/spec.h"
#include "lab/train/schedule.h"
#include <string.h>

enum { MOST = 100000 };

/* Is this the first axis of its group? An axis of its own always is. */
static bool leads(const struct spec *spec, int k)
{
    for (int j = 0; j < k; j++)
        if (spec->axis[k].zip && spec->axis[j].zip == spec->axis[k].zip)
            return false;
    return true;
}

/* Which value of axis k the cell takes, the last axis turning fastest. */
static int turn(const struct spec *spec, int k, int cell)
{
    int leader = k;
    while (!leads(spec, leader) || spec->axis[leader].zip != spec->axis[k].zip)
        leader--;
    for (int j = spec->axes - 1; j > leader; j--)
        if (leads(spec, j))
            cell /= spec->axis[j].values;
    return cell % spec->axis[leader].values;
}

/* A run keeps the states that probes will look at, those before its end. */
static void keep_states(struct arena *arena, const struct spec *spec, struct cell *cell,
                        struct failure *failure)
{
    struct train_spec *t = &cell->train;
    for (int i = 0; i < spec->probes; i++)
        for (int k = 0; k < spec->probe[i].steps; k++) {
            const int64_t step = spec->probe[i].step[k];
            if (step > 0 && step < t->steps && !schedule_keep_due(t, step))
                t->keep = arena_text(arena, failure, "%s%s%lld", t->keep, *t->keep ? " " : "",
                                     (long long)step);
        }
}

static enum status refuse(struct arena *arena, const struct spec *spec, const struct cell *cell,
                          const char *why, struct failure *failure)
{
    const char *where = "";
    for (int k = 0; k < spec->axes; k++)
        where = arena_text(arena, failure, "%s%s%s %s", where, k ? ", " : "",
                           spec->axis[k].setting->key,
                           cell_get(arena, cell, spec->axis[k].setting, failure));
    return fail(failure, STATUS_DATA, "%.200s: %s%s%.400s%s", spec->file, why,
                spec->axes ? " (in the cell " : "", where, spec->axes ? ")" : "");
}

enum status grid_expand(struct arena *arena, const struct spec *spec, struct grid *grid,
                        struct failure *failure)
{
    double cells = 1;
    for (int k = 0; k < spec->axes; k++)
        if (leads(spec, k))
            cells *= spec->axis[k].values;
    if (cells > MOST)
        return fail(failure, STATUS_DATA, "%.200s: %.10g runs are more than %d", spec->file, cells,
                    MOST);
    *grid = (struct grid){.cells = (int)cells};
    grid->cell = arena_take(arena, failure, (size_t)grid->cells * sizeof *grid->cell);
    for (int c = 0; grid->cell && c < grid->cells; c++) {
        struct failure wrong = {0};
        struct cell *cell = &grid->cell[c];
        *cell = spec->base;
        for (int k = 0; k < spec->axes; k++)
            if (cell_set(cell, spec->axis[k].setting, spec->axis[k].value[turn(spec, k, c)],
                         &wrong))
                return refuse(arena, spec, cell, wrong.message, failure);
        cell_settle(cell);
        keep_states(arena, spec, cell, failure);
        if (cell_check(cell, &wrong))
            return refuse(arena, spec, cell, wrong.message, failure);
    }
    return failure->status;
}
