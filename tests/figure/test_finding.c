#include "lab/figure/finding.h"
#include "lab/figure/quote.h"
#include "tests/figure/gallery.h"

static void check_finding(struct gallery *g, const char *dat, const char *want)
{
    FILE *file = fopen(arena_printf(&g->arena, "%s/f.dat", g->folder), "w");
    fputs(dat, file);
    fclose(file);
    const char *svg = arena_printf(&g->arena, "%s/f-4x3.svg", g->folder);
    assert_string_equal(finding_of(&g->arena, svg, "f", &g->failure), want);
}

/* What figure_draw does to a text on its way into the file is undone. */
static void the_sentence_comes_back_as_it_was(void **state)
{
    struct gallery *g = *state;
    static const char *const nasty[] = {"plain words", "it's, ''twice''", "{/:Bold x}_i^2 @& ~",
                                        "a \\ b \\\\ c", "‖dL/dh‖ – \"so\""};
    for (size_t i = 0; i < sizeof nasty / sizeof *nasty; i++) {
        const char *text =
            quote_string(&g->arena, quote_plain(&g->arena, nasty[i], &g->failure), &g->failure);
        check_finding(g, arena_printf(&g->arena, "# x\nnote = 'n'\nfinding = %s\nend = 3\n", text),
                      nasty[i]);
    }
}

static void without_one_there_is_none(void **state)
{
    struct gallery *g = *state;
    check_finding(g, "note = 'n'\n", "");
    check_finding(g, "finding = 'cut", "cut");
    assert_string_equal(finding_of(&g->arena, "/nowhere/f.svg", "f", &g->failure), "");
    assert_string_equal(finding_of(&g->arena, "nowhere.svg", "nowhere", &g->failure), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_sentence_comes_back_as_it_was, gallery_open,
                                        gallery_close),
        cmocka_unit_test_setup_teardown(without_one_there_is_none, gallery_open, gallery_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
