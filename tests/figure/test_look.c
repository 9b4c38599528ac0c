#include "tests/figure/pair.h"

static const struct figure_style svg = {.format = "svg"};

static void check_words(struct gallery *g, struct figure_style style, const char *words,
                        const char *suffix)
{
    assert_int_equal(look_check(&style, &g->failure), STATUS_OK);
    assert_string_equal(look_words(&g->arena, &style, &g->failure), words);
    assert_string_equal(look_suffix(&g->arena, &style, &g->failure), suffix);
}

static void a_style_becomes_assignments_and_a_name(void **state)
{
    struct gallery *g = *state;
    check_words(g, svg, "term='svg'; dark=0; mono=0; ratio='16:9'", ".svg");
    check_words(g, (struct figure_style){.format = "pdf", .dark = true, .four_by_three = true},
                "term='pdf'; dark=1; mono=0; ratio='4:3'", "-4x3-dark.pdf");
    check_words(g, (struct figure_style){.format = "png", .width = "80mm"},
                "term='png'; dark=0; mono=0; ratio='16:9'; mm=80", "-80mm.png");
    check_words(g, (struct figure_style){.format = "png", .width = "960px"},
                "term='png'; dark=0; mono=0; ratio='16:9'; mm=254", "-960px.png");
    check_words(g, (struct figure_style){.format = "gif", .title = "none"},
                "term='gif'; dark=0; mono=0; ratio='16:9'; title=''", ".gif");
    check_words(g, (struct figure_style){.format = "gif", .title = "it's x_1 `date`"},
                "term='gif'; dark=0; mono=0; ratio='16:9'; title='it'.\"'\".'s x\\_1 `date`'",
                ".gif");
}

static void what_is_no_format_or_width_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {"80", "mm", "80cm", "3mm", "9999mm", "nanmm", "80 mm", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct failure failure = {0};
        look_check(&(struct figure_style){.format = "png", .width = wrong[i]}, &failure);
        assert_int_equal(failure.status, STATUS_USAGE);
        assert_non_null(strstr(failure.message, "is not a width: 120mm or 640px"));
    }
    struct failure failure = {0};
    look_check(&(struct figure_style){.format = "bmp"}, &failure);
    assert_string_equal(failure.message, "'bmp' is not a format: png, svg, pdf, gif or txt");
}

/* What gnuplot draws of them: the svg's own width, and its title. */
static void the_picture_has_the_width_and_the_title(void **state)
{
    struct gallery *g = *state;
    const char *path;
    struct figure_style style = {.format = "svg", .width = "640px", .title = "My own words"};
    figure_draw(&g->arena, g->store, &g->place, "degradation", "degradation", &style, &path,
                &g->failure);
    assert_string_equal(g->failure.message, "");
    assert_non_null(strstr(path, "degradation-640px.svg"));
    char *text = gallery_read(path, NULL);
    assert_non_null(strstr(text, "width=\"640\" height=\"360\""));
    assert_non_null(strstr(text, "My own words"));
    free(text);
}

static int frames(const char *gif, size_t size)
{
    int n = 0;
    for (size_t i = 0; i + 8 <= size; i++) /* a graphic control extension before each */
        n += !memcmp(gif + i, "\x21\xf9\x04", 3) && !gif[i + 7];
    return n;
}

/* Another format has the last frame, and a second drawing the same bytes. */
static void a_film_has_a_frame_for_each_step(void **state)
{
    struct gallery *g = *state;
    const char *path;
    char *film[2];
    size_t size[2];
    for (int i = 0; i < 2; i++) {
        figure_draw(&g->arena, g->store, &g->place, "degradation", "gradient-film",
                    &(struct figure_style){.format = "gif"}, &path, &g->failure);
        assert_string_equal(g->failure.message, "");
        film[i] = gallery_read(path, &size[i]);
    }
    assert_int_equal(size[0], size[1]);
    assert_memory_equal(film[0], film[1], size[0]);
    assert_int_equal(frames(film[0], size[0]),
                     (int)first_number(g, "SELECT count(DISTINCT step) FROM gradient WHERE "
                                          "experiment = 'degradation'"));
    free(film[0]);
    free(film[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_style_becomes_assignments_and_a_name, gallery_open,
                                        gallery_close),
        cmocka_unit_test(what_is_no_format_or_width_is_refused),
        cmocka_unit_test_setup_teardown(the_picture_has_the_width_and_the_title, gallery_open,
                                        gallery_close),
        cmocka_unit_test_setup_teardown(a_film_has_a_frame_for_each_step, gallery_open,
                                        gallery_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
