#include "lab/inspect/net_drawing.h"
#include "lab/spec/cell.h"
#include "tests/support/check.h"
#include <string.h>

static char *drawing_of(const char *family, const char *block, int depth, int width)
{
    struct cell cell;
    struct arena arena;
    struct failure failure = {0};
    char *text = NULL;
    size_t size;
    arena_open(&arena, 1 << 28);
    cell_preset(&cell);
    cell.net.family = family;
    cell.net.block = block;
    cell.net.depth = depth;
    cell.net.width = width;
    cell.net.branch = "none";
    if (!strcmp(family, "resnet18"))
        cell.net.norm = "batch";
    const struct network *net =
        network_build(&arena, &cell.net,
                      strcmp(family, "mlp") ? (struct shape){1, 64, 64} : (struct shape){9, 1, 1},
                      10, 8, &failure);
    FILE *out = open_memstream(&text, &size);
    if (net)
        net_drawing_write(&arena, net, out, &failure);
    fclose(out);
    assert_string_equal(failure.message, "");
    arena_close(&arena);
    return text;
}

static int count(const char *text, const char *what)
{
    int n = 0;
    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

static void alike_blocks_are_one_box_and_are_counted(void **state)
{
    (void)state;
    char *text = drawing_of("mlp", "preact", 200, 8);
    assert_non_null(strstr(text, "\"block1–block100\""));
    assert_non_null(strstr(text, "\"× 100\""));
    assert_non_null(strstr(text, "\nenlarged = 1.3\n")); /* a small net fills the paper */
    assert_int_equal(count(text, "\"F(x)\""), 1);
    assert_int_equal(count(text, "\"identity\""), 1);
    free(text);
}

static void a_plain_net_has_no_way_around(void **state)
{
    (void)state;
    char *text = drawing_of("mlp", "plain", 4, 8);
    assert_int_equal(count(text, "F(x)") + count(text, "identity") + count(text, "\"+\""), 0);
    free(text);
}

/* The identity blocks, and those that halve the sides; the table has what model prints. */
static void both_kinds_of_a_resnet_are_drawn(void **state)
{
    (void)state;
    char *text = drawing_of("resnet18", "residual", 18, 64);
    assert_int_equal(count(text, "\"identity\""), 1);
    assert_int_equal(count(text, "\"shortcut\""), 1);
    assert_int_equal(count(text, "\"1×1 conv, 128, /2\""), 1);
    assert_int_equal(count(text, "\"512 × 2 × 2\""), 2);
    assert_int_equal(count(text, "\"4,721,664\""), 1);
    free(text);
}

/* Nothing leaves the paper, and no two rows of the table meet. */
static void all_lies_on_the_paper(void **state)
{
    (void)state;
    char *text = drawing_of("resnet18", "residual", 18, 64);
    const char *box = strstr(text, "$box << EOD\n") + strlen("$box << EOD\n");
    double x, y, left, right, top, bottom;
    int boxes = 0;
    for (; sscanf(box, "%lf|%lf|%lf|%lf|%lf|%lf", &x, &y, &left, &right, &top, &bottom) == 6;
         box = strchr(box, '\n') + 1, boxes++)
        assert_true(left > 0 && right < 1280 && top > 100 && bottom < 720);
    assert_int_equal(boxes, 11 + 7 + 8);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_blocks_are_one_box_and_are_counted),
        cmocka_unit_test(a_plain_net_has_no_way_around),
        cmocka_unit_test(both_kinds_of_a_resnet_are_drawn),
        cmocka_unit_test(all_lies_on_the_paper),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
