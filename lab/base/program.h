/* Another program, as a child without a shell, that does not outlive us. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>

struct program_order {
    const char *const *words; /* NULL-terminated; the first is its name, looked for in PATH */
    const char *in;           /* the file that it reads; NULL: nothing */
    bool shown; /* what it says of errors and progress goes where ours goes, else into the answer */
    const char *folder;             /* where it works; NULL: where we do */
    const char *const *environment; /* what is set for it alone: name, value, ..., NULL; or NULL */
};

struct program_answer {
    int exit;        /* exit code; 128 + signal when that ended it */
    char text[1000]; /* the beginning of what it printed, without the last newline */
};

/* STATUS_FAILED, with what to install, when it is not there; its exit code is the caller's to judge. */
enum status program_run(const struct program_order *, struct program_answer *, struct failure *);
