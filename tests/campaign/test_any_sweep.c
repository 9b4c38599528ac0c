/* Of whatever sweep, each figure is drawn and can be read, or says in one line of plain words why not. */
#include "tests/figure/gallery.h"
#include "tests/figure/legible.h"
#include "tests/support/promise.h"

/* What SQLite, gnuplot and the files of a pair say of themselves. */
static const char *const foreign[] = {
    "gnuplot", "SQL", "sql", ".gp", "line ", "warning", ".log", "nothing for its", "\n"};

/* On a slide of each shape, and in a column of a page: there the note may take a line more. */
static const struct figure_style looks[] = {{.format = "svg"},
                                            {.format = "svg", .four_by_three = true},
                                            {.format = "svg", .width = "90mm"}};
enum { LOOKS = sizeof looks / sizeof *looks, NARROW = LOOKS - 1 };

static struct promise *row; /* of all */

/* Every line that is drawn, a label's leader too, ends on the paper: what is wrong with it, or "". */
static const char *off_paper(const char *svg)
{
    static char fault[200];
    double width = 0, height = 0, x, y;
    int read;
    *fault = 0;
    sscanf(strstr(svg, "viewBox="), "viewBox=\"%*f %*f %lf %lf", &width, &height);
    for (const char *at = svg; !*fault && (at = strstr(at, "  d='M"));)
        for (at += strlen("  d='"); sscanf(at, " %*[ML]%lf,%lf%n", &x, &y, &read) == 2; at += read)
            if (x < -1 || y < -1 || x > width + 1 || y > height + 1)
                snprintf(fault, sizeof fault, "a line goes to %g, %g on a paper of %g by %g", x, y,
                         width, height);
    return fault;
}

/* Why it is not, or NULL. */
static const char *legible(const char *path)
{
    static struct legible texts;
    static char fault[2048];
    char *svg = gallery_read(path, NULL);
    legible_read(svg, &texts);
    legible_fault(&texts, strstr(path, looks[NARROW].width) ? 3 : 2, fault, sizeof fault);
    if (!*fault)
        strcpy(fault, off_paper(svg));
    free(svg);
    return *fault ? fault : NULL;
}

/* What is said of a figure that cannot be drawn: why that will not do, or NULL. */
static const char *refused(const struct failure *failure, const char *name)
{
    const size_t n = strlen(name);
    const char *message = failure->message;
    if (failure->status != STATUS_FAILED || strncmp(message, name, n) ||
        strncmp(message + n, ": ", 2))
        return message;
    for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++)
        if (strstr(message + n, foreign[k]))
            return message;
    return NULL;
}

/* Draw every figure; how many were drawn. The others' lines are kept. The looks take turns: the sweeps
 * are so many that each figure meets every look. */
static int draw_all(struct gallery *g, const char *experiment, char *lines)
{
    const int turn = g->turns++;
    int drawn = 0;
    *lines = 0;
    for (int i = 0; i < GALLERY_SHOWN; i++) {
        const char *name = gallery_shown[i].figure, *path;
        g->failure = (struct failure){0};
        figure_draw(&g->arena, g->store, &g->place,
                    experiment ? experiment : gallery_shown[i].experiment, name,
                    &looks[(turn + i) % LOOKS], &path, &g->failure);
        const bool ok = !g->failure.status;
        promise_case(row, ok ? legible(path) : refused(&g->failure, name), name, turn);
        if (ok)
            drawn++;
        else
            sprintf(lines + strlen(lines), "%s\n", g->failure.message);
    }
    return drawn;
}

struct condition {
    const char *what, *sql;
    int drawn;         /* at least */
    const char *lacks; /* one of the lines */
    bool rare;         /* in the long form alone */
};

static void check(struct gallery *g, const char *experiment, const struct condition *c)
{
    static char lines[GALLERY_SHOWN * 200];
    if (c->rare && !promise_long())
        return;
    const int drawn = draw_all(g, experiment, lines);
    if (row->failures)
        fail_msg("where %s", c->what);
    if (drawn < c->drawn || (c->lacks && !strstr(lines, c->lacks)))
        fail_msg("%d figures where %s, without:\n%s", drawn, c->what, lines);
}

/* --set on the command line leaves any part of a sweep. */
static void any_part_of_a_sweep(void **state)
{
    enum { N = GALLERY_SHOWN - 1 }; /* none of these nets has a reduction */
    static const struct condition parts[] = {
        {"only plain nets", "block = 'plain'", N - 10,
         "junction: these runs have no residual block", false},
        {"no plain net", "block = 'preact'", N - 3, "bottleneck: these runs have no bottleneck",
         true},
        {"one seed", "seed = 1", N - 3, NULL, true},
        {"one depth", "depth = 4", N - 3, NULL, true},
        {"one block", "depth = 2 AND seed = 1", N - 4, "swap: these nets have no two blocks",
         false},
        {"only batch norm", "norm = 'batch'", N - 3, NULL, true},
        {"no batch norm", "norm = 'none'", N - 4, "responses: these nets have no batch norm", true},
        {"one run", "block = 'plain' AND norm = 'none' AND depth = 4 AND seed = 1", N - 12, NULL,
         false},
    };
    struct gallery *g = *state;
    gallery_change(g, "INSERT INTO experiment VALUES ('part', '', '', '', '', '', '{}')");
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        char sql[512];
        snprintf(sql, sizeof sql,
                 "DELETE FROM sweep WHERE experiment = 'part'; INSERT INTO sweep SELECT 'part', "
                 "row_number() OVER (ORDER BY run) - 1, run FROM final "
                 "WHERE experiment = 'degradation' AND lr = 0.01 AND %s",
                 parts[p].sql);
        gallery_change(g, sql);
        check(g, "part", &parts[p]);
    }
}

#define LOSSES "UPDATE final_row SET train_loss = "
#define DIVERGED                                                                                   \
    "UPDATE run SET status = 'diverged'; UPDATE final_row SET train_loss = NULL, train_acc = "     \
    "NULL, test_loss = NULL, test_acc = NULL, train_loss_eval = NULL, odd = 341; "

/* A row that a probe wrote exists of finished runs alone. */
static void forget_probes(struct gallery *g)
{
    const struct series *list[RECORDED_MOST];
    recorded_series(list);
    for (int i = RECORDED_RUN; list[i]; i++)
        gallery_change(g, arena_printf(&g->arena, "DELETE FROM %s_row", list[i]->name));
}

static void after(struct gallery *g, struct condition c)
{
    gallery_change(g, c.sql);
    check(g, NULL, &c);
}

enum { EVERY = GALLERY_SHOWN };

static void three_classes_and_a_hundred(void **state)
{
    after(*state, (struct condition){"three classes",
                                     "UPDATE run SET guess = ln(3), guess_error = 2 / 3.0;" LOSSES
                                     "train_loss * ln(3) / ln(10)",
                                     EVERY, NULL, true});
    after(*state, (struct condition){"a hundred classes",
                                     "UPDATE run SET guess = ln(100), guess_error = 0.99;" LOSSES
                                     "train_loss * ln(100) / ln(3)",
                                     EVERY, NULL, false});
    after(*state, (struct condition){"losses beyond any guess", LOSSES "100 + run % 100", EVERY,
                                     NULL, true});
    after(*state, (struct condition){
                      "numbers of every size",
                      LOSSES "iif(run % 2, 0.5, 100); "
                             "UPDATE reconstruct_row SET r2 = 1 - 3 * place; "
                             "UPDATE gradient_row SET dh = dh * pow(10, -3 * place - step / 30.0)",
                      EVERY, NULL, true});
    after(*state, (struct condition){"a guess that is not known",
                                     "UPDATE run SET guess = NULL, guess_error = NULL", EVERY, NULL,
                                     false});
}

/* One class is always right, and one sample has no rank. */
static void one_class_and_one_sample(void **state)
{
    struct gallery *g = *state;
    after(g, (struct condition){"one class",
                                "UPDATE run SET guess = 0, guess_error = 0; " LOSSES "0; "
                                "UPDATE curve_row SET train_loss = 0, train_acc = 1; "
                                "UPDATE trajectory_plane_row SET loss = 0",
                                EVERY, NULL, true});
    after(g, (struct condition){"one sample",
                                "UPDATE rank_row SET entropy_rank = NULL, stable_rank = NULL",
                                EVERY - 3,
                                "rank-and-units: the samples do not differ, so features have no "
                                "rank",
                                true});
    after(g, (struct condition){"one sample, and linear maps",
                                "UPDATE linear_probe_row SET accuracy = NULL; "
                                "UPDATE reconstruct_row SET fit_r2 = NULL, r2 = NULL",
                                EVERY - 5,
                                "information: no linear map could be fitted: it takes finite "
                                "features, and two samples at least",
                                false});
}

static void forget_steps(struct gallery *g, int last)
{
    const struct series *list[RECORDED_MOST];
    recorded_series(list);
    gallery_change(g, arena_printf(&g->arena, "UPDATE run SET steps = %d", last));
    for (int i = 1; list[i]; i++) /* the final row stays */
        gallery_change(g,
                       arena_printf(&g->arena,
                                    "DELETE FROM %s_row WHERE step > %d AND step < 400; "
                                    "DELETE FROM %s_row WHERE step = 400 AND %d < 1; "
                                    "UPDATE %s_row SET step = %d WHERE step = 400",
                                    list[i]->name, last, list[i]->name, last, list[i]->name, last));
}

static void one_step_and_none(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "DELETE FROM curve_row WHERE step = 1; DELETE FROM gradient_row WHERE step = "
                      "1; DELETE FROM junction_row WHERE step = 1");
    forget_steps(g, 1);
    check(g, NULL, &(struct condition){.what = "one step", .drawn = EVERY, .rare = true});
    forget_steps(g, 0);
    check(g, NULL,
          &(struct condition){
              .what = "no step", .drawn = EVERY / 2, .lacks = "degradation: no run made a step"});
}

static void everything_diverged(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, DIVERGED "DELETE FROM curve_row WHERE step > 20");
    forget_probes(g);
    check(g, NULL,
          &(struct condition){.what = "everything diverged",
                              .drawn = 8,
                              .lacks = "depth-curve: every run diverged; a lower --lr may help",
                              .rare = true});
    gallery_change(g, "UPDATE run SET steps = 2; DELETE FROM gradient_row WHERE step > 0");
    check(g, NULL,
          &(struct condition){.what = "everything diverged before the second log",
                              .drawn = 6,
                              .lacks = "gradient-heat: the gradient was logged at step 0 alone"});
    gallery_change(g, "UPDATE run SET steps = 0; UPDATE curve_row SET train_loss = NULL, odd = 4; "
                      "DELETE FROM curve_row WHERE step > 0; DELETE FROM gradient_row WHERE step "
                      "> 0; UPDATE gradient_row SET dh = NULL, odd = 4; "
                      "DELETE FROM junction_row WHERE step > 0");
    check(g, NULL,
          &(struct condition){.what = "everything diverged at once",
                              .drawn = 1,
                              .lacks = "gradient-by-layer: no gradient is finite",
                              .rare = true});
}

static void nothing_was_probed(void **state)
{
    struct gallery *g = *state;
    forget_probes(g);
    check(g, NULL,
          &(struct condition){.what = "nothing was probed",
                              .drawn = EVERY / 2,
                              .lacks = "lesion: the probe lesion has not looked at these "
                                       "runs"});
}

/* Titles say worse and lowest then, and name the depths. */
static void everything_is_confirmed(void **state)
{
    gallery_change(*state, "UPDATE run SET status = 'done'; UPDATE final_row SET train_loss = "
                           "f.depth FROM final AS f WHERE f.run = final_row.run");
    check(*state, NULL, &(struct condition){.what = "all is confirmed", .drawn = EVERY / 2});
}

static int begin(void **state)
{
    (void)state;
    row = promise("figures of whatever sweep: legible, or why not in a line");
    return 0;
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, gallery_open, gallery_close)
    const struct CMUnitTest tests[] = {
        EACH(any_part_of_a_sweep),
        EACH(three_classes_and_a_hundred),
        EACH(one_class_and_one_sample),
        EACH(one_step_and_none),
        EACH(everything_diverged),
        EACH(nothing_was_probed),
        cmocka_unit_test_setup_teardown(everything_is_confirmed, gallery_open_six, gallery_close),
    };
    return cmocka_run_group_tests(tests, begin, promises_end);
}
