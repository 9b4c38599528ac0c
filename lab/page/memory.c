/* mmap in a page: whole zeroed blocks of the one memory there is, which has 4 GiB at most. */
#include "lab/base/memory.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64 };

double memory_here(void)
{
    return 0x1p32;
}

void *mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset)
{
    (void)at, (void)protection, (void)flags, (void)file, (void)offset;
    void *memory = aligned_alloc(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    return memory ? memset(memory, 0, bytes) : MAP_FAILED;
}

int munmap(void *memory, size_t bytes)
{
    (void)bytes;
    free(memory);
    return 0;
}

int madvise(void *memory, size_t bytes, int advice)
{
    (void)memory, (void)bytes, (void)advice;
    return 0;
}
