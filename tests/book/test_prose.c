#include "lab/book/prose.h"
#include "tests/support/check.h"

static struct arena arena;
static struct failure failure;

static int open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

static void backticks_make_code_and_a_capital_begins(void **state)
{
    (void)state;
    assert_string_equal(prose_paragraph(&arena, "set `a < b` & go", &failure),
                        "Set <code>a &lt; b</code> &amp; go");
    assert_string_equal(prose_paragraph(&arena, "`lr` is", &failure), "<code>lr</code> is");
    assert_string_equal(prose_paragraph(&arena, "‖h‖", &failure), "‖h‖");
    assert_string_equal(prose_paragraph(&arena, "", &failure), "");
}

static void formulas_are_raised_and_lowered(void **state)
{
    (void)state;
    static const char *const pair[][2] = {
        {"dL/dx = g + J_F^T g", "dL/dx = g + J<sub>F</sub><sup>T</sup> g"},
        {"P_(k-1) < 2^B", "P<sub>k-1</sub> &lt; 2<sup>B</sup>"},
        {"(1 + 1/B)^(B/2)", "(1 + 1/B)<sup>B/2</sup>"},
        {"‖dL/dh_l‖ σ_i²", "‖dL/dh<sub>l</sub>‖ σ<sub>i</sub>²"},
        {"train_loss - test_loss", "train_loss - test_loss"},
        {"x^ _ ^2", "x^ _ ^2"},
        {"B^(1", "B^(1"},
    };
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++)
        assert_string_equal(prose_formula(&arena, pair[i][0], &failure), pair[i][1]);
}

static void what_is_cited_is_linked(void **state)
{
    (void)state;
    struct lexicon_entry works[] = {{"He 2015", "", ""}, {"Li 2018", "", ""}};
    struct lexicon l = {2, works};
    assert_string_equal(prose_cited(&arena, "He 2015, <1>; Li 2018", &l, &failure),
                        "<a href=\"#ref:He-2015\">He 2015</a>, &lt;1&gt;; "
                        "<a href=\"#ref:Li-2018\">Li 2018</a>");
    assert_string_equal(prose_cited(&arena, "nobody", &l, &failure), "nobody");
    assert_string_equal(prose_cited(&arena, "", &l, &failure), "");
}

static void ids_have_no_signs(void **state)
{
    (void)state;
    assert_string_equal(prose_id(&arena, LEXICON_GLOSSARY, "1/sqrt(L)", &failure),
                        "term:1-sqrt-L-");
    assert_string_equal(prose_id(&arena, LEXICON_BIBLIOGRAPHY, "He et al. 2015", &failure),
                        "ref:He-et-al--2015");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backticks_make_code_and_a_capital_begins),
        cmocka_unit_test(formulas_are_raised_and_lowered),
        cmocka_unit_test(what_is_cited_is_linked),
        cmocka_unit_test(ids_have_no_signs),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
