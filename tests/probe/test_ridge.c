/* Judged by Gauss elimination of the normal equations, which are in the space of features. */
#include "lab/base/rng.h"
#include "lab/probe/places.h"
#include "lab/probe/ridge.h"
#include "tests/support/normal_equations.h"

enum { N = 41, F = 30, T = 4 };

static struct arena arena;
static struct failure failure;

static void draw(double *a, int count, uint64_t which)
{
    for (int i = 0; i < count; i++)
        a[i] = 3 + stream_normal(stream_of(7, PURPOSE_TEST, which, 0), (uint64_t)i);
}

/* More samples than features, and fewer. */
static void it_solves_the_normal_equations(void **state)
{
    (void)state;
    const int features[] = {1, 7, 20, F};
    for (int k = 0; k < 4; k++) {
        double x[N * F], y[N * T], got[N * T], want[N * T];
        draw(x, N * features[k], 1);
        draw(y, N * T, 2);
        const struct regression r = {N, features[k], T, x, y, got};
        assert_true(ridge(&r, &arena, &failure));
        assert_int_equal(arena_mark(&arena), 0);
        normal_equations(x, y, N, ridge_fits(N), features[k], T, RIDGE, want);
        for (int i = 0; i < N * T; i++)
            check_near(got[i], want[i], 1e-9);
    }
}

/* y = A x + b is found, but for what lambda takes. */
static void a_linear_map_is_found(void **state)
{
    (void)state;
    double x[N * 3], y[N * 2], got[N * 2];
    draw(x, N * 3, 1);
    for (int s = 0; s < N; s++) {
        y[s * 2] = 5 - x[s * 3] + 2 * x[s * 3 + 1];
        y[s * 2 + 1] = x[s * 3 + 2];
    }
    const struct regression r = {N, 3, 2, x, y, got};
    assert_true(ridge(&r, &arena, &failure));
    for (int i = 0; i < N * 2; i++)
        check_near(got[i], y[i], 1e-2);
}

static void a_factor_on_the_features_changes_nothing(void **state)
{
    (void)state;
    double x[N * F], y[N * T], got[N * T], again[N * T];
    draw(x, N * F, 1);
    draw(y, N * T, 2);
    assert_true(ridge(&(struct regression){N, F, T, x, y, got}, &arena, &failure));
    for (int i = 0; i < N * F; i++)
        x[i] *= 1e-12;
    assert_true(ridge(&(struct regression){N, F, T, x, y, again}, &arena, &failure));
    for (int i = 0; i < N * T; i++)
        check_near(again[i], got[i], 1e-9);
}

/* The means of the half that fits, and of no other sample. */
static void features_that_are_alike_predict_the_mean(void **state)
{
    (void)state;
    double x[N * F], y[N * T], got[N * T];
    for (int i = 0; i < N * F; i++)
        x[i] = 7.1 * (1 + (i / F % 2 ? ROUND_OFF / 8 : 0));
    draw(y, N * T, 2);
    assert_true(ridge(&(struct regression){N, F, T, x, y, got}, &arena, &failure));
    for (int i = 0; i < N * T; i++)
        check_near(got[i], column_mean(y, N / 2, T, i % T), 1e-12);
}

static void it_refuses_what_is_not_finite_or_one(void **state)
{
    (void)state;
    double x[N * F], y[N * T], got[N * T];
    draw(y, N * T, 2);
    for (int k = 0; k < 4; k++) {
        draw(x, N * F, 1);
        x[k % 2 ? N * F - 1 : 0] = k < 2 ? NAN : INFINITY;
        assert_false(ridge(&(struct regression){N, F, T, x, y, got}, &arena, &failure));
        assert_int_equal(failure.status, STATUS_OK);
    }
    draw(x, N * F, 1);
    assert_false(ridge(&(struct regression){1, F, T, x, y, got}, &arena, &failure));
}

static void a_full_arena_is_a_failure(void **state)
{
    (void)state;
    struct arena small;
    struct failure full = {0};
    double x[N * F], y[N * T], got[N * T];
    arena_open(&small, 4096);
    assert_false(ridge(&(struct regression){N, F, T, x, y, got}, &small, &full));
    assert_int_equal(full.status, STATUS_FAILED);
    assert_int_equal(arena_mark(&small), 0);
    arena_close(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_solves_the_normal_equations),
        cmocka_unit_test(a_linear_map_is_found),
        cmocka_unit_test(a_factor_on_the_features_changes_nothing),
        cmocka_unit_test(features_that_are_alike_predict_the_mean),
        cmocka_unit_test(it_refuses_what_is_not_finite_or_one),
        cmocka_unit_test(a_full_arena_is_a_failure),
    };
    arena_open(&arena, 1 << 24);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
