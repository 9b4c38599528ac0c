#include "lab/figure/pandoc.h"
#include "tests/support/check.h"
#include <stdlib.h>
#include <string.h>

static void put(unsigned char *p, int bytes, unsigned x)
{
    for (int i = 0; i < bytes; i++)
        p[i] = (unsigned char)(x >> 8 * i);
}

/* One entry without a name: local header, central one, end. */
static void the_times_of_entries_become_the_first_there_is(void **state)
{
    (void)state;
    unsigned char zip[30 + 46 + 22] = {0};
    memcpy(zip, "PK\3\4", 4);
    put(zip + 10, 4, 0x5b7e8421);
    memcpy(zip + 30, "PK\1\2", 4);
    put(zip + 30 + 12, 4, 0x5b7e8421);
    memcpy(zip + 76, "PK\5\6", 4);
    put(zip + 76 + 10, 2, 1);
    put(zip + 76 + 16, 4, 30);
    assert_true(pandoc_settle_times(zip, sizeof zip));
    assert_memory_equal(zip + 10, "\0\0\x21\0", 4);
    assert_memory_equal(zip + 42, "\0\0\x21\0", 4);
    put(zip + 76 + 16, 4, 5000); /* beyond its end */
    assert_false(pandoc_settle_times(zip, sizeof zip));
    put(zip + 76 + 16, 4, 30);
    put(zip + 30 + 42, 4, 90);
    assert_false(pandoc_settle_times(zip, sizeof zip));
    assert_false(pandoc_settle_times(zip, 10));
    assert_false(pandoc_settle_times((unsigned char[64]){0}, 64));
}

static void a_program_that_is_not_there_is_named(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    char *path = strdup(getenv("PATH"));
    arena_open(&arena, 1 << 20);
    setenv("PATH", "/nowhere", 1);
    const struct pandoc_order order = {"pptx", "/tmp", "x.pptx", stdin};
    assert_int_equal(pandoc_run(&arena, &order, &failure), STATUS_FAILED);
    assert_string_equal(failure.message,
                        "pandoc is not installed: `make deps-slides`, or on Debian "
                        "apt install pandoc");
    setenv("PATH", path, 1);
    free(path);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_times_of_entries_become_the_first_there_is),
        cmocka_unit_test(a_program_that_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
