/* A process that may open only so many files more. */
#pragma once
#include "tests/support/check.h"
#include <sys/resource.h>
#include <unistd.h>

/* Lets n more be opened; returns the limit that was, for setrlimit. */
static inline struct rlimit descriptors_left(int n)
{
    struct rlimit before, now;
    int file[64], last = -1;
    for (int i = 0; i < n; i++)
        last = file[i] = dup(0);
    for (int i = 0; i < n; i++)
        close(file[i]);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    now = before;
    now.rlim_cur = (rlim_t)last + 1;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
    return before;
}
