/* Memory with one owner: alignment, marks, cleared memory, and a refusal at the end. */
#include "lab/base/arena.h"
#include "tests/support/check.h"
#include <sys/wait.h>

static struct arena open_arena(size_t bytes)
{
    struct arena arena;
    arena_open(&arena, bytes);
    return arena;
}

static bool all_bytes(const void *memory, int value, size_t bytes)
{
    const unsigned char *byte = memory;
    for (size_t i = 0; i < bytes; i++)
        if (byte[i] != value)
            return false;
    return true;
}

static void allocations_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 20);
    unsigned char *p[200];
    for (int i = 0; i < 200; i++) {
        p[i] = arena_alloc(&arena, (size_t)i);
        assert_non_null(p[i]);
        assert_int_equal((uintptr_t)p[i] % 64, 0);
        memset(p[i], i, (size_t)i);
    }
    for (int i = 0; i < 200; i++)
        assert_true(all_bytes(p[i], i, (size_t)i));
    arena_close(&arena);
}

static void calloc_clears_what_was_used_before(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 20);
    size_t mark = arena_mark(&arena);
    memset(arena_alloc(&arena, 5000), 0xff, 5000);
    arena_rewind(&arena, mark);
    void *half_old = arena_calloc(&arena, 10000);
    assert_true(all_bytes(half_old, 0, 10000));
    memset(half_old, 0xff, 10000);
    arena_rewind(&arena, mark);
    assert_true(all_bytes(arena_calloc(&arena, 100), 0, 100));
    assert_true(all_bytes(arena_calloc(&arena, 10000), 0, 10000));
    arena_close(&arena);
}

static void rewind_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 20);
    char *kept = arena_strdup(&arena, "kept");
    size_t mark = arena_mark(&arena);
    void *first = arena_alloc(&arena, 1000);
    arena_rewind(&arena, mark);
    assert_ptr_equal(arena_alloc(&arena, 1000), first);
    assert_string_equal(kept, "kept");
    arena_close(&arena);
}

static long resident_pages(void)
{
    long all = 0, resident = 0;
    FILE *in = fopen("/proc/self/statm", "r");
    assert_non_null(in);
    assert_int_equal(fscanf(in, "%ld %ld", &all, &resident), 2);
    fclose(in);
    return resident;
}

/* A net far too large is laid out, to say how large it is: names among rooms for numbers. */
static void what_is_not_touched_takes_no_memory(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* its poison is memory */
#endif
    struct arena arena = open_arena((size_t)1 << 30);
    const long before = resident_pages();
    for (int i = 0; i < 1000; i++) {
        assert_non_null(arena_alloc(&arena, 400000));
        assert_non_null(arena_strdup(&arena, "block"));
    }
    assert_in_range(resident_pages() - before, 0, 4000);
    arena_close(&arena);
}

static void a_full_arena_refuses_and_lives_on(void **state)
{
    (void)state;
    enum { SIZE = 1 << 16 };
    struct arena arena = open_arena(SIZE);
    assert_null(arena_alloc(&arena, SIZE + 1));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 10));
    assert_null(arena_calloc(&arena, SIZE_MAX));
    assert_int_equal(arena.used, 0);
    size_t got = 0;
    for (void *p; (p = arena_alloc(&arena, 1000)); got += 1000)
        memset(p, 1, 1000);
    assert_in_range(got, SIZE * 9 / 10, SIZE);
    assert_true(arena.used <= arena.size);
    arena_rewind(&arena, 0);
    assert_non_null(arena_alloc(&arena, 1000));
    arena_close(&arena);
}

static void a_limit_costs_nothing_until_it_is_used(void **state)
{
    (void)state;
    struct arena arena = open_arena(SIZE_MAX / 2);
    unsigned char *small = arena_alloc(&arena, 100);
    *small = 7;
    unsigned char *far = (unsigned char *)arena_alloc(&arena, (size_t)1 << 30) + ((size_t)1 << 29);
    assert_int_equal(*far, 0);
    *far = 7;
    assert_int_equal(*far + *small, 14);
    arena_close(&arena);
}

static void more_than_the_machine_has_is_refused(void **state)
{
    (void)state;
    struct arena arena = open_arena(SIZE_MAX);
    assert_null(arena_alloc(&arena, SIZE_MAX / 2));
    assert_non_null(arena_alloc(&arena, 1));
    arena_close(&arena);
}

static void what_is_closed_has_no_room(void **state)
{
    (void)state;
    struct arena arena = open_arena(SIZE_MAX);
    assert_non_null(arena_alloc(&arena, 100));
    arena_close(&arena);
    assert_null(arena_alloc(&arena, 100));
    arena_close(&arena);
}

/* Blocks come and go; what lies below a mark stays, and what comes again is cleared. */
static void marks_hold_across_blocks(void **state)
{
    (void)state;
    enum { N = 300 };
    struct arena arena = open_arena((size_t)1 << 32);
    size_t mark[N];
    unsigned char *p[N];
    for (int round = 0; round < 3; round++) {
        arena_rewind(&arena, 0);
        for (int i = 0; i < N; i++) {
            const size_t bytes = (size_t)(i * 7919 % 90000) + 1;
            mark[i] = arena_mark(&arena);
            p[i] = arena_calloc(&arena, bytes);
            assert_true(all_bytes(p[i], 0, bytes));
            memset(p[i], i % 255 + 1, bytes);
        }
        for (int i = N - 1; i > 0; i -= 37) {
            arena_rewind(&arena, mark[i]);
            assert_int_equal(arena_mark(&arena), mark[i]);
            for (int k = 0; k < i; k++)
                assert_true(all_bytes(p[k], k % 255 + 1, (size_t)(k * 7919 % 90000) + 1));
            const size_t large = (size_t)1 << (18 + i % 5);
            assert_true(all_bytes(arena_calloc(&arena, large), 0, large));
            memset(arena_alloc(&arena, large), 0xee, large);
            arena_rewind(&arena, mark[i]);
        }
    }
    arena_close(&arena);
}

static void texts_are_copied_and_printed_whole(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 20);
    char source[] = "text", long_text[3001];
    char *copy = arena_strdup(&arena, source);
    source[0] = '?';
    assert_string_equal(copy, "text");
    assert_string_equal(arena_strdup(&arena, ""), "");
    memset(long_text, 'a', 3000);
    long_text[3000] = '\0';
    struct failure failure = {0};
    const char *printed = arena_text(&arena, &failure, "%s-%d", long_text, 12);
    assert_int_equal(strlen(printed), 3003);
    assert_string_equal(printed + 3000, "-12");
    arena_close(&arena);
}

static void what_is_taken_is_clear_or_a_failure(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 16);
    struct failure failure = {0};
    memset(arena_alloc(&arena, 1000), 0xff, 1000);
    arena_rewind(&arena, 0);
    assert_true(all_bytes(arena_take(&arena, &failure, 1000), 0, 1000));
    assert_int_equal(failure.status, STATUS_OK);
    assert_null(arena_take(&arena, &failure, 1 << 16));
    assert_string_equal(failure.message, "out of memory");
    arena_close(&arena);
}

static void a_text_is_never_null(void **state)
{
    (void)state;
    struct arena arena = open_arena(1 << 16);
    struct failure failure = {0};
    assert_string_equal(arena_text(&arena, &failure, "%s-%d", "text", 12), "text-12");
    assert_int_equal(failure.status, STATUS_OK);
    assert_string_equal(arena_text(&arena, &failure, "%70000d", 1), "");
    assert_int_equal(failure.status, STATUS_FAILED);
    assert_string_equal(failure.message, "out of memory");
    arena_close(&arena);
}

#ifdef __SANITIZE_ADDRESS__
/* Does a process that writes this byte die? */
static bool is_deadly(volatile unsigned char *byte)
{
    int how;
    const pid_t child = fork();
    if (!child) {
        if (freopen("/dev/null", "w", stderr))
            *byte = 1;
        _exit(0);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    return !WIFEXITED(how) || WEXITSTATUS(how);
}
#endif

static void what_was_not_handed_out_is_deadly_under_the_sanitizer(void **state)
{
    (void)state;
#ifndef __SANITIZE_ADDRESS__
    skip();
#else
    struct arena arena = open_arena(1 << 24);
    const size_t mark = arena_mark(&arena);
    const size_t size[] = {1, 63, 64, 128, 1000, 1 << 16, 1 << 20};
    enum { SIZES = sizeof size / sizeof *size };
    unsigned char *p[SIZES];
    for (int i = 0; i < SIZES; i++) {
        p[i] = arena_alloc(&arena, size[i]);
        arena_calloc(&arena, 8);
    }
    for (int i = 0; i < SIZES; i++) {
        assert_false(is_deadly(p[i]));
        assert_false(is_deadly(p[i] + size[i] - 1));
        assert_true(is_deadly(p[i] + size[i]));
    }
    arena_rewind(&arena, mark);
    assert_true(is_deadly(p[0]));
    assert_true(is_deadly(p[SIZES - 1])); /* in the spare block */
    unsigned char *again = arena_alloc(&arena, 2);
    assert_false(is_deadly(again + 1));
    assert_true(is_deadly(again + 2));
    arena_close(&arena);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_aligned_and_apart),
        cmocka_unit_test(calloc_clears_what_was_used_before),
        cmocka_unit_test(rewind_gives_the_same_memory_again),
        cmocka_unit_test(what_is_not_touched_takes_no_memory),
        cmocka_unit_test(a_full_arena_refuses_and_lives_on),
        cmocka_unit_test(a_limit_costs_nothing_until_it_is_used),
        cmocka_unit_test(more_than_the_machine_has_is_refused),
        cmocka_unit_test(what_is_closed_has_no_room),
        cmocka_unit_test(marks_hold_across_blocks),
        cmocka_unit_test(texts_are_copied_and_printed_whole),
        cmocka_unit_test(what_is_taken_is_clear_or_a_failure),
        cmocka_unit_test(a_text_is_never_null),
        cmocka_unit_test(what_was_not_handed_out_is_deadly_under_the_sanitizer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
