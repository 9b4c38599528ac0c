/* Figures, drawn from invented measurements. */
#include "lab/figure/series.h"
#include "tests/figure/gallery.h"
#include <glob.h>

static const char *must_draw(struct gallery *g, const char *experiment, const char *name,
                             const struct figure_style *style)
{
    const char *path = gallery_draw(g, experiment, name, style);
    if (g->failure.status)
        fail_msg("%s of %s: %s", name, experiment, g->failure.message);
    return path;
}

static void check_refused(struct gallery *g, const char *experiment, const char *name,
                          enum status status, const char *message)
{
    gallery_draw(g, experiment, name, &(struct figure_style){.format = "png"});
    assert_int_equal(g->failure.status, status);
    if (!strstr(g->failure.message, message))
        fail_msg("`%s` does not contain `%s`", g->failure.message, message);
}

static bool same_bytes(const char *a, size_t m, const char *b, size_t n)
{
    return m == n && !memcmp(a, b, n);
}

static void every_pair_is_a_pair_and_is_drawn_here(void **state)
{
    const char *const shared =
        "best.sql style.gp labels.gp depth-panels.gp against-depth.gp samples.gp model.gp";
    glob_t found;
    int pairs = 0;
    (void)state;
    assert_int_equal(glob("plots/*.sql", 0, NULL, &found), 0);
    glob("plots/*.gp", GLOB_APPEND, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *file = found.gl_pathv[i] + strlen("plots/");
        if (strstr(shared, file))
            continue;
        int length = (int)(strrchr(file, '.') - file), known = 0;
        char other[256];
        snprintf(other, sizeof other, "plots/%.*s.%s", length, file,
                 strstr(file, ".gp") ? "sql" : "gp");
        if (access(other, R_OK))
            fail_msg("%s has no %s", file, other);
        for (int k = 0; k < GALLERY_SHOWN; k++)
            known += !strncmp(gallery_shown[k].figure, file, (size_t)length) &&
                     !gallery_shown[k].figure[length];
        if (!known)
            fail_msg("no test draws %s", file);
        pairs++;
    }
    assert_int_equal(pairs, 2 * GALLERY_SHOWN);
    globfree(&found);
}

static void every_figure_is_drawn_and_leaves_no_litter(void **state)
{
    static const struct figure_style look[] = {
        {.format = "png"},
        {.format = "txt", .mono = true},
        {.format = "svg", .dark = true, .four_by_three = true}};
    enum { PNG, TXT, SVG, LOOKS };
    struct gallery *g = *state;
    for (int i = 0; i < GALLERY_SHOWN; i++) {
        const char *path[LOOKS];
        char *picture[LOOKS];
        size_t size[LOOKS];
        if (figure_draw_looks(&g->arena, g->store, &g->place, gallery_shown[i].experiment,
                              gallery_shown[i].figure, LOOKS, look, path, &g->failure))
            fail_msg("%s", g->failure.message);
        for (int k = 0; k < LOOKS; k++)
            picture[k] = gallery_read(path[k], &size[k]);
        assert_true(size[PNG] > 20000 && !memcmp(picture[PNG], "\x89PNG", 4));
        /* width and height in the header */
        assert_memory_equal(picture[PNG] + 16, "\x00\x00\x07\x80\x00\x00\x04\x38", 8);
        assert_true(size[TXT] > 2000 && !strchr(picture[TXT], '\033'));
        assert_non_null(strstr(picture[SVG], "viewBox=\"0 0 960 720\""));
        for (int k = 0; k < LOOKS; k++)
            free(picture[k]);
    }
    gallery_shell("cd %s && test $(ls degradation/degradation* | wc -l) = 4 && "
                  "test -z \"$(ls */* | grep -v '[.]\\(png\\|svg\\|txt\\|dat\\)$')\"",
                  g->place.out);
}

static void pictures_are_the_same_bytes_every_time(void **state)
{
    struct gallery *g = *state;
    static const struct figure_style styles[] = {{.format = "png"},
                                                 {.format = "svg", .dark = true}};
    for (int i = 0; i < 4; i++) {
        const char *name = i & 1 ? "gradient-heat" : "degradation";
        size_t m, n;
        char *first = gallery_read(must_draw(g, "degradation", name, &styles[i / 2]), &m);
        char *second = gallery_read(must_draw(g, "degradation", name, &styles[i / 2]), &n);
        assert_true(same_bytes(first, m, second, n));
        free(first);
        free(second);
    }
}

static void several_looks_are_those_drawn_one_by_one(void **state)
{
    struct gallery *g = *state;
    const struct figure_style look[] = {{.format = "svg"}, {.format = "svg", .dark = true}};
    const char *path[2];
    char *alone[2];
    for (int i = 0; i < 2; i++)
        alone[i] = gallery_read(gallery_draw(g, "degradation", "junction", &look[i]), NULL);
    if (figure_draw_looks(&g->arena, g->store, &g->place, "degradation", "junction", 2, look, path,
                          &g->failure))
        fail_msg("%s", g->failure.message);
    for (int i = 0; i < 2; i++) {
        char *together = gallery_read(path[i], NULL);
        assert_string_equal(together, alone[i]);
        free(together);
        free(alone[i]);
    }
    assert_string_not_equal(path[0], path[1]);
}

static void gnuplot_alone_redraws_the_same_picture(void **state)
{
    struct gallery *g = *state;
    static const struct figure_style styles[] = {
        {.format = "png"}, {.format = "png", .dark = true, .four_by_three = true}};
    static const char *const words[] = {"experiment='degradation'", "dark=1; ratio='4:3'"};
    for (int i = 0; i < 2; i++) {
        size_t m, n;
        const char *path = must_draw(g, "degradation", "degradation", &styles[i]);
        char *ours = gallery_read(path, &m);
        unlink(path);
        gallery_shell("cd / && gnuplot -d -e \"%s\" %s/degradation.gp", words[i], g->place.plots);
        char *theirs = gallery_read(path, &n);
        assert_true(same_bytes(ours, m, theirs, n));
        free(ours);
        free(theirs);
    }
}

static void the_title_says_what_the_data_gave(void **state)
{
    struct gallery *g = *state;
    struct figure_style style = {.format = "txt", .mono = true};
    gallery_change(g, "UPDATE run SET status = 'done'; "
                      "UPDATE final_row SET train_loss = 0.15");
    char *shallow = gallery_read(must_draw(g, "degradation", "degradation", &style), NULL);
    assert_non_null(strstr(shallow, "The deepest nets end at a training loss of 0.15"));
    free(shallow);
    gallery_change(
        g, "UPDATE final_row SET train_loss = 2.3 FROM run WHERE run.id = run AND "
           "cell ->> '$.\\\"net.depth\\\"' = 8 AND cell ->> '$.\\\"net.block\\\"' = 'plain'");
    char *deep = gallery_read(must_draw(g, "degradation", "degradation", &style), NULL);
    assert_non_null(
        strstr(deep, "Deeper plain nets train worse; with depth the loss of residual nets"));
    free(deep);
}

static void note_name(void *self, const char *name)
{
    char *all = self;
    if (!strstr(all, name))
        strcat(strcat(all, name), " ");
}

static void a_figure_is_looked_up_and_says_what_it_reads(void **state)
{
    struct gallery *g = *state;
    char all[500] = "";
    const struct series_reader reader = {all, note_name};
    figure_check(&g->arena, g->place.plots, "junction", &g->failure);
    figure_reads(&g->arena, g->store, g->place.plots, "junction", &reader, &g->failure);
    assert_int_equal(g->failure.status, STATUS_OK);
    assert_non_null(strstr(all, "junction "));
    assert_null(strstr(all, "gradient "));
    figure_check(&g->arena, g->place.plots, "juncton", &g->failure);
    assert_int_equal(g->failure.status, STATUS_DATA);
    assert_non_null(strstr(g->failure.message, "did you mean `junction`?"));
    g->failure = (struct failure){0};
}

static void half_a_sweep_is_not_drawn(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'unfinished' WHERE id IN "
                      "(SELECT run FROM sweep WHERE experiment = 'healthy-norms' LIMIT 2)");
    check_refused(g, "healthy-norms", "healthy-norms", STATUS_FAILED,
                  "2 of the 18 runs of experiment healthy-norms are unfinished; "
                  "`depthlab run healthy-norms`");
    check_refused(g, "nothing", "degradation", STATUS_FAILED,
                  "experiment nothing has no runs yet; `depthlab run nothing` makes them");
}

/* What cannot be read is not what has no runs. */
static void whether_it_is_ready_is_an_answer_or_a_failure(void **state)
{
    struct gallery *g = *state;
    struct failure failure = {0};
    assert_true(figure_is_ready(g->store, "degradation", &failure));
    assert_false(figure_is_ready(g->store, "nothing", &failure));
    assert_int_equal(failure.status, STATUS_OK);
    gallery_change(g, "DROP VIEW final");
    assert_false(figure_is_ready(g->store, "degradation", &failure));
    assert_int_not_equal(failure.status, STATUS_OK);
}

static void a_name_is_no_path_and_a_format_is_known(void **state)
{
    struct gallery *g = *state;
    check_refused(g, "degradation", "../degradation", STATUS_USAGE, "not a name of a figure");
    check_refused(g, "it's", "degradation", STATUS_USAGE, "not a name of an experiment");
    check_refused(g, "degradation", "", STATUS_USAGE, "not a name");
    check_refused(g, "degradation", "nope", STATUS_DATA, "there is no figure `nope`");
    gallery_draw(g, "degradation", "degradation", &(struct figure_style){.format = "bmp"});
    assert_int_equal(g->failure.status, STATUS_USAGE);
}

static void a_failure_leaves_the_old_picture(void **state)
{
    struct gallery *g = *state;
    size_t m, n;
    const char *path =
        must_draw(g, "degradation", "degradation", &(struct figure_style){.format = "svg"});
    char *before = gallery_read(path, &m);
    const char *dat = arena_printf(&g->arena, "%s/degradation/degradation.dat", g->place.out);
    char *numbers = gallery_read(dat, NULL);
    gallery_change(g, "UPDATE curve_row SET train_loss = 2 * train_loss");
    gallery_shell("echo plott >> %s/degradation.gp", g->place.plots);
    gallery_draw(g, "degradation", "degradation", &(struct figure_style){.format = "svg"});
    assert_int_equal(g->failure.status, STATUS_FAILED);
    /* what gnuplot says is for who edits the file */
    const char *log = arena_printf(&g->arena, "%s/degradation/degradation.log", g->place.out);
    char *said = gallery_read(log, NULL);
    assert_non_null(strstr(said, "invalid command"));
    free(said);
    assert_null(strchr(g->failure.message, '\n'));
    assert_non_null(strstr(g->failure.message, log));
    char *after = gallery_read(path, &n);
    assert_true(same_bytes(before, m, after, n));
    free(before);
    free(after);
    after = gallery_read(dat, NULL); /* nor do numbers of another picture lie beside it */
    assert_string_equal(after, numbers);
    free(numbers);
    free(after);
    gallery_shell("test -z \"$(ls %s/degradation | grep 'svg.')\"", g->place.out);
}

/* As a column that a probe has since yesterday has none in yesterday's rows. */
static void a_column_without_values_is_named(void **state)
{
    struct gallery *g = *state;
    gallery_shell("echo '-- table t\nSELECT 1 AS place, NULL AS spread;' > %s/new.sql",
                  g->place.plots);
    gallery_shell("echo 'load dat\nplot $t using 1:2' > %s/new.gp", g->place.plots);
    gallery_draw(g, "degradation", "new", &(struct figure_style){.format = "svg"});
    assert_int_equal(g->failure.status, STATUS_FAILED);
    assert_non_null(strstr(g->failure.message,
                           "new: it cannot be drawn from these runs: there are no values for "
                           "`spread` of its `t` (of what is measured since, `depthlab run "
                           "degradation --again` has them); "));
}

/* Paths may hold anything; the shell never sees them. */
static void a_folder_may_have_any_name(void **state)
{
    struct gallery *g = *state;
    struct figure_place place = g->place;
    place.out = arena_printf(&g->arena, "%s/it's `touch HERE` $x", g->folder);
    const char *path;
    g->failure = (struct failure){0};
    figure_draw(&g->arena, g->store, &place, "degradation", "degradation",
                &(struct figure_style){.format = "svg"}, &path, &g->failure);
    assert_string_equal(g->failure.message, "");
    assert_int_equal(access(path, R_OK), 0);
    assert_int_equal(access("HERE", F_OK), -1);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, gallery_open, gallery_close)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_a_pair_and_is_drawn_here),
        EACH(every_figure_is_drawn_and_leaves_no_litter),
        EACH(pictures_are_the_same_bytes_every_time),
        EACH(several_looks_are_those_drawn_one_by_one),
        EACH(gnuplot_alone_redraws_the_same_picture),
        EACH(a_figure_is_looked_up_and_says_what_it_reads),
        cmocka_unit_test_setup_teardown(the_title_says_what_the_data_gave, gallery_open_six,
                                        gallery_close),
        EACH(half_a_sweep_is_not_drawn),
        EACH(whether_it_is_ready_is_an_answer_or_a_failure),
        EACH(a_name_is_no_path_and_a_format_is_known),
        EACH(a_failure_leaves_the_old_picture),
        EACH(a_column_without_values_is_named),
        EACH(a_folder_may_have_any_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
