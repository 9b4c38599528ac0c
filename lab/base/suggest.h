/* "did you mean": the listed name that is closest to a mistyped one.
 *
 * Distance counts single letters left out, put in, changed, and neighbours swapped (Damerau 1964, in
 * the form that edits no letter twice). A name too far away is no help and is not offered. */
#pragma once
#include <stddef.h>

int suggest_distance(const char *a, const char *b);

/* The search goes on from what it has, so that several lists may be searched. */
struct suggestion {
    const char *word; /* the mistyped one */
    const char *name; /* the best so far, or NULL */
    int distance;
    const char *prefix; /* shown before the name, as the -- of an option; or NULL */
    char text[120];     /* what the functions below return */
};
void suggest_offer(struct suggestion *, const char *name);

/* "; did you mean `depth`?" for the end of a sentence, empty where no name is near. */
const char *suggest_inline(struct suggestion *);
/* "did you mean `depth`?" for a line of its own, NULL where no name is near. */
const char *suggest_line(struct suggestion *);
