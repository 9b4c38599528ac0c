/* A course: which experiments a lecture shows, in which order, and what its parts are for.
 *
 *     title: Why deeper plain networks train worse
 *     parts:
 *       - title: What fails
 *         minutes: 15                     left out: for further reading, not for the lecture
 *         objectives: [tell degradation from overfitting]
 *         experiments: [degradation, not-overfitting, mine.yaml]
 *
 * A name is looked up among the experiments; what ends in .yaml is a file beside the course. One without its file is
 * an error, as is one that is there twice. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

struct course_entry {
    const char *name;  /* what the experiment is called */
    const char *words; /* what a command calls it: its name, or its file */
};

struct course_part {
    const char *title;
    int minutes; /* 0: none are said */
    int objectives, entries;
    const char **objective;
    struct course_entry *entry;
};

struct course {
    const char *file, *title;
    int parts;
    struct course_part *part;
};

/* Read the course of a file; `folder` is where names are looked up: "experiments". */
enum status course_read(struct arena *, const char *file, const char *folder, struct course *,
                        struct failure *);

/* The part that has the experiment of this name, or -1. */
int course_find(const struct course *, const char *experiment);

/* Order experiments by their names as the course does; those that it does not name stay behind, as they were. */
void course_sort(const struct course *, int count, const char **name);
