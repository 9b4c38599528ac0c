#include "lab/inspect/deck_plan.h"

enum { FIGURE_LEAST = 3, FIGURES_MOST = sizeof((struct deck_time){0}.figure) / sizeof(int) };

/* The k-th of n shares of a whole, so that all together are the whole. */
static int share(int whole, int k, int n)
{
    return whole * (k + 1) / n - whole * k / n;
}

static int clamp(int x, int low, int high)
{
    return x < low ? low : x > high ? high : x;
}

enum status deck_plan_read(struct arena *arena, const struct course *course, int minutes,
                           struct deck_plan *plan, struct failure *failure)
{
    int all = 0, before = 0;
    *plan = (struct deck_plan){.halves = 2 * minutes - DECK_THINGS};
    plan->part = arena_take(arena, failure, (size_t)course->parts * sizeof *plan->part);
    for (int i = 0; i < course->parts; i++)
        all += course->part[i].entries ? course->part[i].minutes : 0;
    for (int i = 0; plan->part && i < course->parts; i++) {
        const struct course_part *from = &course->part[i];
        if (!from->entries || !from->minutes)
            continue;
        struct deck_part *part = &plan->part[plan->parts++];
        const int until = before + from->minutes;
        part->part = from;
        part->halves = plan->halves * until / all - plan->halves * before / all;
        before = until;
        const int left = part->halves - DECK_OPENING;
        part->slots = clamp(left / DECK_LEAST, 1, from->entries);
        part->slot = arena_take(arena, failure, (size_t)part->slots * sizeof *part->slot);
        for (int k = 0; part->slot && k < part->slots; k++)
            part->slot[k] = (struct deck_slot){&from->entry[k], share(left, k, part->slots)};
    }
    if (!plan->parts)
        fail(failure, STATUS_DATA, "%s: no part has `minutes:`, so there is no lecture",
             course->file ? course->file : "experiments/course.yaml is not there");
    return failure->status;
}

struct deck_time deck_time_of(int halves, int figures)
{
    struct deck_time t = {.predict = 2, .verdict = 2};
    const int left = halves - t.predict - t.verdict;
    t.figures = clamp(left / FIGURE_LEAST, 1, clamp(figures, 1, FIGURES_MOST));
    for (int k = 0; k < t.figures; k++)
        t.figure[k] = share(left, k, t.figures);
    return t;
}
