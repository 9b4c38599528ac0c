#include "lab/kernel/algebra.h"
#include <cblas.h>
#include <stdatomic.h>
#include <sys/mman.h>

/* What OpenBLAS maps with the first call that works in it, and keeps. */
enum { ROOM = 128 << 20 };

bool algebra_begin(struct failure *failure)
{
    static atomic_bool taken; /* by OpenBLAS, whose room is the process's */
    openblas_set_num_threads(1);
    if (taken)
        return true;
    void *room = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) {
        fail(failure, STATUS_FAILED, "out of memory: linear algebra needs %d MiB more", ROOM >> 20);
        return false;
    }
    munmap(room, ROOM);
    const double a[4] = {0}, b[4] = {0};
    double c[4] = {0};
    cblas_dsymm(CblasRowMajor, CblasLeft, CblasLower, 2, 2, 1, a, 2, b, 2, 0, c, 2);
    taken = true;
    return true;
}
