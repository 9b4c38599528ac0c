/* "did you mean": the listed name that is closest to a mistyped one.
 *
 * Distance counts single letters left out, put in, changed, and neighbours swapped (Damerau 1964, in
 * the form that edits no letter twice). A name too far away is no help and is not offered. */
#pragma once
#include <stddef.h>

int suggest_distance(const char *a, const char *b);

/* The search goes on from what it has, so that several lists may be looked through. */
struct suggestion {
    const char *word; /* the mistyped one */
    const char *name; /* the best so far, or NULL */
    int distance;
};
void suggest_offer(struct suggestion *, const char *name);
