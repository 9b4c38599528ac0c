#include "lab/book/sweep_part.h"
#include "tests/book/leaf.h"

static const char *part_of(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    sweep_part_write(&l->s);
    return leaf_text(g, l);
}

static void what_varies_is_apart_from_what_is_fixed(void **state)
{
    const char *text = part_of(*state);
    check_contains(text, "<td class=\"key\">net.depth</td><td>2, 4, 8</td>");
    check_contains(text, "<td class=\"key\">seed</td><td>1, 2, 3</td>");
    check_contains(text, "<li><span class=\"key\">net.width</span> 32</li>");
    assert_null(strstr(text, "<td class=\"key\">net.width"));
    assert_null(strstr(text, "<li><span class=\"key\">net.depth"));
}

static void a_checksum_is_shown_where_there_is_a_file(void **state)
{
    struct gallery *g = *state;
    assert_null(strstr(part_of(g), "data.checksum"));
    gallery_change(g, "UPDATE run SET cell = json_patch(cell, json_object('data.checksum', 77))");
    check_contains(part_of(g), "<li><span class=\"key\">data.checksum</span> 77</li>");
    gallery_change(
        g, "UPDATE run SET cell = json_patch(cell, json_object('start.checksum', seed = 1))");
    check_contains(part_of(g), "<td class=\"key\">start.checksum</td><td>1, 0</td>");
    assert_null(strstr(part_of(g), "CRC-32"));
    struct leaf *l = leaf_of(g, "degradation");
    l->question.command = "depthlab run x --data PATH --weights PATH";
    sweep_part_write(&l->s);
    const char *text = leaf_text(g, l);
    check_contains(text, "data.checksum above is that of what they hold");
    check_contains(text, "start.checksum above is the CRC-32");
}

static void diverged_runs_are_listed_with_their_settings(void **state)
{
    struct gallery *g = *state;
    check_contains(part_of(g), "loss not finite at step 20");
    check_contains(part_of(g), "<td>seed 3, block plain, depth 8");
    gallery_change(g, "UPDATE run SET status = 'done'");
    assert_null(strstr(part_of(g), "Runs that diverged"));
}

static void how_to_make_it_again(void **state)
{
    struct gallery *g = *state;
    const char *text = part_of(g);
    check_contains(text, "git checkout 1a2b3c4\nmake\nbuild/depthlab run x --width &#39;8&#39;\n");
    assert_null(strstr(text, "sources had been changed"));
    gallery_change(g, "UPDATE run SET revision = '1a2b3c4+'");
    text = part_of(g);
    check_contains(text, "git checkout 1a2b3c4\n");
    check_contains(text, "sources had been changed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(what_varies_is_apart_from_what_is_fixed),
        leaf_test(a_checksum_is_shown_where_there_is_a_file),
        leaf_test(diverged_runs_are_listed_with_their_settings),
        leaf_test(how_to_make_it_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
