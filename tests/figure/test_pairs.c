/* The numbers of the figures, recomputed by slow loops from the rows they come from. */
#include "tests/figure/gallery.h"

/* Draw a figure and read its data. The caller frees them. */
static char *dat_from(struct gallery *g, const char *experiment, const char *name)
{
    const char *path;
    g->failure = (struct failure){0};
    figure_draw(&g->arena, g->store, &g->place, experiment, name,
                &(struct figure_style){.format = "txt"}, &path, &g->failure);
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    return gallery_read(arena_printf(&g->arena, "%s/%s/%s.dat", g->place.out, experiment, name),
                        NULL);
}

static char *dat_of(struct gallery *g, const char *name)
{
    return dat_from(g, "degradation", name);
}

/* The rest of the first row of $table that begins with these fields. */
static const char *row_of(const char *dat, const char *table, const char *fields)
{
    char name[64], row[64];
    snprintf(name, sizeof name, "$%s << EOD", table);
    snprintf(row, sizeof row, "\n%s|", fields);
    const char *begin = strstr(dat, name), *found = begin ? strstr(begin, row) : NULL;
    if (!found || found > strstr(begin, "\nEOD"))
        fail_msg("$%s has no row %s", table, fields);
    return found + strlen(row);
}

static double first_number(struct gallery *g, const char *sql)
{
    struct query *query = query_open(g->store, sql, &g->failure);
    double value = query_next(query) ? query_real(query, 0) : NAN;
    query_close(query);
    return value;
}

/* Plain net of 4 layers, no norm, lr 0.01: at step 100 each seed's loss is averaged over the rows
 * 80 .. 120, then over seeds. */
static void curves_are_means_of_smoothed_losses(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_of(g, "degradation");
    double sum = 0, least = INFINITY, most = -INFINITY, got[3];
    for (int seed = 1; seed <= 3; seed++) {
        double loss = 0;
        for (int step = 80; step <= 120; step += 10)
            loss += first_number(
                        g, arena_printf(
                               &g->arena,
                               "SELECT train_loss FROM curve WHERE experiment = 'degradation' "
                               "AND block = 'plain' AND norm = 'none' AND lr = 0.01 AND depth = 4 "
                               "AND seed = %d AND step = %d",
                               seed, step)) /
                    5;
        sum += loss / 3;
        least = fmin(least, loss);
        most = fmax(most, loss);
    }
    assert_int_equal(sscanf(row_of(dat, "curve", "1|4|100"), "%lf|%lf|%lf", got, got + 1, got + 2),
                     3);
    check_near(got[0], sum, 1e-12);
    check_near(got[1], least, 1e-12);
    check_near(got[2], most, 1e-12);
    free(dat);
}

/* The same net's errors: in training averaged likewise, on the test set where it was seen, in %. */
static void errors_are_what_accuracies_leave(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_of(g, "error-curves");
    double got[2];
    const char *const net = "FROM curve WHERE experiment = 'degradation' AND block = 'plain' AND "
                            "norm = 'none' AND lr = 0.01 AND depth = 4 AND step";
    assert_int_equal(sscanf(row_of(dat, "train", "2|200"), "%lf", got), 1);
    assert_int_equal(sscanf(row_of(dat, "test", "2|200"), "%lf", got + 1), 1);
    check_near(got[0],
               100 - 100 * first_number(g, arena_printf(&g->arena,
                                                        "SELECT avg(train_acc) %s BETWEEN 180 AND "
                                                        "220",
                                                        net)),
               1e-12);
    check_near(
        got[1],
        100 - 100 * first_number(g, arena_printf(&g->arena, "SELECT avg(test_acc) %s = 200", net)),
        1e-12);
    assert_null(strstr(row_of(dat, "test", "2|200"), "\n2|210|"));
    free(dat);
}

static const char a_net[] =
    "FROM run WHERE run.id = run AND cell ->> '$.\\\"net.block\\\"' = 'plain' "
    "AND cell ->> '$.\\\"net.norm\\\"' = 'none' AND cell ->> '$.\\\"net.depth\\\"' = 4 "
    "AND cell ->> '$.\\\"train.lr\\\"' = 0.03";

static double mean_at_depth_4(struct gallery *g)
{
    char *dat = dat_of(g, "depth-curve");
    double mean = strtod(row_of(dat, "mean", "1|1|4"), NULL);
    free(dat);
    return mean;
}

static void the_best_rate_has_the_least_mean_over_seeds(void **state)
{
    struct gallery *g = *state;
    char sql[1024];
    double at_first = mean_at_depth_4(g);
    snprintf(sql, sizeof sql, "UPDATE final_row SET train_loss = seed / 100.0 %s", a_net);
    gallery_change(g, sql);
    check_near(mean_at_depth_4(g), 0.02, 1e-12);
    /* one seed that diverges makes the rate infinitely bad */
    snprintf(sql, sizeof sql, "UPDATE final_row SET train_loss = NULL %s AND seed = 2", a_net);
    gallery_change(g, sql);
    check_near(mean_at_depth_4(g), at_first, 1e-12);
}

static void a_dead_seed_does_not_move_the_median(void **state)
{
    struct gallery *g = *state;
    double three[3];
    for (int seed = 1; seed <= 3; seed++)
        three[seed - 1] = first_number(
            g,
            arena_printf(
                &g->arena,
                "SELECT dh FROM gradient WHERE experiment = 'degradation' AND block = 'plain' AND "
                "norm = 'none' AND lr = 0.01 AND depth = 4 AND step = 0 AND layer = 0 AND seed = "
                "%d",
                seed));
    double low = fmin(fmin(three[0], three[1]), three[2]),
           high = fmax(fmax(three[0], three[1]), three[2]);
    double middle = three[0] + three[1] + three[2] - low - high, got;
    char *dat = dat_of(g, "gradient-by-layer");
    got = strtod(row_of(dat, "curve", "1|1|4|1"), NULL);
    free(dat);
    check_near(got, middle, 1e-12);
    gallery_change(g, arena_printf(&g->arena,
                                   "UPDATE gradient_row SET dh = 0 WHERE step = 0 AND dh = %.17g",
                                   low));
    dat = dat_of(g, "gradient-by-layer");
    got = strtod(row_of(dat, "curve", "1|1|4|1"), NULL);
    free(dat);
    check_near(got, middle, 1e-12);
}

static void a_curve_ends_where_the_first_seed_diverges(void **state)
{
    char *dat = dat_of(*state, "degradation");
    assert_non_null(row_of(dat, "curve", "1|8|20"));
    assert_null(strstr(dat, "\n1|8|30|"));
    assert_non_null(strstr(dat, "\"8 ✕\""));
    assert_non_null(strstr(dat, "1 of 18 runs diverged"));
    free(dat);
}

static void check_title(struct gallery *g, const char *name, const char *title)
{
    char *dat = dat_of(g, name), *line = arena_printf(&g->arena, "\nfinding = '%s'\n", title);
    if (!strstr(dat, line))
        fail_msg("%s in: %.300s", line, dat);
    free(dat);
}

/* Losses made to order: plain behind everywhere, from 4 layers on, nowhere; without batch norm and
 * with it. */
static void titles_follow_the_losses(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done'; UPDATE final_row SET train_loss = 0.1");
    check_title(g, "depth-curve", "Plain nets keep up with residual nets at every depth");
    check_title(g, "degradation",
                "Plain and residual nets train no worse with depth, up to 8 layers");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 1 FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain' AND norm = 'none' AND depth > 2");
    gallery_change(g, "UPDATE final_row SET train_acc = 1 - f.depth / 16.0 FROM final AS f WHERE "
                      "f.run = final_row.run AND block = 'plain'");
    gallery_change(g, "UPDATE final_row SET train_acc = 0.75 FROM final AS f WHERE "
                      "f.run = final_row.run AND block <> 'plain'");
    check_title(g, "error-curves",
                "From 2 to 8 layers the training error goes from 13 to 50 % in plain nets, from 25 "
                "to 25 % in residual nets");
    check_title(g, "depth-curve",
                "Plain nets fall behind residual nets from 4 layers on; with batch norm, nowhere");
    check_title(g, "degradation", "Deeper plain nets train worse; residual nets do not");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 1 FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain'");
    check_title(
        g, "depth-curve",
        "Plain nets fall behind residual nets at every depth; with batch norm, at every depth");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 2 FROM final AS f WHERE f.run = final_row.run "
           "AND depth = 8");
    check_title(g, "degradation", "Deeper plain and residual nets train worse");
    gallery_change(
        g, "UPDATE final_row SET train_loss = NULL FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain'; UPDATE run SET status = 'diverged' WHERE "
           "cell ->> '$.\\\"net.block\\\"' = 'plain'");
    check_title(g, "degradation", "At every depth, plain nets diverge");
    check_title(
        g, "error-curves",
        "From 2 to 8 layers the training error goes to nothing finite in plain nets, from 25 "
        "to 25 % in residual nets");
    check_title(
        g, "healthy-norms",
        "8 plain layers: gradients are healthy from the start; the loss diverges, the residual "
        "net'.\"'\".'s at 2.00");
}

/* Of the numbers that synthetic.sql gives the probes: a bowl of 10^(log2 depth), bands round 1. */
static void titles_follow_slopes_and_spectra(void **state)
{
    struct gallery *g = *state;
    check_title(
        g, "landscape",
        "A filter'.\"'\".'s length away the loss is 1 000 times that in the middle (8 plain "
        "layers), 10 times (8 residual layers); with batch norm 1 000 times, 10 times");
    check_title(g, "histogram",
                "A typical number of the gradient, first layer over last: 256 before training, 1.0 "
                "after (plain); 1.0 before training, 1.0 after (residual)");
    gallery_change(g, "UPDATE jacobian_row SET sigma = 1.8 - 0.2 * number");
    check_title(g, "jacobian",
                "Before training the middle half of a block'.\"'\".'s singular values lies at "
                "0.60–1.40 (plain), 0.60–1.40 (residual)");
}

/* Seeds 1 to 3 have 1, 10 and 100 times 5 before training, that of the diverged run not counted, and a
 * 100th of it after, plain nets with batch norm 1000 times as much. Invented runs have no optimizer. */
static void sharpness_stands_beside_the_edge_of_stability(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE sharpness_row SET largest = 0.5 * pow(10, f.seed) * "
                      "iif(sharpness_row.step, 0.01, 1) * iif(block = 'plain' AND norm = 'batch', "
                      "1000, 1) FROM final AS f WHERE f.run = sharpness_row.run");
#define TITLE                                                                                      \
    "Training takes the sharpness from 16 to 0.2 (8 plain layers), 50 to 0.5 (8 residual); with "  \
    "batch norm 50\u00a0000 to 500, 50 to 0.5"
    check_title(g, "sharpness", TITLE);
    gallery_change(g, "UPDATE run SET cell = json_set(cell, '$.\\\"train.optimizer\\\"', 'sgd', "
                      "'$.\\\"train.momentum\\\"', 0.9, '$.\\\"train.schedule\\\"', 'constant')");
    char *dat = dat_of(g, "sharpness");
    assert_non_null(strstr(dat, "\nedge = 380\n"));
    free(dat);
}

/* Shares of two directions and of the walk's two, of one net in two other ones. */
static void titles_follow_shares(void **state)
{
    struct gallery *g = *state;
    check_title(g, "trajectory",
                "Two directions hold 88 % of the path; a random walk'.\"'\".'s would hold 78 %");
    gallery_change(g, "UPDATE trajectory_axis_row SET share = 0.0625, walk = 0.25 FROM final AS f "
                      "WHERE f.run = trajectory_axis_row.run AND place = 1 AND block <> 'plain'");
    check_title(
        g, "trajectory",
        "Two directions hold 81–88 % of the path; a random walk'.\"'\".'s would hold 78–95 %");
}

/* Condition numbers are averaged as logarithms, losses as they are. */
static void spans_are_compared_by_loss_and_condition(void **state)
{
    struct gallery *g = *state;
    double got[2];
    gallery_change(g,
                   "UPDATE jacobian_row SET sigma = 0.1 * iif(number = 1, pow(10, seed), 1) FROM "
                   "final WHERE final.run = jacobian_row.run; "
                   "UPDATE final_row SET train_loss = 0.1 * seed FROM run WHERE run.id = run");
    char *dat = dat_of(g, "span");
    assert_int_equal(sscanf(row_of(dat, "mean", "1|2|4"), "%lf|%lf", got, got + 1), 2);
    check_near(got[0], 0.2, 1e-12);
    check_near(got[1], 100, 1e-9);
    free(dat);
}

static void titles_follow_what_probes_saw(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE lesion_row SET accuracy = iif(place, 0.25, 0.75)");
    check_title(
        g, "lesion",
        "One block of 4 deleted: test accuracy goes from 75 to 25 % (plain), from 75 to 25 % "
        "(plain, batch norm), from 75 to 25 % (zero-last), from 75 to 25 % (zero-last, "
        "batch norm)");
    /* geometric means of 2, 4, 8; seed 3 of the plain net without norm diverged */
    gallery_change(
        g, "UPDATE rank_row SET entropy_rank = pow(2, run.seed) FROM run WHERE run.id = run");
    check_title(
        g, "rank-and-units",
        "Before training, 8 layers leave the features a rank of 2.8 (plain), 4 (plain, batch "
        "norm), 4 (zero-last), 4 (zero-last, batch norm)");
    gallery_change(g,
                   "DELETE FROM sweep WHERE run IN (SELECT run FROM final WHERE norm = 'batch'); "
                   "UPDATE linear_probe_row SET accuracy = iif(place = 4, 0.75, 0.25); "
                   "UPDATE reconstruct_row SET r2 = 1 - place");
    check_title(
        g, "information",
        "With depth a linear map reads the class off trained nets better: 25 to 75 % (plain), "
        "25 to 75 % (zero-last); the input worse");
    gallery_change(g, "UPDATE linear_probe_row SET accuracy = 0.25; UPDATE reconstruct_row SET "
                      "r2 = 0.5");
    check_title(
        g, "information",
        "With depth a linear map reads the class off trained nets no better: 25 to 25 % (plain), "
        "25 to 25 % (zero-last); the input no worse");
    gallery_change(g, "UPDATE knn_row SET accuracy = 0.125 * place");
    char *dat = dat_of(g, "information");
    check_near(strtod(row_of(dat, "mean", "2|2|1|3"), NULL), 37.5, 1e-12);
    free(dat);
}

/* Every block, seed and random order counts once: the plain net of 8 layers, two of them deleted. */
static void deletions_are_averaged_over_seeds_and_orders(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE lesion_many_row SET accuracy = (0.1 * seed + 0.01 * draw) FROM run "
                      "WHERE run.id = run");
    gallery_change(g, "UPDATE swap_row SET accuracy = 0.125");
    char *dat = dat_of(g, "lesion");
    double got[3]; /* one plain net without norm diverged: seeds 1 and 2 are left, orders 0 to 2 */
    assert_int_equal(sscanf(row_of(dat, "mean", "3|1|2"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 16, 1e-12);
    check_near(got[1], 10, 1e-12);
    check_near(got[2], 22, 1e-12);
    check_near(strtod(row_of(dat, "mean", "2|3|4"), NULL), 12.5, 1e-12);
    free(dat);
}

/* The plain net of 4 blocks, seeds 1 and 2: neighbours were swapped, and the last with the first. */
static void swaps_are_averaged_by_distance(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE swap_row SET accuracy = iif(place, 0.125 * run.seed, 0.75), "
                      "loss = iif(place, place, 0.5) FROM run WHERE run.id = run");
    char *dat = dat_of(g, "swap");
    double got[3];
    assert_int_equal(sscanf(row_of(dat, "mean", "1|1|1"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 18.75, 1e-12);
    assert_true(got[1] == 12.5 && got[2] == 25);
    check_near(strtod(row_of(dat, "mean", "2|1|1"), NULL), 2, 1e-12); /* blocks 1, 2 and 3 */
    check_near(strtod(row_of(dat, "mean", "2|1|3"), NULL), 4, 1e-12);
    check_near(strtod(row_of(dat, "map", "2|1|2|3"), NULL), 2, 1e-12);
    check_near(strtod(row_of(dat, "map", "2|1|2|2"), NULL), 0.5, 1e-12);
    assert_int_equal(strncmp(row_of(dat, "map", "1|1|1|3"), "NaN", 3), 0);
    free(dat);
    check_title(g, "swap",
                "Of test accuracy, swapping neighbours leaves 19 of 75 % (plain), 25 of 75 % "
                "(plain, batch norm), 25 of 75 % (zero-last), 25 of 75 % (zero-last, batch norm); "
                "the two farthest apart 19, 25, 25, 25 %");
}

/* All of the gradient by one length, neighbours alike but in one kind of net, layers of 2 and of 1. */
static void titles_follow_paths_lines_and_responses(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE paths_row SET share = (paths_row.place = iif(paths_row.step, 1, "
                      "iif(f.norm = 'batch', 2, 3))) FROM final AS f WHERE f.run = paths_row.run");
    check_title(g, "paths",
                "Short paths carry a trained gradient: 1.0 to 1.0 of 4 branches on average; before "
                "training 2 (zero-last, batch norm) to 3 (zero-last)");
    gallery_change(g, "UPDATE shatter_row SET gradient = iif(shatter_row.place <> 1, 1, "
                      "iif(block = 'plain' AND norm = 'batch', 0, 0.5)) FROM final AS f "
                      "WHERE f.run = shatter_row.run");
    check_title(g, "shattered",
                "In plain nets of 2 layers with batch norm gradients of neighbouring inputs have "
                "nothing in common; in the others they correlate by 0.50 to 0.50");
    gallery_change(g, "UPDATE response_row SET normed = iif(block = 'plain', 2, 1) FROM final AS f "
                      "WHERE f.run = response_row.run AND normed IS NOT NULL");
    check_title(g, "responses",
                "At 8 layers residual nets respond more weakly than plain ones (1 against 2); "
                "deeper ones no more");
}

/* Seed k of 3 ends at .9 + .05 k of the loss that its net was given. */
static void ranks_stand_beside_losses(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_from(g, "rank-intervention", "rank-intervention");
    double got[3];
    assert_non_null(strstr(dat, "finding = 'Weights of rank 1 cost a residual net 2.0 times the "
                                "loss; plain nets end at 6.0 times (features of rank 3), with "
                                "batch norm at 7.0 times (rank 14)'"));
    check_near(strtod(row_of(dat, "mean", "4|2"), NULL), 0.5, 1e-12);
    assert_int_equal(sscanf(row_of(dat, "seed", "4|2"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 0.5, 1e-12);
    assert_true(got[1] == 0 && got[2] == 22);
    assert_non_null(strstr(row_of(dat, "seed", "2|3"), "|0|NaN"));
    assert_non_null(strstr(dat, "no rank, all images being one to them: 3 of 18 runs"));
    free(dat);
}

int main(void)
{
#define EACH(test) cmocka_unit_test_setup_teardown(test, gallery_open, gallery_close)
    const struct CMUnitTest tests[] = {
        EACH(curves_are_means_of_smoothed_losses),
        EACH(errors_are_what_accuracies_leave),
        EACH(the_best_rate_has_the_least_mean_over_seeds),
        EACH(a_dead_seed_does_not_move_the_median),
        EACH(titles_follow_the_losses),
        EACH(titles_follow_what_probes_saw),
        EACH(titles_follow_paths_lines_and_responses),
        EACH(titles_follow_slopes_and_spectra),
        EACH(sharpness_stands_beside_the_edge_of_stability),
        EACH(titles_follow_shares),
        EACH(spans_are_compared_by_loss_and_condition),
        EACH(deletions_are_averaged_over_seeds_and_orders),
        EACH(swaps_are_averaged_by_distance),
        EACH(a_curve_ends_where_the_first_seed_diverges),
        EACH(ranks_stand_beside_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
