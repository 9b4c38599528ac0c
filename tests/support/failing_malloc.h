/* malloc and its relatives, counted, and without memory when a test says so:
 *
 *     malloc_left = 3;
 *     ...three calls succeed, all after them return NULL...
 *     malloc_left = -1;
 *
 * They stand in front of the C library's, also for the libraries of the program. For one file of a test
 * program. A sanitizer stands there already: then SANITIZED is 1, nothing fails and nothing is counted. */
#pragma once
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANITIZED 1
#endif

static volatile size_t malloc_calls;
static volatile long malloc_left = -1; /* below 0: no end */

/* glibc's own names for what we stand in front of. */
#ifndef SANITIZED
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *p, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);

static inline bool malloc_fails(void)
{
    malloc_calls++;
    const bool fails = malloc_left == 0;
    if (fails)
        errno = ENOMEM;
    malloc_left -= malloc_left > 0;
    return fails;
}

void *malloc(size_t bytes)
{
    return malloc_fails() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    return malloc_fails() ? NULL : __libc_calloc(count, bytes);
}

void *realloc(void *p, size_t bytes)
{
    return malloc_fails() ? NULL : __libc_realloc(p, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    return malloc_fails() ? NULL : __libc_memalign(alignment, bytes);
}
#endif
