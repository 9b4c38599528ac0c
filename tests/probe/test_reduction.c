/* Judged by closed forms, and by least squares with plain loops. */
#include "tests/probe/one_reduction.h"

static void kept_is_what_least_squares_recover(void **state)
{
    (void)state;
    const struct shape shapes[] = {{5, 1, 1}, {8, 3, 2}, {12, 4, 4}};
    const int outputs[] = {1, 3, 4}, batches[] = {14, 16, 37};
    for (int i = 0; i < 9; i++) {
        const struct shape s = shapes[i % 3];
        double mix[MOST * MOST];
        for (int m = 0; m < s.channels * s.channels; m++)
            mix[m] = stream_normal(stream_of(9, PURPOSE_TEST, 0, 0), (uint64_t)m) /
                     (1 + m % s.channels);
        struct lens l;
        lens_open(&l, s, outputs[i / 3], batches[(i + i / 3) % 3]);
        draw(&l, mix, s.channels, i % 2);
        draw_weights(&l);
        const struct entry *row = measure(&l);
        assert_ptr_equal(row->series, &series_reduction);
        assert_int_equal(row->step, 3);
        assert_int_equal(row->place, 0);
        assert_int_equal(row->missing, 0);
        check_near(row->value[KEPT], slow_kept(&l), exact ? 1e-10 : 1e-6);
        check_near(row->value[SHARE], (double)outputs[i / 3] / s.channels, 0);
        assert_true(row->value[KEPT] < row->value[BEST] && row->value[BEST] < 1);
        assert_true(row->value[SHARE] < row->value[BEST]);
        lens_close(&l);
    }
}

/* Signs of a Hadamard matrix: channels that have mean 0 and do not go together at all. */
static void draw_uncorrelated(struct lens *l, const double *deviation)
{
    for (int n = 0; n < 16; n++)
        for (int c = 0; c < l->net.input->shape.channels; c++)
            put(l, n, c, 0,
                3 + deviation[c] * (__builtin_popcount((unsigned)(n & (c + 1))) % 2 ? -1 : 1));
}

/* Deviations 1, 2, 3, 4: variances 1, 4, 9, 16 of 30. W takes channels 1 and 3. */
static void some_channels_keep_their_share(void **state)
{
    (void)state;
    struct lens l;
    lens_open(&l, (struct shape){4, 1, 1}, 2, 16);
    draw_uncorrelated(&l, (const double[]){1, 2, 3, 4});
    l.layer.w->value[0 * 4 + 1] = 5;
    l.layer.w->value[1 * 4 + 3] = -1;
    const double *v = measure(&l)->value;
    check_near(v[KEPT], (4. + 16) / 30, 1e-13);
    check_near(v[BEST], (9. + 16) / 30, 1e-13);
    double entropy = 0;
    for (int c = 1; c <= 4; c++)
        entropy -= c * c / 30. * log(c * c / 30.);
    check_near(v[RANK], exp(entropy), 1e-12);
    memset(l.layer.w->value, 0, l.layer.w->count * sizeof(real));
    check_near(measure(&l)->value[KEPT], 0, 0);
    lens_close(&l);
}

static void equal_directions_keep_k_of_n_whatever_w(void **state)
{
    (void)state;
    struct lens l;
    lens_open(&l, (struct shape){8, 1, 1}, 3, 16);
    draw_uncorrelated(&l, (const double[]){2, 2, 2, 2, 2, 2, 2, 2});
    draw_weights(&l);
    const double *v = measure(&l)->value;
    check_near(v[KEPT], 3. / 8, 1e-12);
    check_near(v[BEST], 3. / 8, 1e-12);
    check_near(v[RANK], 8, 1e-11);
    lens_close(&l);
}

/* x lies in a plane: whatever sees the plane keeps all, and a third number, which says nothing new but
 * round-off, does not count; nor do rows of W that repeat another. */
static void a_plane_fits_through_two_numbers(void **state)
{
    (void)state;
    const double mix[] = {1, 0, 0, 1, 1, 1, 2, -1, -1, 3};
    struct lens l;
    lens_open(&l, (struct shape){5, 2, 2}, 3, 21);
    draw(&l, mix, 2, .3);
    real *w = l.layer.w->value;
    for (uint64_t k = 0; k < 50; k++) {
        for (uint64_t i = 0; i < 15; i++)
            w[i] = (real)stream_normal(stream_of(8, PURPOSE_TEST, k, 0), i);
        const double *v = measure(&l)->value;
        check_near(v[KEPT], 1, exact ? 1e-10 : 2e-4);
        check_near(v[BEST], 1, exact ? 1e-12 : 1e-5);
        assert_true(v[RANK] > 1 && v[RANK] < 2 + 1e-3);
    }
    for (int c = 0; c < 5; c++)
        for (int i = 1; i < 3; i++)
            w[i * 5 + c] = (real)i * w[c];
    struct lens one = l;
    struct param first = {.dim = {1, 5}, .value = w};
    one.layer.w = &first;
    check_near(measure(&l)->value[KEPT], slow_kept(&one), exact ? 1e-10 : 1e-5);
    lens_close(&l);
}

/* Rows of W may be as small as they like, or see nothing that varies. */
static void the_size_of_an_output_does_not_matter(void **state)
{
    (void)state;
    const double mix[] = {1, 0, 0, 0, 1, 0, 0, 0, 2, 1, -1, 1, 2, 1, 0};
    struct lens l;
    lens_open(&l, (struct shape){5, 3, 3}, 3, 21);
    draw(&l, mix, 3, 1);
    draw_weights(&l);
    const double kept = measure(&l)->value[KEPT];
    real *w = l.layer.w->value;
    for (int c = 0; c < 5; c++)
        w[c] *= (real)1e-6;
    check_near(measure(&l)->value[KEPT], kept, exact ? 1e-10 : 1e-4);
    /* channel 3 is now channel 0 less channel 1, and the second row their sum that is always 0 */
    draw(&l, (const double[]){1, 0, 0, 0, 1, 0, 0, 0, 1, 1, -1, 0, 2, 1, 3}, 3, 0);
    memcpy(w + 5, (const real[]){-1, 1, 0, 1, 0}, 5 * sizeof *w);
    struct lens two = l;
    struct param rest = {.dim = {2, 5}, .value = (real[10]){0}};
    for (int c = 0; c < 5; c++) {
        rest.value[c] = w[c] * (real)1e6;
        rest.value[5 + c] = w[10 + c];
    }
    two.layer.w = &rest;
    check_near(measure(&l)->value[KEPT], slow_kept(&two), exact ? 1e-10 : 1e-4);
    lens_close(&l);
}

/* W along the two directions of most variance, in turned coordinates: kept is best. */
static void principal_components_keep_most(void **state)
{
    (void)state;
    const double q[4][4] = {
        {.5, .5, .5, .5}, {.5, -.5, .5, -.5}, {.5, .5, -.5, -.5}, {.5, -.5, -.5, .5}};
    struct lens l;
    lens_open(&l, (struct shape){4, 1, 1}, 2, 16);
    for (int n = 0; n < 16; n++)
        for (int c = 0; c < 4; c++) {
            double v = 0;
            for (int j = 0; j < 4; j++)
                v += q[j][c] * (j + 1) * (__builtin_popcount((unsigned)(n & (j + 1))) % 2 ? -1 : 1);
            put(&l, n, c, 0, v);
        }
    for (int c = 0; c < 4; c++) { /* any basis of the plane does */
        l.layer.w->value[c] = (real)(q[2][c] + 2 * q[3][c]);
        l.layer.w->value[4 + c] = (real)(q[2][c] - q[3][c]);
    }
    const double *v = measure(&l)->value;
    check_near(v[KEPT], 25. / 30, 1e-12);
    check_near(v[BEST], 25. / 30, 1e-12);
    lens_close(&l);
}

static void an_input_that_stands_still_has_no_share_to_keep(void **state)
{
    (void)state;
    struct lens l;
    lens_open(&l, (struct shape){4, 2, 1}, 2, 17);
    for (int n = 0; n < 17; n++)
        for (int i = 0; i < 8; i++)
            put(&l, n, i / 2, i % 2, .1 * (1 + i / 2));
    draw_weights(&l);
    const struct entry *row = measure(&l);
    assert_int_equal(row->missing, 1u << KEPT | 1u << BEST | 1u << RANK);
    check_near(row->value[SHARE], .5, 0);
    put(&l, 16, 3, 1, INFINITY);
    row = measure(&l);
    assert_int_equal(row->missing, 0);
    assert_true(isnan(row->value[KEPT]) && isnan(row->value[BEST]));
    lens_close(&l);
}

/* x of n channels of which any k are on, each of them 1 or 3: all 2^k of the C(n, k) cases once. Their variance is
 * v and their covariance c, so of the first r channels the rest is guessed to c^2 r / (v - c + r c) each. */
static void sparse_signals_keep_what_the_closed_form_says(void **state)
{
    (void)state;
    enum { CHANNELS = 6 };
    double least = 1, most = 0;
    for (int r = 1; r < CHANNELS; r++)
        for (int k = 1; k <= CHANNELS; k++) {
            int batch = 0;
            struct lens l;
            lens_open(&l, (struct shape){CHANNELS, 1, 1}, r, 1 << 8);
            for (unsigned on = 0; on < 1 << CHANNELS; on++)
                for (unsigned large = 0; large < 1 << CHANNELS; large++) {
                    if (__builtin_popcount(on) != k || (large & ~on))
                        continue;
                    for (int c = 0; c < CHANNELS; c++)
                        put(&l, batch, c, 0, on >> c & 1 ? 1 + 2. * (large >> c & 1) : 0);
                    batch++;
                }
            l.pass.batch = batch;
            for (int i = 0; i < r; i++)
                l.layer.w->value[i * CHANNELS + i] = 1;
            const double n = CHANNELS, m = 2, v = k / n * (1 + m * m) - pow(k / n * m, 2);
            const double c = (k - n * v) / (n * (n - 1)); /* the sum's variance is k times 1 */
            const double want = (r * v + (n - r) * c * c * r / (v - c + r * c)) / (n * v);
            const struct entry *row = measure(&l);
            check_near(row->value[KEPT], want, exact ? 1e-10 : 1e-6);
            least = fmin(least, r == 2 ? want : 1);
            most = fmax(most, r == 2 ? want : 0);
            lens_close(&l);
        }
    assert_true(least > .33 && most < .38); /* about r / n = 1 / 3, however sparse */
}

static void its_columns_are_those_of_the_view(void **state)
{
    (void)state;
    const char *const names[] = {"kept", "best", "share", "rank"};
    assert_string_equal(series_reduction.name, "reduction");
    assert_int_equal(series_reduction.columns, COLUMNS);
    for (int i = 0; i < COLUMNS; i++)
        assert_string_equal(series_reduction.column[i].name, names[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept_is_what_least_squares_recover),
        cmocka_unit_test(some_channels_keep_their_share),
        cmocka_unit_test(equal_directions_keep_k_of_n_whatever_w),
        cmocka_unit_test(a_plane_fits_through_two_numbers),
        cmocka_unit_test(the_size_of_an_output_does_not_matter),
        cmocka_unit_test(principal_components_keep_most),
        cmocka_unit_test(an_input_that_stands_still_has_no_share_to_keep),
        cmocka_unit_test(sparse_signals_keep_what_the_closed_form_says),
        cmocka_unit_test(its_columns_are_those_of_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
