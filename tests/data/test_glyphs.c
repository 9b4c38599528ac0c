/* Judged by the recipe itself, pixel by pixel in double, with the scalar draws. */
#include "lab/base/rng.h"
#include "tests/data/files.h"

static const bool exact = sizeof(real) == 8;

static struct data_spec spec_of(int side, int train, int test, int seed)
{
    return (struct data_spec){.name = "glyphs",
                              .path = "",
                              .side = side,
                              .noise = .35,
                              .train = train,
                              .test = test,
                              .seed = seed,
                              .label = ""};
}

/* Polylines; {9, 9} lifts the pen. */
static const double line[10][9][2] = {
    {{-.6, -.8}, {.6, -.8}, {.6, .8}, {-.6, .8}, {-.6, -.8}, {9, 9}, {9, 9}},
    {{0, -.9}, {0, .9}, {9, 9}, {-.4, .9}, {.4, .9}, {9, 9}, {9, 9}},
    {{-.6, -.8}, {.6, -.8}, {-.6, .8}, {.6, .8}, {9, 9}, {9, 9}},
    {{-.6, -.8}, {.6, -.8}, {-.1, 0}, {.6, .8}, {-.6, .8}, {9, 9}, {9, 9}},
    {{-.5, -.9}, {-.5, .1}, {.6, .1}, {9, 9}, {.3, -.5}, {.3, .9}, {9, 9}, {9, 9}},
    {{.6, -.8}, {-.6, -.8}, {-.6, 0}, {.6, 0}, {.6, .8}, {-.6, .8}, {9, 9}, {9, 9}},
    {{.5, -.9}, {-.6, .1}, {-.6, .8}, {.6, .8}, {.6, .1}, {-.6, .1}, {9, 9}, {9, 9}},
    {{-.6, -.8}, {.6, -.8}, {-.1, .9}, {9, 9}, {9, 9}},
    {{-.6, -.8}, {.6, .8}, {9, 9}, {.6, -.8}, {-.6, .8}, {9, 9}, {9, 9}},
    {{0, .9}, {0, 0}, {-.6, -.8}, {9, 9}, {0, 0}, {.6, -.8}, {9, 9}, {9, 9}},
};

static double slow_pixel(int class, struct stream shape, int side, int row, int column)
{
    double th = .35 * stream_normal(shape, 0), s = .55 + .3 * stream_uniform(shape, 1);
    double sx = s * (1 + .15 * stream_normal(shape, 2)), sh = .2 * stream_normal(shape, 3);
    double mx = .14 * stream_normal(shape, 4), my = .14 * stream_normal(shape, 5);
    double x = (column + .5) / side * 2 - 1, y = (row + .5) / side * 2 - 1, nearest = 9;
    double before[2] = {9, 9};
    for (int i = 0; line[class][i][0] < 9 || line[class][i + 1][0] < 9; i++) {
        double u = sx * line[class][i][0] + sh * s * line[class][i][1], v = s * line[class][i][1];
        double p[2] = {cos(th) * u - sin(th) * v + mx, sin(th) * u + cos(th) * v + my};
        bool lifted = line[class][i][0] >= 9;
        if (!lifted && before[0] < 9) {
            double vx = p[0] - before[0], vy = p[1] - before[1];
            double t = ((x - before[0]) * vx + (y - before[1]) * vy) / (vx * vx + vy * vy + 1e-9);
            t = fmin(fmax(t, 0), 1);
            nearest = fmin(nearest, hypot(x - before[0] - t * vx, y - before[1] - t * vy));
        }
        before[0] = lifted ? 9 : p[0];
        before[1] = lifted ? 9 : p[1];
    }
    return fmin(fmax(1.5 - nearest * side / 2, 0), 1);
}

static void compare(const struct part *part, uint64_t which, int side, int seed)
{
    for (int i = 0; i < part->count; i++) {
        uint64_t sample = (uint64_t)i + which * 2147483648u, s = (uint64_t)seed;
        int class = (int)stream_below(stream_of(s, PURPOSE_DATA, sample, 0), 0, 10);
        assert_int_equal(part->label[i], class);
        for (int p = 0; p < side * side; p++) {
            double noise = .35 * stream_normal(stream_of(s, PURPOSE_DATA, sample, 2), (uint64_t)p);
            double ink =
                slow_pixel(class, stream_of(s, PURPOSE_DATA, sample, 1), side, p / side, p % side);
            check_near((double)part->x[i * side * side + p], ink + noise, exact ? 1e-9 : 2e-5);
        }
    }
}

static void images_are_those_of_the_recipe(void **state)
{
    (void)state;
    const int side[] = {12, 28, 5};
    for (int k = 0; k < 3; k++) {
        struct loaded l;
        struct data_spec spec = spec_of(side[k], 60, 12, 3 + k);
        assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
        assert_int_equal(l.d.train.count, 60);
        assert_int_equal(l.d.test.count, 12);
        assert_int_equal(l.d.height, side[k]);
        assert_int_equal(l.d.width, side[k]);
        compare(&l.d.train, 0, side[k], 3 + k);
        compare(&l.d.test, 1, side[k], 3 + k);
        arena_close(&l.arena);
    }
}

static bool same_samples(const struct loaded *a, const struct part *p, const struct part *q, int n)
{
    size_t reals = (size_t)n * (size_t)dataset_features(&a->d);
    return memcmp(p->x, q->x, reals * sizeof *p->x) == 0 &&
           memcmp(p->label, q->label, (size_t)n * sizeof *p->label) == 0;
}

static void the_same_spec_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    struct loaded a, b, c;
    struct data_spec spec = spec_of(12, 300, 100, 1), other = spec_of(12, 300, 100, 2);
    assert_int_equal(load_set(&a, &spec, false), STATUS_OK);
    assert_int_equal(load_set(&b, &spec, false), STATUS_OK);
    assert_int_equal(load_set(&c, &other, false), STATUS_OK);
    assert_true(same_samples(&a, &a.d.train, &b.d.train, 300));
    assert_true(same_samples(&a, &a.d.test, &b.d.test, 100));
    assert_false(same_samples(&a, &a.d.train, &c.d.train, 1));
    assert_false(same_samples(&a, &a.d.train, &a.d.test, 1));
    arena_close(&a.arena);
    arena_close(&b.arena);
    arena_close(&c.arena);
}

static void a_larger_training_set_begins_with_the_smaller_one(void **state)
{
    (void)state;
    struct loaded a, b;
    struct data_spec small = spec_of(12, 50, 40, 1), large = spec_of(12, 90, 20, 1);
    assert_int_equal(load_set(&a, &small, true), STATUS_OK);
    assert_int_equal(load_set(&b, &large, true), STATUS_OK);
    assert_true(same_samples(&a, &a.d.train, &b.d.train, 50));
    assert_true(same_samples(&a, &a.d.test, &b.d.test, 20));
    arena_close(&a.arena);
    arena_close(&b.arena);
}

static void every_class_is_drawn_about_equally_often(void **state)
{
    (void)state;
    struct loaded l;
    struct data_spec spec = spec_of(4, 4000, 1000, 0);
    int count[10] = {0};
    assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
    assert_int_equal(l.d.classes, 10);
    for (int i = 0; i < 4000; i++)
        count[l.d.train.label[i]]++;
    for (int c = 0; c < 10; c++)
        check_near(count[c], 400, 4.5 * sqrt(4000 * .1 * .9));
    assert_string_equal(l.d.class_name[2], "Z");
    arena_close(&l.arena);
}

static void the_training_part_has_mean_0_and_deviation_1(void **state)
{
    (void)state;
    struct loaded l;
    struct data_spec spec = spec_of(12, 500, 100, 0);
    double sum = 0, square = 0, n = 500 * 144;
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    for (int i = 0; i < 500 * 144; i++) {
        sum += (double)l.d.train.x[i];
        square += (double)l.d.train.x[i] * (double)l.d.train.x[i];
    }
    check_near(sum / n, 0, 1e-6);
    check_near(square / n, 1, 1e-6);
    assert_int_equal(l.d.checksum, 0);
    arena_close(&l.arena);
}

static void refuses_what_cannot_be_drawn(void **state)
{
    (void)state;
    struct data_spec bad[] = {spec_of(3, 9, 9, 0),     spec_of(257, 9, 9, 0), spec_of(12, 0, 9, 0),
                              spec_of(12, 9, -1, 0),   spec_of(12, 9, 9, 0),  spec_of(12, 9, 9, 0),
                              spec_of(256, 2000, 9, 0)};
    const char *const word[] = {"side",  "side",  "training",     "test",
                                "noise", "noise", "out of memory"};
    bad[4].noise = -1;
    bad[5].noise = (double)NAN;
    for (int i = 0; i < 7; i++) {
        struct loaded l;
        assert_int_not_equal(load_set(&l, &bad[i], false), STATUS_OK);
        check_message(&l.failure, word[i]);
        arena_close(&l.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_are_those_of_the_recipe),
        cmocka_unit_test(the_same_spec_gives_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(a_larger_training_set_begins_with_the_smaller_one),
        cmocka_unit_test(every_class_is_drawn_about_equally_often),
        cmocka_unit_test(the_training_part_has_mean_0_and_deviation_1),
        cmocka_unit_test(refuses_what_cannot_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
