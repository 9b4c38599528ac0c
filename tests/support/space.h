/* A limit to this process's address space, for tests of what happens without room. */
#pragma once
#include "tests/support/check.h"
#include <sys/resource.h>

/* False where it does not hold: an emulator takes it and ignores it. */
static inline bool limit_space(rlim_t bytes)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit))
        return false;
    limit.rlim_cur = bytes;
    return !setrlimit(RLIMIT_AS, &limit) && !getrlimit(RLIMIT_AS, &limit) &&
           limit.rlim_cur == bytes;
}

#define SKIP_WITHOUT_LIMITS(held)                                                                  \
    do {                                                                                           \
        if (!(held)) {                                                                             \
            print_message("skipped: no limit of memory holds here, as under an emulator\n");       \
            skip();                                                                                \
        }                                                                                          \
    } while (0)
