/* What a test includes: cmocka, one assertion for doubles, a folder of its own.
 *
 *     static void skip_contributes_exactly_one(void **state) { ... check_near(got, want, 1e-12); }
 *
 *     int main(void)
 *     {
 *         const struct CMUnitTest tests[] = {cmocka_unit_test(skip_contributes_exactly_one)};
 *         return cmocka_run_group_tests(tests, NULL, NULL);
 *     }
 */
#pragma once
#include "lab/base/arena.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>
#include <ftw.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* cmocka's word for a test's failure is the library's word for recording one: fail_msg remains. */
#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))

/* An emulated machine is a hundred times slower: there a long test takes one case in so many. Odd, so that each
 * lane has its turn. */
#ifndef TEST_STRIDE
#define TEST_STRIDE 1
#endif

/* |a - b| <= tolerance; both numbers are shown when it is not so, and a NaN is never near. */
#define check_near(a, b, tolerance) check_near_at(a, b, tolerance, #a, __FILE__, __LINE__)

static inline void check_near_at(double a, double b, double tolerance, const char *what,
                                 const char *file, int line)
{
    if (fabs(a - b) <= tolerance || a == b)
        return;
    print_error("%s: %.17g is not within %g of %.17g (off by %g)\n", what, a, tolerance, b, a - b);
    _fail(file, line);
}

/* A text in an arena that has room for it. */
__attribute__((format(printf, 2, 3))) static inline char *arena_printf(struct arena *arena,
                                                                       const char *format, ...)
{
    char *text = NULL;
    va_list list;
    va_start(list, format);
    const int length = vasprintf(&text, format, list);
    va_end(list);
    char *kept = length < 0 ? NULL : arena_strdup(arena, text);
    free(text);
    if (!kept)
        fail_msg("no room for a text");
    return kept;
}

static inline int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info, (void)type, (void)ftw;
    return remove(path);
}

/* A new empty folder; remove_dir removes it with all it holds and frees the name. */
static inline char *temp_dir(void)
{
    char path[200];
    const char *parent = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/depthlab-test-XXXXXX", parent ? parent : "/tmp");
    if (!mkdtemp(path))
        fail_msg("cannot make %s", path);
    return strdup(path);
}

static inline void remove_dir(char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(path);
}

/* The program under test, for tests that run it as a child. */
static inline const char *program(void)
{
    const char *path = getenv("DEPTHLAB");
    return path ? path : "build/depthlab";
}
