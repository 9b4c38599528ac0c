/* The numbers and titles of the figures of probes, from rows made to order. */
#include "tests/figure/pair.h"

/* Of the numbers that synthetic.sql gives the probes: a bowl of 10^(log2 depth), bands round 1. */
static void titles_follow_slopes_and_spectra(void **state)
{
    struct gallery *g = *state;
    check_title(
        g, "landscape",
        "A filter'.\"'\".'s length away the loss is 1\u00a0000 times the middle'.\"'\".'s (8 plain "
        "layers), 10 times (8 residual)");
    gallery_change(g, "UPDATE gradient_row SET dh = iif(place, 1, iif(step, 0.5, 256))");
    check_title(
        g, "histogram",
        "The plain net'.\"'\".'s gradient is 256 times as long at the first layer as at the "
        "last before training, 0.5 times after");
    gallery_change(g, "UPDATE jacobian_row SET sigma = 1.8 - 0.2 * number");
    check_title(g, "jacobian",
                "Before training the middle half of a block'.\"'\".'s singular values spreads "
                "furthest with plain, from 0.60 to 1.40");
}

/* Seeds 1 to 3 have 1, 10 and 100 times 5 before training, that of the diverged run not counted, and a
 * 100th of it after, plain nets with batch norm 1000 times as much. Invented runs have no optimizer. */
static void a_sharpness_that_was_not_found_is_left_out(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE sharpness_row SET largest = iif(seed = 1, 1e9, 20 + step), error = "
                      "iif(seed = 1, 2e7, 0.1) FROM run WHERE run.id = run");
    char *dat = dat_of(g, "sharpness");
    assert_non_null(strstr(dat, "values left out, not found to a hundredth"));
    assert_non_null(strstr(dat, "\nceiling = 1000\n")); /* of the edge, 380 */
    free(dat);
}

static void sharpness_stands_beside_the_edge_of_stability(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE sharpness_row SET error = 0, largest = 0.5 * pow(10, f.seed) * "
                      "iif(sharpness_row.step, 0.01, 1) * iif(block = 'plain' AND norm = 'batch', "
                      "1000, 1) FROM final AS f WHERE f.run = sharpness_row.run");
    check_title(g, "sharpness", "Training takes the sharpness of 8 plain layers from 16 to 0.2");
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
    check_title(g, "trajectory",
                "Two directions hold at least 81 % of the path; a random walk'.\"'\".'s would hold "
                "up to 95 %");
}

static void titles_follow_what_probes_saw(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE lesion_row SET accuracy = iif(place, 0.25, 0.75)");
    check_title(
        g, "lesion",
        "One of 4 blocks deleted leaves a test accuracy of 25 % (plain) to 25 % (zero-last, batch "
        "norm)");
    /* geometric means of 2, 4, 8; seed 3 of the plain net without norm diverged */
    gallery_change(
        g, "UPDATE rank_row SET entropy_rank = pow(2, run.seed) FROM run WHERE run.id = run");
    check_title(g, "rank-and-units",
                "Before training, 8 layers leave the features a rank of 2.8 (plain); in the other "
                "nets 4 or "
                "more");
    gallery_change(g,
                   "DELETE FROM sweep WHERE run IN (SELECT run FROM final WHERE norm = 'batch'); "
                   "UPDATE linear_probe_row SET accuracy = iif(place = 4, 0.75, 0.25); "
                   "UPDATE reconstruct_row SET r2 = 1 - place");
    check_title(g, "information",
                "From stem to end a linear map goes from reading the class of 25 % to 75 % (plain, "
                "trained)");
    gallery_change(g, "UPDATE linear_probe_row SET accuracy = 0.25; UPDATE reconstruct_row SET "
                      "r2 = 0.5");
    check_title(g, "information",
                "From stem to end a linear map goes from reading the class of 25 % to 25 % (plain, "
                "trained)");
    gallery_change(g, "UPDATE reconstruct_row SET r2 = 0.125 * place");
    char *dat = dat_of(g, "information");
    check_near(strtod(row_of(dat, "mean", "2|2|1|3"), NULL), 0.375, 1e-12);
    free(dat);
}

static void what_comes_back_is_told_beside_what_is_seen(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE reconstruct_row SET r2 = 0.75 - 0.125 * place");
    check_title(g, "more-information",
                "A linear map sees 25 % of the input behind the last residual block; yet all of it "
                "comes back, to 10 digits");
    char *dat = dat_of(g, "more-information");
    check_near(strtod(row_of(dat, "mean", "2|2|1|3"), NULL), 1.5, 1e-12); /* block 4's input */
    free(dat);
    gallery_change(g, "UPDATE invert_row SET chained = 0.25 WHERE place = 0");
    check_title(g, "more-information",
                "A linear map sees 25 % of the input behind the last residual block; computed "
                "back, it is off by 0.25 times its length");
    gallery_change(g, "UPDATE invert_row SET chained = NULL WHERE place = 0");
    check_title(g, "more-information",
                "A linear map sees 25 % of the input behind the last residual block; yet what the "
                "stem gave comes back, to 10 digits");
    gallery_change(g,
                   "DELETE FROM sweep WHERE run IN (SELECT run FROM final WHERE block <> 'plain')");
    check_title(g, "more-information",
                "A linear map sees 25 % of the input behind the last plain block; computed back, "
                "what the stem gave is off by 1.5 times its length");
}

static void a_linear_map_reads_better_by_the_rule_of_verdicts(void **state)
{
    struct gallery *g = *state;
    gallery_change(g,
                   "UPDATE run SET status = 'done'; "
                   "DELETE FROM sweep WHERE run IN (SELECT run FROM final WHERE norm = 'batch'); "
                   "UPDATE linear_probe_row SET accuracy = iif(place = 4, 0.75, 0.25); "
                   "UPDATE reconstruct_row SET r2 = 1 - place");
    check_title(
        g, "information",
        "With depth a linear map reads the class off trained nets better: 25 to 75 % (plain); "
        "the input worse");
    gallery_change(g, "UPDATE linear_probe_row SET accuracy = 0.25 FROM run WHERE run.id = run AND "
                      "seed < 3");
    check_title(
        g, "information",
        "From stem to end a linear map goes from reading the class of 25 % to 58 % (zero-last, "
        "trained); the input worse");
}

/* Every block, seed and random order counts once: the plain net of 8 layers, two of them deleted. */
static void deletions_are_averaged_over_seeds_and_orders(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE lesion_many_row SET accuracy = (0.1 * seed + 0.01 * draw) FROM run "
                      "WHERE run.id = run");
    char *dat = dat_of(g, "lesion");
    double got[3]; /* one plain net without norm diverged: seeds 1 and 2 are left, orders 0 to 2 */
    assert_int_equal(sscanf(row_of(dat, "mean", "2|1|2"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 16, 1e-12);
    check_near(got[1], 10, 1e-12);
    check_near(got[2], 22, 1e-12);
    free(dat);
}

/* The plain net of 4 blocks, seeds 1 and 2: neighbours were swapped, and the last with the first. */
static void swaps_are_averaged_by_distance(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE swap_row SET accuracy = iif(place, 0.125 * run.seed, 0.75) "
                      "FROM run WHERE run.id = run");
    char *dat = dat_of(g, "swap");
    double got[3];
    assert_int_equal(sscanf(row_of(dat, "mean", "1|1"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 18.75, 1e-12);
    assert_true(got[1] == 12.5 && got[2] == 25);
    check_near(strtod(row_of(dat, "mean", "1|0"), NULL), 75, 1e-12); /* the whole net */
    check_near(strtod(row_of(dat, "map", "1|2|3"), NULL), 18.75, 1e-12);
    check_near(strtod(row_of(dat, "map", "1|2|2"), NULL), 75, 1e-12);
    assert_int_equal(strncmp(row_of(dat, "map", "1|1|3"), "NaN", 3), 0);
    free(dat);
    check_title(g, "swap",
                "Two neighbouring blocks swapped leave a test accuracy of 19 % (plain) to 25 % "
                "(zero-last, batch norm)");
}

/* All of the gradient by one length, neighbours alike but in one kind of net, layers of 2 and of 1. */
static void titles_follow_paths_lines_and_responses(void **state)
{
    struct gallery *g = *state;
    gallery_change(g, "UPDATE paths_row SET share = (paths_row.place = iif(paths_row.step, 1, "
                      "iif(f.norm = 'batch', 2, 3))) FROM final AS f WHERE f.run = paths_row.run");
    check_title(g, "paths", "A trained gradient has passed 1.0 of 4 branches on average");
    gallery_change(g, "UPDATE shatter_row SET gradient = iif(shatter_row.place <> 1, 1, "
                      "iif(block = 'plain' AND norm = 'batch', 0, 0.5)) FROM final AS f "
                      "WHERE f.run = shatter_row.run");
    check_title(g, "shattered",
                "In plain nets with batch norm gradients of neighbouring inputs "
                "correlate by 0.00; in the others by 0.50 or more");
    gallery_change(g, "UPDATE response_row SET normed = iif(block = 'plain', 2, 1) FROM final AS f "
                      "WHERE f.run = response_row.run AND normed IS NOT NULL");
    check_title(g, "responses",
                "At 8 layers a layer of residual nets responds by 1 and of plain ones by 2");
}

/* Seed k of 3 ends at .9 + .05 k of the loss that its net was given. */
static void ranks_stand_beside_losses(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_from(g, "rank-intervention", "rank-intervention");
    double got[3];
    assert_non_null(strstr(dat, "finding = 'Weights of rank 1 cost a residual net 2.0 times the "
                                "loss; a plain net of full rank ends at 6.0 times'"));
    check_near(strtod(row_of(dat, "mean", "4|2"), NULL), 0.5, 1e-12);
    assert_int_equal(sscanf(row_of(dat, "seed", "4|2"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], 0.5, 1e-12);
    assert_true(got[1] == 0 && got[2] == 22);
    assert_non_null(strstr(row_of(dat, "seed", "2|3"), "|0|NaN"));
    assert_non_null(strstr(dat, "no rank: 3 of 18"));
    free(dat);
}

/* At 8 layers 2 + 24 exp(-7/5) is left of 26 (seed 3 of the plain net diverged); residual nets are then given four times as much. */
static void weights_stand_beside_their_product(void **state)
{
    struct gallery *g = *state;
#define WEIGHTS "Each layer'.\"'\".'s weights have a rank of 26, their product has 7.9"
    check_title(g, "weights-rank", WEIGHTS ", with shortcuts or without");
    char *dat = dat_of(g, "weights-rank");
    double got[3];
    assert_int_equal(sscanf(row_of(dat, "mean", "1|1|8"), "%lf|%lf|%lf", got, got + 1, got + 2), 3);
    check_near(got[0], sqrt(26.1 * 26.2), 1e-9);
    check_near(got[1], 2 + 24 * exp(-1.4), 1e-9);
    check_near(strtod(strstr(dat, "\nwidest = ") + 10, NULL), 32, 0);
    free(dat);
    gallery_change(g, "UPDATE weight_rank_row SET product_entropy_rank = 4 * product_entropy_rank "
                      "FROM final AS f WHERE f.run = weight_rank_row.run AND block <> 'plain'");
    check_title(g, "weights-rank", WEIGHTS);
}

/* Fewer units are on from net to net: .1 more is kept by a step, or .05 less. */
static void what_is_kept_stands_beside_what_is_on(void **state)
{
    struct gallery *g = *state;
    char *dat = dat_from(g, "sparse-reduction", "sparse-reduction");
    assert_non_null(strstr(dat,
                           "finding = 'With sparser inputs a reduction keeps 20 points more in "
                           "fully connected nets, 10 points less in bottlenecks'"));
    check_near(strtod(row_of(dat, "mean", "2|1|25"), NULL), .8, 1e-9);
    check_near(strtod(row_of(dat, "mean", "3|0|50"), NULL), .35, 1e-9);
    check_near(strtod(row_of(dat, "loss", "2|100"), NULL), .52, 1e-9);
    assert_null(strstr(dat, "learning rates"));
    free(dat);
    gallery_change(g, "UPDATE reduction_row SET kept = 0.5");
    dat = dat_from(g, "sparse-reduction", "sparse-reduction");
    assert_non_null(strstr(dat, "finding = 'With sparser inputs a reduction keeps as much in fully "
                                "connected nets, as much in bottlenecks'"));
    free(dat);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        pair_test(titles_follow_slopes_and_spectra),
        pair_test(a_sharpness_that_was_not_found_is_left_out),
        pair_test(sharpness_stands_beside_the_edge_of_stability),
        pair_test(titles_follow_shares),
        pair_test(titles_follow_what_probes_saw),
        pair_test(what_comes_back_is_told_beside_what_is_seen),
        six_seeds_test(a_linear_map_reads_better_by_the_rule_of_verdicts),
        pair_test(deletions_are_averaged_over_seeds_and_orders),
        pair_test(swaps_are_averaged_by_distance),
        pair_test(titles_follow_paths_lines_and_responses),
        pair_test(ranks_stand_beside_losses),
        pair_test(weights_stand_beside_their_product),
        pair_test(what_is_kept_stands_beside_what_is_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
