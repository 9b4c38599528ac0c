/* The numbers of the figures of training, recomputed by slow loops from the rows they come from. */
#include "tests/figure/pair.h"

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

static void of_few_seeds_a_title_states_numbers(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done'; UPDATE final_row SET train_loss = f.depth "
                      "FROM final AS f WHERE f.run = final_row.run");
    check_title(g, "degradation",
                "The deepest nets end at a training loss of 8.00 (plain) and 8.00 (residual)");
    check_title(g, "generalisation-gap",
                "From the shallowest to the deepest plain net the training loss changes by +6.00, "
                "the gap by −6.02");
}

/* Losses made to order: plain behind everywhere, from 4 layers on, nowhere; without batch norm and
 * with it. */
static void titles_follow_the_losses(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done'; UPDATE final_row SET train_loss = 0.1");
    check_title(
        g, "depth-curve",
        "The deepest plain nets end at a training loss of 0.10 or more, residual nets at 0.10 or "
        "less");
    check_title(g, "degradation",
                "The deepest nets end at a training loss of 0.10 (plain) and 0.10 (residual)");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 1 FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain' AND norm = 'none' AND depth > 2");
    gallery_change(g, "UPDATE final_row SET train_acc = 1 - f.depth / 16.0 FROM final AS f WHERE "
                      "f.run = final_row.run AND block = 'plain'");
    gallery_change(g, "UPDATE final_row SET train_acc = 0.75 FROM final AS f WHERE "
                      "f.run = final_row.run AND block <> 'plain'");
    check_title(g, "error-curves",
                "The deepest nets err in training on 50 % (plain), 25 % (residual)");
    check_title(g, "depth-curve",
                "At 8 layers plain nets with no norm train worse than residual nets");
    check_title(g, "degradation",
                "Deeper plain nets train worse; with depth the loss of residual nets goes from "
                "0.10 to 0.10");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 1 FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain'");
    check_title(
        g, "depth-curve",
        "At 8 layers plain nets train worse than residual nets, with no norm as with batch norm");
    gallery_change(
        g, "UPDATE final_row SET train_loss = 2 FROM final AS f WHERE f.run = final_row.run "
           "AND depth = 8");
    check_title(g, "degradation",
                "Deeper nets train worse: from the shallowest to the deepest the loss grows 2-fold "
                "(plain), 20-fold (residual)");
    gallery_change(
        g, "UPDATE final_row SET train_loss = NULL FROM final AS f WHERE f.run = final_row.run "
           "AND block = 'plain'; UPDATE run SET status = 'diverged' WHERE "
           "cell ->> '$.\\\"net.block\\\"' = 'plain'");
    check_title(g, "degradation", "At every depth, plain nets diverge");
    check_title(g, "error-curves",
                "The deepest nets err in training on nothing finite (plain), 25 % (residual)");
    check_title(g, "healthy-norms",
                "The stem'.\"'\".'s gradient in plain nets is always within 10 times the last "
                "layer'.\"'\".'s; the loss diverges");
}

/* The seen runs alone do not let a title say it. */
static void a_title_says_lowest_of_what_is_confirmed(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE run SET status = 'done', cell = iif(cell ->> '$.\\\"net.block\\\"' = "
                      "'plain', cell, json_set(cell, '$.\\\"net.order\\\"', 'full-preact'))");
    gallery_change(g, "UPDATE final_row SET train_loss = iif(f.block = 'plain', 0.25 * f.depth, 1) "
                      "FROM final AS f WHERE f.run = final_row.run");
    check_title(g, "order",
                "Of the deepest nets full-preact ends lowest, at a training loss of 1.00, the "
                "original order at 2.00");
    check_title(g, "degradation",
                "Deeper plain nets train worse; with depth the loss of residual nets goes from "
                "1.00 to 1.00");
    gallery_change(g, "DELETE FROM confirm_row");
    check_title(
        g, "order",
        "The deepest nets end at a training loss from 1.00 (full-preact) to 2.00 (original)");
    check_title(g, "degradation",
                "The deepest nets end at a training loss of 2.00 (plain) and 1.00 (residual)");
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

static void check_finding(const char *dat, const char *finding)
{
    if (!strstr(dat, finding))
        fail_msg("`%s` is not the title of: %.300s", finding, dat);
}

static double mean_of(struct gallery *g, const char *what, const char *where)
{
    return first_number(g, arena_printf(&g->arena, "SELECT avg(%s) FROM %s", what, where));
}

/* From behind layer 2 to layer 14 of 16 it leaves 4, as many as the shallow net has. */
static void a_long_connection_is_known_by_the_layers_that_it_leaves(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_from(g, "long-skip", "long-skip");
    check_near(strtod(row_of(dat, "cell", "2|1"), NULL), 0.8, 1e-12);
    assert_non_null(strstr(row_of(dat, "cell", "2|1"), "|\"0.80\"|\"4 left\"\n"));
    assert_non_null(strstr(dat, "\"10 left\"\n"));
    check_finding(dat, "'One long connection: 16 plain layers end at 0.80 instead of 2.20'");
    free(dat);
}

static void a_factor_is_set_against_what_it_leaves(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_from(g, "one-small-factor", "one-small-factor");
    check_near(strtod(row_of(dat, "size", "1|0.0001"), NULL), 1e-4, 1e-12);
    check_near(strtod(row_of(dat, "size", "3|0.0001"), NULL), 1, 1e-12);
    check_near(strtod(row_of(dat, "loss", "1|0.01"), NULL), 2.29, 1e-12);
    check_finding(dat, "'One factor of 10⁻⁴ leaves about 10⁻⁴ (plain), 100 % (residual) of the "
                       "gradient'");
    free(dat);
}

static void what_depth_costs_is_over_the_shallowest_net(void **state)
{
    struct gallery *g = *state;
    double got[2];
    char *dat = dat_of(g, "saturates");
    assert_int_equal(sscanf(row_of(dat, "cost", "8"), "%lf|%lf", got, got + 1), 2);
    check_near(got[0], (5000 + 8 * 1056) / (5000 + 2 * 1056.0), 1e-12);
    check_near(got[1], (200 + 8 * 64) / (200 + 2 * 64.0), 1e-12);
    check_near(strtod(row_of(dat, "mean", "1|4"), NULL),
               mean_of(g, "train_loss",
                       "final WHERE experiment = 'degradation' AND block = 'plain' AND norm = "
                       "'none' AND lr = 0.01 AND depth = 4"),
               1e-12);
    free(dat);
}

static void the_test_loss_is_drawn_where_it_was_measured(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_of(g, "overfitting");
    const char *const net = "curve WHERE experiment = 'degradation' AND block = 'plain' AND norm = "
                            "'none' AND lr = 0.01 AND depth = 2 AND step";
    check_near(strtod(row_of(dat, "loss", "1|2|200"), NULL),
               mean_of(g, "test_loss", arena_printf(&g->arena, "%s = 200", net)), 1e-12);
    check_near(strtod(row_of(dat, "loss", "1|1|200"), NULL),
               mean_of(g, "train_loss", arena_printf(&g->arena, "%s BETWEEN 180 AND 220", net)),
               1e-12);
    free(dat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pair_test(curves_are_means_of_smoothed_losses),
        pair_test(errors_are_what_accuracies_leave),
        pair_test(the_best_rate_has_the_least_mean_over_seeds),
        pair_test(a_dead_seed_does_not_move_the_median),
        pair_test(a_curve_ends_where_the_first_seed_diverges),
        pair_test(of_few_seeds_a_title_states_numbers),
        six_seeds_test(titles_follow_the_losses),
        six_seeds_test(a_title_says_lowest_of_what_is_confirmed),
        pair_test(spans_are_compared_by_loss_and_condition),
        pair_test(a_long_connection_is_known_by_the_layers_that_it_leaves),
        pair_test(a_factor_is_set_against_what_it_leaves),
        pair_test(what_depth_costs_is_over_the_shallowest_net),
        pair_test(the_test_loss_is_drawn_where_it_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
