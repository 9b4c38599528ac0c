/* A course in so many minutes: which experiments there is time for, and how much of it each has.
 *
 * It opens with the data and the nets, two minutes. Parts share the others as the course shares its own; those
 * without minutes are left out. A part begins with its
 * objectives, one minute, and shows its first experiments, of which each has DECK_LEAST half minutes at least. */
#pragma once
#include "lab/spec/course.h"

enum { DECK_THINGS = 4, DECK_OPENING = 2, DECK_LEAST = 8 }; /* half minutes */

struct deck_slot {
    const struct course_entry *entry;
    int halves; /* minutes, times two */
};

struct deck_part {
    const struct course_part *part;
    int halves, slots;
    struct deck_slot *slot;
};

struct deck_plan {
    int halves, parts; /* half minutes of all parts together */
    struct deck_part *part;
};

enum status deck_plan_read(struct arena *, const struct course *, int minutes, struct deck_plan *,
                           struct failure *);

/* How the half minutes of an experiment fall to its slides: the prediction, `figures` of those there are, and what
 * the runs say. */
struct deck_time {
    int predict, figures, figure[8], verdict;
};
struct deck_time deck_time_of(int halves, int figures);
