/* Memory with one owner: an arena per lifetime (a network, a step, a spec).
 *
 * An arena grows block by block as it is used, up to a limit; what is large by itself comes in huge pages where the
 * system has them (a page fault costs more than a small layer). Allocation moves a mark, and rewinding to a mark
 * frees everything after it. There is no free() of one object.
 *
 * Always true: every allocation starts on a 64-byte boundary, and pointers stay valid until the
 * arena is rewound past them or closed. The address sanitizer sees who goes beyond an allocation, and who
 * uses one after its rewind. */
#pragma once
#include "lab/base/status.h"
#include <stddef.h>

struct arena_block;

struct arena {
    size_t used, high,
        size; /* bytes handed out, with what aligns them; the most there ever were, and may be */
    struct arena_block *top;   /* where allocation goes on */
    struct arena_block *spare; /* the largest that a rewind left, kept for the next one */
};

/* An arena of at most so many bytes; nothing is taken yet. */
void arena_open(struct arena *, size_t bytes);
/* A closed one has no room, and may be closed again. */
void arena_close(struct arena *);

/* `bytes` of memory, or NULL when the limit or the machine's memory is reached. alloc leaves the contents undefined,
 * calloc clears them. */
void *arena_alloc(struct arena *, size_t bytes);
void *arena_calloc(struct arena *, size_t bytes);
char *arena_strdup(struct arena *, const char *text);

/* The same for callers that return no status: cleared memory, or NULL and a failure. */
void *arena_take(struct arena *, struct failure *, size_t bytes);
/* A text that is there in any case: "" and a failure when it does not fit. */
__attribute__((format(printf, 3, 4))) const char *arena_text(struct arena *, struct failure *,
                                                             const char *format, ...);

/* Take a mark, work, rewind: everything that was allocated since the mark is gone. */
size_t arena_mark(const struct arena *);
void arena_rewind(struct arena *, size_t mark);
