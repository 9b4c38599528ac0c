#include "lab/base/memory.h"
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

/* A container's limit; infinity where the file is missing or says "max". */
static double limit_of(const char *file)
{
    double limit = 0;
    FILE *in = fopen(file, "re");
    if (in && fscanf(in, "%lf", &limit) != 1)
        limit = 0;
    if (in)
        fclose(in);
    return limit > 0 ? limit : 0x1p62;
}

double memory_here(void)
{
    double have = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    const char *const limits[] = {"/sys/fs/cgroup/memory.max",
                                  "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    for (int i = 0; i < 2; i++) {
        double limit = limit_of(limits[i]);
        have = limit < have ? limit : have;
    }
    struct rlimit space;
    if (!getrlimit(RLIMIT_AS, &space) && space.rlim_cur != RLIM_INFINITY &&
        (double)space.rlim_cur < have)
        have = (double)space.rlim_cur;
    return have;
}
