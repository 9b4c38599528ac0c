/* A file that is written under another name beside it and renamed when it is whole: no reader ever sees
 * half of it, and a failure leaves what was there before.
 *
 * The other name is FILE.PID.depthlab, and its writer holds a lock on it while it lives. So whoever opens
 * the next one in the same folder can tell which are left from dead writers, and removes those. What is
 * no ordinary file (/dev/null, a pipe, a link) is written as it is.
 *
 * A database is never replaced, nor its -wal file: a slip of a name would lose all runs. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>
#include <stdio.h>

struct atomic_file {
    const char *path;
    const char *temporary; /* NULL: written as it is */
    FILE *file;
};

enum status atomic_file_open(struct arena *, const char *path, struct atomic_file *,
                             struct failure *);
/* One that may take the place of a database that is read-only, as published copies are. */
enum status atomic_file_open_copy(struct arena *, const char *path, struct atomic_file *,
                                  struct failure *);
/* Rename, or after a failure remove. */
enum status atomic_file_close(struct atomic_file *, struct failure *);

/* Has a writer of this file died before it had its name? */
bool atomic_file_interrupted(struct arena *, const char *path);
/* Remove what dead writers of any file have left in the folder of `path`. */
void atomic_file_clear(struct arena *, const char *path);

/* Remove what this process is writing, for it is about to end; a signal's handler may. */
void atomic_file_forget(void);
