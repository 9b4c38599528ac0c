/* Loaded before a program's libraries, by LD_PRELOAD: of depthlab's own allocations the one that FAIL_AT says
 * fails, or, where FAIL_ON is set, it and all after it. Into the file FAIL_COUNT goes how many there were.
 *
 * They stand in front of the C library's, also for the libraries of the program; what the C library takes for
 * itself is not seen. Other programs that it starts get all they ask for. */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static bool counts, goes_on;
static long calls, fail_at;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT");
    goes_on = getenv("FAIL_ON") != NULL;
    fail_at = at ? atol(at) : 0;
    counts = !strncmp(program_invocation_short_name, "depthlab", 8);
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("FAIL_COUNT");
    const long n = calls;
    FILE *file = counts && path ? fopen(path, "we") : NULL;
    counts = false;
    if (!file)
        return;
    fprintf(file, "%ld\n", n);
    fclose(file);
}

static bool fails(void)
{
    if (!counts)
        return false;
    const long n = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (!fail_at || n < fail_at || (n > fail_at && !goes_on))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes)
{
    return fails() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return fails() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *p, size_t bytes)
{
    return fails() ? NULL : __libc_realloc(p, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return fails() ? NULL : __libc_memalign(alignment, bytes);
}

int posix_memalign(void **p, size_t alignment, size_t bytes)
{
    void *memory = fails() ? NULL : __libc_memalign(alignment, bytes);
    if (memory)
        *p = memory;
    return memory ? 0 : ENOMEM;
}

void *mmap(void *at, size_t bytes, int protection, int flags, int file, off_t offset)
{
    if (fails())
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, bytes, protection, flags, file, offset);
}
