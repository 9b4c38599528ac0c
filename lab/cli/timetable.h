/* What a lecture of so many minutes shows: the experiments of its parts whose runs are all there. Others step up for those
 * that are not, and no experiment gets more time than in the lecture that has them all; so it may be shorter. */
#pragma once
#include "lab/cli/cli.h"
#include "lab/inspect/deck.h"

struct timetable {
    struct deck_plan plan;
    int minutes;           /* that it takes */
    struct deck_gaps gaps; /* experiments that there would be time for */
};

/* STATUS_USAGE, with the command that makes its runs, when there is none to show. */
enum status timetable_read(struct cli *, const struct course *, int minutes, struct timetable *);
