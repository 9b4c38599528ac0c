/* Judged by geometry: without noise a point's radius and angle must name its arm. */
#include "tests/data/files.h"

static const double TURN = 6.283185307179586477;

static struct loaded spirals(int arms, double noise, int train)
{
    struct loaded l;
    struct data_spec spec = {.name = "spirals",
                             .path = "",
                             .arms = arms,
                             .noise = noise,
                             .train = train,
                             .test = 50,
                             .label = ""};
    if (load_set(&l, &spec, true))
        fail_msg("%s", l.failure.message);
    return l;
}

/* Sample i's radius, and its angle off the middle of its arm, -pi to pi. */
static double radius(const struct part *p, int i)
{
    return hypot((double)p->x[2 * i], (double)p->x[2 * i + 1]);
}

static double off_its_arm(const struct part *p, int i, int arms)
{
    double angle = atan2((double)p->x[2 * i + 1], (double)p->x[2 * i]);
    return remainder(angle - TURN * ((double)p->label[i] / arms + 1.5 * radius(p, i)), TURN);
}

static void without_noise_every_point_lies_on_its_arm(void **state)
{
    (void)state;
    for (int arms = 2; arms <= 5; arms++) {
        struct loaded l = spirals(arms, 0, 400);
        assert_int_equal(l.d.classes, arms);
        assert_int_equal(l.d.channels, 2);
        assert_int_equal(l.d.height * l.d.width, 1);
        for (int i = 0; i < 400; i++) {
            assert_true(radius(&l.d.train, i) > 0 && radius(&l.d.train, i) <= 1 + 1e-6);
            check_near(off_its_arm(&l.d.train, i, arms), 0, 2e-5);
        }
        for (int i = 0; i < 50; i++)
            check_near(off_its_arm(&l.d.test, i, arms), 0, 2e-5);
        arena_close(&l.arena);
    }
}

/* Of n uniform radii the fraction below q is q, within 4.5 deviations. */
static void an_arm_is_filled_evenly_and_winds_one_and_a_half_times(void **state)
{
    (void)state;
    enum { N = 4000 };
    struct loaded l = spirals(3, .15, N);
    for (double q = .1; q < 1; q += .2) {
        int below = 0;
        for (int i = 0; i < N; i++)
            below += radius(&l.d.train, i) < q;
        check_near(below, N * q, 4.5 * sqrt(N * q * (1 - q)));
    }
    arena_close(&l.arena);
}

static void noise_is_a_normal_angle_of_that_deviation(void **state)
{
    (void)state;
    enum { N = 4000 };
    const double noise[] = {.1, .2, .5};
    for (int k = 0; k < 3; k++) {
        struct loaded l = spirals(3, noise[k], N);
        double sum = 0, square = 0;
        int within = 0;
        for (int i = 0; i < N; i++) {
            double v = off_its_arm(&l.d.train, i, 3) / noise[k];
            sum += v;
            square += v * v;
            within += fabs(v) < 1;
        }
        check_near(sum / N, 0, 4.5 / sqrt(N));
        check_near(square / N, 1, 4.5 * sqrt(2. / N));
        check_near(within, N * .682689, 4.5 * sqrt(N * .683 * .317));
        arena_close(&l.arena);
    }
}

static void arms_are_drawn_about_equally_often(void **state)
{
    (void)state;
    struct loaded l = spirals(4, .15, 4000);
    int count[4] = {0};
    for (int i = 0; i < 4000; i++)
        count[l.d.train.label[i]]++;
    for (int c = 0; c < 4; c++)
        check_near(count[c], 1000, 4.5 * sqrt(4000 * .25 * .75));
    assert_string_equal(l.d.class_name[3], "3");
    arena_close(&l.arena);
}

/* The best line through a plane of spirals errs nearly as often as a guess. */
static void no_straight_line_tells_two_arms_apart(void **state)
{
    (void)state;
    enum { N = 2000 };
    struct loaded l = spirals(2, .1, N);
    int best = 0;
    for (int k = 0; k < 40; k++)
        for (double d = -1; d < 1; d += .1) {
            int right = 0;
            for (int i = 0; i < N; i++) {
                double v = (double)l.d.train.x[2 * i] * cos(TURN * k / 40) +
                           (double)l.d.train.x[2 * i + 1] * sin(TURN * k / 40);
                right += (v > d) == l.d.train.label[i];
            }
            best = right > best ? right : best;
        }
    assert_in_range(best, N / 2, 3 * N / 4);
    arena_close(&l.arena);
}

static void refuses_what_cannot_be_drawn(void **state)
{
    (void)state;
    const int arms[] = {1, 0, -3, 101, 3, 3};
    const double noise[] = {0, 0, 0, 0, -1, (double)NAN};
    for (int i = 0; i < 6; i++) {
        struct loaded l;
        struct data_spec spec = {.name = "spirals",
                                 .path = "",
                                 .arms = arms[i],
                                 .noise = noise[i],
                                 .train = 9,
                                 .test = 9};
        assert_int_equal(load_set(&l, &spec, false), STATUS_DATA);
        check_message(&l.failure, "spirals: ", i < 4 ? "arms" : "noise");
        arena_close(&l.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_noise_every_point_lies_on_its_arm),
        cmocka_unit_test(an_arm_is_filled_evenly_and_winds_one_and_a_half_times),
        cmocka_unit_test(noise_is_a_normal_angle_of_that_deviation),
        cmocka_unit_test(arms_are_drawn_about_equally_often),
        cmocka_unit_test(no_straight_line_tells_two_arms_apart),
        cmocka_unit_test(refuses_what_cannot_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
