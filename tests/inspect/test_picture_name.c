#include "lab/base/name.h"
#include "lab/inspect/picture_name.h"
#include "tests/support/check.h"

static void what_is_not_as_usual_is_in_the_name(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct cell cell;
    arena_open(&arena, 1 << 20);
    cell_preset(&cell);
    assert_string_equal(picture_name(&arena, "mlp-8-plain", &cell, "net.", &failure),
                        "mlp-8-plain");
    cell.net.depth = 16; /* the caller says it */
    cell.net.width = 64;
    cell.net.branch = "1/sqrt(L)";
    cell.data.noise = 0.5;
    const char *name = picture_name(&arena, "n", &cell, "net.", &failure);
    assert_string_equal(name, "n-width-64-branch-1_sqrt_L_");
    assert_true(name_is_plain(name));
    assert_string_equal(picture_name(&arena, "glyphs", &cell, "data.", &failure),
                        "glyphs-noise-0.5");
    assert_string_equal(failure.message, "");
    arena_close(&arena);
}

static void no_two_have_one_name(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct cell cell;
    char path[600] = "";
    arena_open(&arena, 1 << 20);
    cell_preset(&cell);
    const char *in_folder = picture_name(&arena, "a/b", &cell, "data.", &failure),
               *beside = picture_name(&arena, "a_b", &cell, "data.", &failure);
    assert_string_equal(beside, "a_b");
    assert_string_not_equal(in_folder, beside);
    memset(path, 'x', sizeof path - 1);
    const char *long_name = picture_name(&arena, path, &cell, "data.", &failure);
    assert_true(strlen(long_name) < 240);
    path[sizeof path - 2] = 'y';
    assert_string_not_equal(picture_name(&arena, path, &cell, "data.", &failure), long_name);
    assert_string_equal(failure.message, "");
    arena_close(&arena);
}

/* Batch norm and 16 channels are a cifar net's own. */
static void a_family_has_its_own_usual(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct cell cell;
    arena_open(&arena, 1 << 20);
    cell_open(&cell);
    cell.net.family = "cifar";
    cell_settle(&cell);
    assert_string_equal(picture_name(&arena, "c", &cell, "net.", &failure), "c");
    cell.net.norm = "none";
    assert_string_equal(picture_name(&arena, "c", &cell, "net.", &failure), "c-norm-none");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_as_usual_is_in_the_name),
        cmocka_unit_test(no_two_have_one_name),
        cmocka_unit_test(a_family_has_its_own_usual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
