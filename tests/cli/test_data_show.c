/* What the samples look like: `data show`. */
#include "tests/cli/trained_sweep.h"

static int lab_open(void **state)
{
    char command[600];
    char *folder = temp_dir();
    *state = folder;
    snprintf(command, sizeof command, "mkdir '%s/plots' && cp plots/*.gp plots/*.sql '%s/plots'",
             folder, folder);
    return system(command);
}

static char *numbers(void **state, const char *path)
{
    static char text[300000];
    char whole[300];
    snprintf(whole, sizeof whole, "%s/%s", (char *)*state, path);
    read_file(whole, text, sizeof text);
    return text;
}

static int rows_of(const char *text, const char *prefix)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, prefix)); p++)
        n += p == text || p[-1] == '\n';
    return n;
}

/* The first row is the second one without its noise: ink lies between 0 and 1. */
static void glyphs_are_shown_without_and_with_noise(void **state)
{
    struct child_result *result =
        run_command(state, "data show --side 6 --samples 2 --format svg,png");
    assert_prints(result, 0, out,
                  "plots/out/data/glyphs-side-6.svg\nplots/out/data/glyphs-side-6.png\n");
    const char *text = numbers(state, "plots/out/data/glyphs-side-6.dat");
    assert_non_null(strstr(text, "classes = 10\nrows = 3\nwide = 6\nhigh = 6\nchannels = 1\n"));
    assert_non_null(strstr(text, "noise of deviation 0.35"));
    assert_int_equal(rows_of(text, "0|"), 1 + 1 + 18); /* class, row, pixels of column 0 */
    double least = 0, most = 0;
    const char *pixel = strstr(text, "$pixel << EOD\n") + strlen("$pixel << EOD\n");
    for (int i = 0, x, y; i < 3 * 360; i++, pixel = strchr(pixel, '\n') + 1) {
        double v;
        assert_int_equal(sscanf(pixel, "%d|%d|%lf", &x, &y, &v), 3);
        if (i == 360)
            assert_true(least >= 0 && most <= 1 && most > 0.9);
        least = fmin(least, v);
        most = fmax(most, v);
    }
    assert_true(least < -0.3 && most > 1.3);
    assert_memory_equal(pixel, "EOD", 3);
}

static void what_is_no_picture_is_refused(void **state)
{
    assert_prints(run_command(state, "data show --set data.name=spirals"), 2, err,
                  "a sample of spirals is 2 numbers, no picture");
    assert_prints(run_command(state, "data show --side 6,8"), 2, err, "one set is shown at a time");
    assert_prints(run_command(state, "data show glyphs"), 2, err, "show takes settings");
    assert_prints(run_command(state, "data show --format bmp"), 2, err, "'bmp' is not a format");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(glyphs_are_shown_without_and_with_noise),
        cmocka_unit_test(what_is_no_picture_is_refused),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
