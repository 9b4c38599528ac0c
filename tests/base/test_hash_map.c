/* What was put is found with its first value, whatever else is there. */
#include "lab/base/hash_map.h"
#include "tests/support/check.h"

static void what_was_put_is_found(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct hash_map m = {0};
    arena_open(&arena, SIZE_MAX);
    assert_null(hash_map_find(&m, 5));
    for (uint64_t i = 0; i < 5000; i++) /* keys that fall on the same places */
        assert_int_equal(*hash_map_put(&arena, &m, i << 20, (int64_t)i, &failure), i);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(*hash_map_find(&m, i << 20), i);
    assert_int_equal(m.used, 5000);
    assert_null(hash_map_find(&m, 1));
    assert_int_equal(*hash_map_put(&arena, &m, 3 << 20, 77, &failure), 3);
    assert_int_equal(m.used, 5000);
    assert_int_equal(failure.status, STATUS_OK);
    arena_close(&arena);
}

static void without_memory_it_says_so(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct hash_map m = {0};
    arena_open(&arena, 16);
    assert_null(hash_map_put(&arena, &m, 1, 1, &failure));
    assert_int_equal(failure.status, STATUS_FAILED);
    arena_close(&arena);
}

static void a_key_is_the_hash_that_it_is_written_as(void **state)
{
    (void)state;
    assert_true(hash_map_key("cbf29ce484222325") == UINT64_C(0xcbf29ce484222325));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_is_found),
        cmocka_unit_test(without_memory_it_says_so),
        cmocka_unit_test(a_key_is_the_hash_that_it_is_written_as),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
