/* Shares of classes and their entropy, worked out by hand. */
#include "lab/data/guess.h"
#include "tests/support/check.h"
#include <math.h>

static struct guess guess_of(int classes, int count, const int *label, int test_count)
{
    struct arena arena;
    struct failure failure = {0};
    int copy[16];
    memcpy(copy, label, (size_t)count * sizeof *label);
    struct dataset d = {.classes = classes, .train = {.count = count - test_count, .label = copy}};
    d.test = (struct part){.count = test_count, .label = copy + count - test_count};
    arena_open(&arena, SIZE_MAX);
    assert_int_equal(guess_measure(&arena, &d, &failure), STATUS_OK);
    arena_close(&arena);
    return d.guess;
}

static void equal_classes_cost_the_logarithm_of_their_number(void **state)
{
    (void)state;
    const struct guess g = guess_of(4, 8, (int[]){0, 1, 2, 3, 3, 2, 1, 0}, 0);
    check_near(g.loss, log(4), 1e-15);
    check_near(g.error, .75, 1e-15);
}

static void unequal_classes_cost_less(void **state)
{
    (void)state;
    const struct guess g = guess_of(2, 4, (int[]){1, 0, 1, 1}, 0);
    check_near(g.loss, -.75 * log(.75) - .25 * log(.25), 1e-15);
    check_near(g.error, .25, 1e-15);
}

static void the_test_part_and_empty_classes_do_not_count(void **state)
{
    (void)state;
    const struct guess g = guess_of(9, 6, (int[]){5, 2, 5, 2, 7, 8}, 2);
    check_near(g.loss, log(2), 1e-15);
    check_near(g.error, .5, 1e-15);
}

static void one_class_costs_nothing(void **state)
{
    (void)state;
    const struct guess g = guess_of(3, 3, (int[]){2, 2, 2}, 0);
    check_near(g.loss, 0, 0);
    check_near(g.error, 0, 0);
}

static void a_set_that_is_loaded_has_it(void **state)
{
    (void)state;
    const struct data_spec spec = {.name = "spirals",
                                   .path = "",
                                   .label = "",
                                   .arms = 3,
                                   .noise = .1,
                                   .train = 3000,
                                   .test = 10,
                                   .take = 1500};
    struct arena arena;
    struct failure failure = {0};
    struct dataset d;
    int count[3] = {0};
    double entropy = 0;
    arena_open(&arena, SIZE_MAX);
    assert_int_equal(data_load(&arena, &spec, &d, &failure), STATUS_OK);
    for (int i = 0; i < 1500; i++)
        count[d.train.label[i]]++;
    for (int c = 0; c < 3; c++)
        entropy -= count[c] / 1500. * log(count[c] / 1500.);
    check_near(d.guess.loss, entropy, 1e-14);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_classes_cost_the_logarithm_of_their_number),
        cmocka_unit_test(unequal_classes_cost_less),
        cmocka_unit_test(the_test_part_and_empty_classes_do_not_count),
        cmocka_unit_test(one_class_costs_nothing),
        cmocka_unit_test(a_set_that_is_loaded_has_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
