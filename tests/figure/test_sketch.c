/* Pictures are read back dot by dot. */
#include "lab/figure/sketch.h"
#include "tests/support/check.h"

static struct arena arena;
static struct failure failure;

enum { WIDTH = 10, HEIGHT = 4, LEFT = 11 }; /* characters before the picture */

static const char *line_of(const char *text, int n)
{
    while (n-- > 0)
        text = strchr(text, '\n') + 1;
    return text;
}

/* Bytes of the UTF-8 character at p. */
static int bytes_at(const char *p)
{
    unsigned char c = (unsigned char)*p;
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : 3;
}

/* Character `column` of a line, as a number; 0 past its end. */
static unsigned character(const char *line, int column)
{
    while (column-- > 0 && *line && *line != '\n')
        line += bytes_at(line);
    if (!*line || *line == '\n')
        return 0;
    if (bytes_at(line) == 3)
        return ((unsigned)(line[0] & 0xf) << 12) | ((unsigned)(line[1] & 0x3f) << 6) |
               (unsigned)(line[2] & 0x3f);
    return (unsigned char)*line;
}

/* Is the dot set, x and y in dots from the upper left? */
static bool dot_at(const char *text, int x, int y)
{
    static const unsigned bit[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    unsigned c = character(line_of(text, y / 4), LEFT + x / 2);
    return c >= 0x2800 && c <= 0x28ff && (c & bit[y % 4][x % 2]);
}

static void a_straight_line_is_straight(void **state)
{
    (void)state;
    double x[20], y[20];
    for (int i = 0; i < 20; i++) {
        x[i] = i;
        y[i] = -i;
    } /* from the upper left to the lower right */
    const char *text = sketch_curve(&arena, 20, x, y, WIDTH, HEIGHT, &failure);
    for (int px = 0; px < 2 * WIDTH; px++)
        for (int py = 0; py < 4 * HEIGHT; py++) {
            double line = (4 * HEIGHT - 1.) * px / (2 * WIDTH - 1.);
            if (dot_at(text, px, py) && fabs(py - line) > 1.01)
                fail_msg("a dot at %d %d", px, py);
            if (fabs(py - line) < .3 && !dot_at(text, px, py))
                fail_msg("no dot at %d %d", px, py);
        }
}

static void the_axes_name_their_ends(void **state)
{
    (void)state;
    const double x[] = {0, 400}, y[] = {2.5, 0.5};
    const char *text = sketch_curve(&arena, 2, x, y, WIDTH, HEIGHT, &failure);
    assert_non_null(strstr(line_of(text, 0), "2.5 ┤"));
    assert_non_null(strstr(line_of(text, HEIGHT - 1), "0.5 ┤"));
    assert_non_null(strstr(line_of(text, HEIGHT + 1), " 0 step 400\n"));
    assert_null(strstr(text, "log"));
}

static void a_wide_span_is_logarithmic_and_says_so(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2}, y[] = {1, 100, 10000}, z[] = {0, 100, 10000};
    const char *text = sketch_curve(&arena, 3, x, y, WIDTH, HEIGHT, &failure);
    assert_non_null(strstr(line_of(text, 1), "log │"));
    assert_true(dot_at(text, 10, 7) || dot_at(text, 10, 8)); /* the middle, half way up */
    assert_null(
        strstr(sketch_curve(&arena, 3, x, z, WIDTH, HEIGHT, &failure), "log")); /* log 0 is none */
}

static void what_is_no_number_leaves_a_cross(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2, 3}, y[] = {1, 2, NAN, INFINITY};
    const char *text = sketch_curve(&arena, 4, x, y, WIDTH, HEIGHT, &failure);
    assert_int_equal(character(line_of(text, 0), LEFT + WIDTH - 1), character("×", 0));
    for (int px = 8; px < 2 * WIDTH; px++)
        for (int py = 0; py < 4 * HEIGHT; py++)
            assert_false(dot_at(text, px, py));
    const double none[] = {NAN, NAN, NAN, NAN};
    assert_string_equal(sketch_curve(&arena, 4, x, none, WIDTH, HEIGHT, &failure), "");
}

static void a_constant_has_one_label_in_the_middle(void **state)
{
    (void)state;
    const double x[] = {0, 1}, y[] = {7, 7};
    const char *text = sketch_curve(&arena, 2, x, y, WIDTH, HEIGHT, &failure);
    const char *label = strstr(text, "7 ┤");
    assert_non_null(label);
    assert_null(strstr(label + 5, "┤"));
    assert_true(dot_at(text, 5, 7) || dot_at(text, 5, 8));
    const double one[] = {3};
    assert_non_null(strstr(sketch_curve(&arena, 1, one, one, WIDTH, HEIGHT, &failure), "3 ┤"));
}

static void lines_do_not_end_in_blanks(void **state)
{
    (void)state;
    const double x[] = {0, 1, 2}, y[] = {5, 1, 1};
    assert_null(strstr(sketch_curve(&arena, 3, x, y, WIDTH, HEIGHT, &failure), " \n"));
}

static void bars_rise_with_the_logarithm(void **state)
{
    (void)state;
    double y[8];
    for (int i = 0; i < 8; i++)
        y[i] = pow(10, i + .5);
    assert_string_equal(sketch_bars(&arena, 8, y, 60, 0, 8, &failure), "▁▂▃▄▅▆▇█");
    assert_string_equal(sketch_bars(&arena, 8, y, 60, 2, 4, &failure), "▁▁▃▇████");
    assert_string_equal(sketch_bars(&arena, 2, (double[]){1, 1}, 60, 0, 0, &failure), "▅▅");
}

static void a_zero_is_a_dot_and_no_number_a_cross(void **state)
{
    (void)state;
    assert_string_equal(sketch_bars(&arena, 4, (double[]){0, NAN, 1, INFINITY}, 60, 0, 1, &failure),
                        "·×▁×");
}

static void more_values_than_bars_are_averaged_by_logarithm(void **state)
{
    (void)state;
    const double y[] = {1, 1e8, 1, 1e4, 0, 1e8};
    assert_string_equal(sketch_bars(&arena, 6, y, 3, 0, 8, &failure), "▅▃█");
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_straight_line_is_straight),
        cmocka_unit_test(the_axes_name_their_ends),
        cmocka_unit_test(a_wide_span_is_logarithmic_and_says_so),
        cmocka_unit_test(what_is_no_number_leaves_a_cross),
        cmocka_unit_test(a_constant_has_one_label_in_the_middle),
        cmocka_unit_test(lines_do_not_end_in_blanks),
        cmocka_unit_test(bars_rise_with_the_logarithm),
        cmocka_unit_test(a_zero_is_a_dot_and_no_number_a_cross),
        cmocka_unit_test(more_values_than_bars_are_averaged_by_logarithm),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
