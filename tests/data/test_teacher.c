/* Judged by the recipe itself, a unit at a time, with the scalar draws. */
#include "lab/base/rng.h"
#include "tests/data/files.h"

enum { H = 64, MOST = 40 }; /* MOST: features or classes of a set here */

static struct data_spec spec_of(int features, int classes, int train, int seed)
{
    return (struct data_spec){.name = "teacher",
                              .path = "",
                              .features = features,
                              .classes = classes,
                              .train = train,
                              .test = 60,
                              .seed = seed,
                              .label = ""};
}

static struct loaded teacher(struct data_spec spec)
{
    struct loaded l;
    if (load_set(&l, &spec, true))
        fail_msg("%s", l.failure.message);
    return l;
}

static double weight(int seed, uint64_t layer, int fan_in, int fan_out, int from, int to)
{
    struct stream s = stream_of((uint64_t)seed, PURPOSE_DATA, layer, 2);
    return sqrt(2. / fan_in) * stream_normal(s, (uint64_t)(from * fan_out + to));
}

/* w[layer][to][from] of the whole teacher, drawn once. */
struct slow {
    int features, classes;
    double w[3][H][H], mean[MOST], deviation[MOST];
};

static void slow_logits(const struct slow *t, const double *x, double *logit)
{
    double h[2][H];
    for (int o = 0; o < H; o++) {
        double sum = 0;
        for (int i = 0; i < t->features; i++)
            sum += t->w[0][o][i] * x[i];
        h[0][o] = fmax(sum, 0);
    }
    for (int o = 0; o < H; o++) {
        double sum = 0;
        for (int i = 0; i < H; i++)
            sum += t->w[1][o][i] * h[0][i];
        h[1][o] = fmax(sum, 0);
    }
    for (int c = 0; c < t->classes; c++) {
        logit[c] = 0;
        for (int i = 0; i < H; i++)
            logit[c] += t->w[2][c][i] * h[1][i];
    }
}

static void slow_input(const struct slow *t, struct stream s, double *x)
{
    for (int i = 0; i < t->features; i++)
        x[i] = stream_normal(s, (uint64_t)i);
}

static struct slow *slow_teacher(int features, int classes, int seed)
{
    enum { N = 2048 };
    struct slow *t = calloc(1, sizeof *t);
    double(*logit)[MOST] = calloc(N, sizeof *logit), x[MOST];
    assert_true(t && logit);
    t->features = features;
    t->classes = classes;
    for (int o = 0; o < H; o++)
        for (int i = 0; i < H; i++) {
            if (i < features)
                t->w[0][o][i] = weight(seed, 0, features, H, i, o);
            t->w[1][o][i] = weight(seed, 1, H, H, i, o);
            if (o < classes)
                t->w[2][o][i] = weight(seed, 2, H, classes, i, o);
        }
    for (int n = 0; n < N; n++) {
        slow_input(t, stream_of((uint64_t)seed, PURPOSE_DATA, (uint64_t)n, 1), x);
        slow_logits(t, x, logit[n]);
        for (int c = 0; c < classes; c++)
            t->mean[c] += logit[n][c] / N;
    }
    for (int c = 0; c < classes; c++) {
        for (int n = 0; n < N; n++)
            t->deviation[c] += pow(logit[n][c] - t->mean[c], 2) / N;
        t->deviation[c] = sqrt(t->deviation[c]);
    }
    free(logit);
    return t;
}

/* The label is the class with the largest standardised logit; a tie within round-off may go either
 * way. */
static void compare(const struct slow *t, const struct part *part, uint64_t which, int seed)
{
    for (int n = 0; n < part->count; n++) {
        double x[MOST], logit[MOST], best = -INFINITY;
        slow_input(t, stream_of((uint64_t)seed, PURPOSE_DATA, which << 31 | (uint64_t)n, 0), x);
        for (int i = 0; i < t->features; i++)
            check_near((double)part->x[n * t->features + i], x[i], sizeof(real) == 8 ? 1e-9 : 1e-6);
        slow_logits(t, x, logit);
        for (int c = 0; c < t->classes; c++) {
            logit[c] = (logit[c] - t->mean[c]) / t->deviation[c];
            best = fmax(best, logit[c]);
        }
        check_near(logit[part->label[n]], best, 1e-5);
    }
}

static void labels_are_those_of_the_recipe(void **state)
{
    (void)state;
    const int size[][2] = {{32, 10}, {1, 2}, {7, 33}};
    for (int k = 0; k < 3; k++) {
        int features = size[k][0], classes = size[k][1];
        struct slow *t = slow_teacher(features, classes, k);
        struct loaded l = teacher(spec_of(features, classes, 300, k));
        assert_int_equal(l.d.channels, features);
        assert_int_equal(l.d.height * l.d.width, 1);
        assert_int_equal(l.d.classes, classes);
        compare(t, &l.d.train, 0, k);
        compare(t, &l.d.test, 1, k);
        arena_close(&l.arena);
        free(t);
    }
}

static void inputs_are_standard_normal(void **state)
{
    (void)state;
    enum { N = 2000, F = 32 };
    struct loaded l = teacher(spec_of(F, 10, N, 0));
    double sum = 0, square = 0;
    for (int i = 0; i < N * F; i++) {
        sum += (double)l.d.train.x[i];
        square += (double)l.d.train.x[i] * (double)l.d.train.x[i];
    }
    check_near(sum / (N * F), 0, 4.5 / sqrt(N * F));
    check_near(square / (N * F), 1, 4.5 * sqrt(2. / (N * F)));
    arena_close(&l.arena);
}

/* 2000 in the mean; the logits' shapes differ, so not exactly. */
static void classes_are_about_balanced(void **state)
{
    (void)state;
    for (int seed = 0; seed < 5; seed++) {
        struct data_spec spec = spec_of(32, 10, 20000, seed);
        struct loaded l = teacher(spec);
        int count[10] = {0};
        for (int i = 0; i < 20000; i++)
            count[l.d.train.label[i]]++;
        for (int c = 0; c < 10; c++)
            assert_in_range(count[c], 1000, 4000);
        arena_close(&l.arena);
    }
}

static void refuses_what_cannot_be_drawn(void **state)
{
    (void)state;
    const int bad[][2] = {{0, 10}, {-1, 10}, {4097, 10}, {32, 1}, {32, 0}, {32, 1001}};
    for (int i = 0; i < 6; i++) {
        struct loaded l;
        struct data_spec spec = spec_of(bad[i][0], bad[i][1], 9, 0);
        assert_int_equal(load_set(&l, &spec, false), STATUS_DATA);
        check_message(&l.failure, "teacher: ", i < 3 ? "features" : "classes");
        arena_close(&l.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_are_those_of_the_recipe),
        cmocka_unit_test(inputs_are_standard_normal),
        cmocka_unit_test(classes_are_about_balanced),
        cmocka_unit_test(refuses_what_cannot_be_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
