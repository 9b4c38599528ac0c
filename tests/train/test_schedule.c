#include "lab/train/schedule.h"
#include "tests/support/check.h"

static struct train_spec spec_of(int steps, int log_curve, int log_layers)
{
    return (struct train_spec){.steps = steps,
                               .lr = .5,
                               .schedule = "constant",
                               .log_curve = log_curve,
                               .log_layers = log_layers};
}

/* The steps 0 .. steps that are due, as text. */
static const char *list(const struct train_spec *t, bool (*due)(const struct train_spec *, int64_t),
                        char *text)
{
    *text = 0;
    for (int s = 0; s <= t->steps; s++)
        if (due(t, s))
            sprintf(text + strlen(text), "%s%d", *text ? " " : "", s);
    return text;
}

static void rows_are_dense_early_and_even_later(void **state)
{
    (void)state;
    char text[1000];
    struct train_spec t = spec_of(400, 10, 50);
    assert_string_equal(list(&t, schedule_layers_due, text),
                        "0 1 2 5 10 20 50 100 150 200 250 300 350 400");
    assert_string_equal(list(&t, schedule_curve_due, text),
                        "0 1 2 5 10 20 30 40 50 60 70 80 90 100 110 120 130 140 150 160 170 180 "
                        "190 200 210 220 230 240 250 260 270 280 290 300 310 320 330 340 350 360 "
                        "370 380 390 400");
    t = spec_of(130, 60, 50);
    assert_string_equal(list(&t, schedule_layers_due, text), "0 1 2 5 10 20 50 100 130");
    assert_string_equal(list(&t, schedule_curve_due, text), "0 1 2 5 10 20 50 60 100 120 130");
    t = spec_of(4, 100, 100);
    assert_string_equal(list(&t, schedule_layers_due, text), "0 1 2 4");
    t = spec_of(0, 100, 100);
    assert_string_equal(list(&t, schedule_layers_due, text), "0");
    t = spec_of(8, 1, 3);
    assert_string_equal(list(&t, schedule_layers_due, text), "0 1 2 3 5 6 8");
    assert_string_equal(list(&t, schedule_curve_due, text), "0 1 2 3 4 5 6 7 8");
}

static void layers_may_never_be_due(void **state)
{
    (void)state;
    char text[1000];
    struct train_spec t = spec_of(25, 10, 0);
    assert_string_equal(list(&t, schedule_layers_due, text), "");
    assert_string_equal(list(&t, schedule_curve_due, text), "0 10 20 25");
}

/* A test score is never taken without being written down. */
static void the_curve_is_due_where_the_test_set_is(void **state)
{
    (void)state;
    char text[1000];
    struct train_spec t = spec_of(25, 10, 0);
    t.evaluate = 8;
    assert_string_equal(list(&t, schedule_curve_due, text), "0 8 10 16 20 24 25");
}

static void listed_steps_are_kept(void **state)
{
    (void)state;
    char text[200];
    struct train_spec t = spec_of(25, 10, 0);
    assert_string_equal(list(&t, schedule_keep_due, text), "");
    t.keep = "3 17  20";
    assert_string_equal(list(&t, schedule_keep_due, text), "3 17 20");
}

static void rates_follow_their_schedule(void **state)
{
    (void)state;
    struct train_spec t = spec_of(400, 10, 50);
    for (int s = 0; s < 400; s++)
        check_near(schedule_rate(&t, s), .5, 0);
    t.schedule = "step";
    for (int s = 0; s < 400; s++)
        check_near(schedule_rate(&t, s), s < 200 ? .5 : s < 300 ? .05 : .005, 1e-15);
    t.schedule = "cosine";
    for (int s = 0; s < 400; s++)
        check_near(schedule_rate(&t, s), .5 * pow(cos(acos(-1) * s / 800.), 2), 1e-15);
    t.schedule = "one-cycle";
    for (int s = 0; s < 400; s++)
        check_near(schedule_rate(&t, s), s < 100 ? .5 * s / 100 : .5 * (400 - s) / 300, 1e-15);
}

/* Update s + 1 of the first W has (s + 1) / W of what the schedule says: the first is not zero, the
 * W-th is whole. */
static void warm_up_grows_in_equal_steps(void **state)
{
    (void)state;
    const char *const names[] = {"constant", "step", "cosine", "one-cycle"};
    for (int k = 0; k < 4; k++) {
        struct train_spec cold = spec_of(40, 10, 50), warm = cold;
        cold.schedule = warm.schedule = names[k];
        warm.warmup = 8;
        for (int s = 0; s < 40; s++)
            check_near(schedule_rate(&warm, s), schedule_rate(&cold, s) * fmin(1, (s + 1) / 8.),
                       1e-15);
    }
}

static void each_schedule_has_its_name(void **state)
{
    (void)state;
    const char *const names[] = {"constant", "step", "cosine", "one-cycle"};
    for (int i = 0; i < 4; i++) {
        assert_string_equal(schedule_name(i), names[i]);
        assert_true(schedule_known(names[i]));
    }
    assert_null(schedule_name(4));
    assert_false(schedule_known("linear"));
    assert_false(schedule_known(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_dense_early_and_even_later),
        cmocka_unit_test(layers_may_never_be_due),
        cmocka_unit_test(the_curve_is_due_where_the_test_set_is),
        cmocka_unit_test(listed_steps_are_kept),
        cmocka_unit_test(rates_follow_their_schedule),
        cmocka_unit_test(warm_up_grows_in_equal_steps),
        cmocka_unit_test(each_schedule_has_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
