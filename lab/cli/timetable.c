#include "lab/cli/timetable.h"
#include "lab/cli/prepare.h"
#include "lab/figure/figure.h"
#include <string.h>
#include <unistd.h>

static bool is_ready(struct cli *c, const char *experiment)
{
    return c->store && figure_is_ready(c->store, experiment, &c->failure);
}

/* The same course, without the experiments that cannot be shown. */
static enum status leave_out(struct cli *c, const struct course *from, struct course *to)
{
    *to = *from;
    to->part = arena_take(&c->arena, &c->failure, (size_t)from->parts * sizeof *to->part);
    for (int i = 0; to->part && i < from->parts; i++) {
        struct course_part *p = &to->part[i];
        *p = from->part[i];
        p->entry = arena_take(&c->arena, &c->failure, (size_t)p->entries * sizeof *p->entry);
        p->entries = 0;
        for (int k = 0; p->entry && k < from->part[i].entries; k++)
            if (is_ready(c, from->part[i].entry[k].name))
                p->entry[p->entries++] = from->part[i].entry[k];
    }
    return c->failure.status;
}

static int most_time(const struct deck_plan *plan)
{
    int most = 2 * DECK_LEAST;
    for (int i = 0; i < plan->parts; i++)
        for (int k = 0; k < plan->part[i].slots; k++)
            most = plan->part[i].slot[k].halves > most ? plan->part[i].slot[k].halves : most;
    return most;
}

static void cap_time(struct deck_plan *plan, int most)
{
    for (int i = 0; i < plan->parts; i++)
        for (int k = 0; k < plan->part[i].slots; k++) {
            const int over = plan->part[i].slot[k].halves - most;
            if (over <= 0)
                continue;
            plan->part[i].slot[k].halves -= over;
            plan->part[i].halves -= over;
            plan->halves -= over;
        }
}

/* The experiments of the whole lecture that have not all their runs. */
static void find_gaps(struct cli *c, const struct deck_plan *all, struct deck_gaps *gaps)
{
    struct planner planner;
    double seconds = 0;
    int room = 0;
    const int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
    for (int i = 0; i < all->parts; i++)
        room += all->part[i].slots;
    gaps->command = "depthlab run";
    gaps->experiment = arena_take(&c->arena, &c->failure, (size_t)room * sizeof *gaps->experiment);
    if (!gaps->experiment || planner_open(&planner, &c->arena, c->store, false, &c->failure))
        return;
    for (int i = 0; i < all->parts; i++)
        for (int k = 0; k < all->part[i].slots && !c->failure.status; k++) {
            const struct course_entry *entry = all->part[i].slot[k].entry;
            const struct request q = {.name = entry->words, .folder = cli_folder(c, "experiments")};
            struct experiment e = {0};
            struct plan plan;
            if (is_ready(c, entry->name))
                continue;
            if (!experiment_read(&c->arena, &q, &e, &c->failure) &&
                !plan_read(&planner, &e, &plan, &c->failure))
                seconds += plan_seconds(&plan, cores, 1, cores);
            gaps->experiment[gaps->experiments++] = entry->name;
            gaps->command = cli_text(c, "%s %s", gaps->command, entry->words);
        }
    planner_close(&planner);
    gaps->command = cli_text(c, "%s%s", gaps->command, cli_db_words(c));
    gaps->time = prepare_time(c, seconds);
}

enum status timetable_read(struct cli *c, const struct course *course, int minutes,
                           struct timetable *l)
{
    struct deck_plan all;
    struct course ready;
    struct failure none = {0};
    *l = (struct timetable){0};
    if (deck_plan_read(&c->arena, course, minutes, &all, &c->failure) ||
        leave_out(c, course, &ready))
        return c->failure.status;
    find_gaps(c, &all, &l->gaps);
    if (!c->failure.status)
        deck_plan_read(&c->arena, &ready, minutes, &l->plan, &none);
    if (none.status && none.status != STATUS_DATA)
        c->failure = none;
    else if (none.status)
        fail(&c->failure, STATUS_USAGE,
             "nothing of this lecture has been run yet: `%s` makes its runs, in about %s",
             l->gaps.command, l->gaps.time);
    cap_time(&l->plan, most_time(&all));
    l->minutes = (l->plan.halves + DECK_THINGS) / 2;
    return c->failure.status;
}
