/* Judged by a border built in full: pad, cut, mirror, one image at a time. */
#include "lab/data/augment.h"
#include "lab/data/source.h"
#include "lab/data/standardise.h"
#include "tests/support/check.h"

enum { SAMPLES = 40, C = 3, H = 5, W = 7, F = C * H * W, MOST = 3 * LANES };

struct set {
    real x[SAMPLES * F], black[C];
    int label[SAMPLES];
    struct dataset d;
};

static void make_set(struct set *s)
{
    for (int i = 0; i < SAMPLES * F; i++)
        s->x[i] = (real)(i + 1);
    for (int i = 0; i < SAMPLES; i++)
        s->label[i] = i % 4 + 1;
    for (int c = 0; c < C; c++)
        s->black[c] = (real)(-10 - c);
    s->d = (struct dataset){.channels = C, .height = H, .width = W, .classes = 5};
    s->d.train = (struct part){SAMPLES, s->x, s->label, NULL};
    s->d.black = s->black;
}

/* numpy.pad, a window, numpy.flip */
static void slow(const struct set *s, int i, int crop, struct glimpse see, real *y)
{
    enum { P = 9, HP = H + 2 * P, WP = W + 2 * P };
    static real padded[HP][WP];
    assert_true(crop <= P);
    for (int c = 0; c < C; c++) {
        for (int h = 0; h < HP; h++)
            for (int w = 0; w < WP; w++)
                padded[h][w] = s->black[c];
        for (int h = 0; h < H; h++)
            for (int w = 0; w < W; w++)
                padded[h + crop][w + crop] = s->x[((i * C + c) * H + h) * W + w];
        for (int h = 0; h < H; h++)
            for (int w = 0; w < W; w++)
                y[(c * H + h) * W + (see.mirrored ? W - 1 - w : w)] =
                    padded[h + crop + see.down][w + crop + see.right];
    }
}

static void each_lane_is_the_window_of_the_padded_image(void **state)
{
    (void)state;
    static struct set s;
    static lane x[MOST / LANES * F], target[MOST / LANES];
    const struct augment how[] = {{4, 1}, {1, 0}, {0, 1}, {9, 1}};
    int index[SAMPLES];
    make_set(&s);
    for (int i = 0; i < SAMPLES; i++)
        index[i] = i * 31 % SAMPLES;
    for (int k = 0; k < 4; k++)
        for (int count = 1; count <= SAMPLES; count += 3) {
            memset(x, 0xFF, sizeof x); /* NaN everywhere */
            augment_fill(&s.d, how[k], 7, 2, index, count, x, target);
            for (int n = 0; n < lane_groups(count) * LANES; n++) {
                real y[F] = {0};
                if (n < count)
                    slow(&s, index[n], how[k].crop, augment_glimpse(how[k], 7, 2, index[n]), y);
                check_near((double)target[n / LANES][n % LANES], n < count ? s.label[index[n]] : 0,
                           0);
                for (int f = 0; f < F; f++)
                    check_near((double)x[n / LANES * F + f][n % LANES], (double)y[f], 0);
            }
            if (lane_groups(count) < MOST / LANES) /* nothing after the last group was touched */
                assert_true(isnan((double)x[lane_groups(count) * F][0]));
        }
}

static void a_crop_of_zero_changes_nothing(void **state)
{
    (void)state;
    static struct set s;
    static lane x[MOST / LANES * F], target[MOST / LANES];
    int index[] = {3, 39, 0, 3};
    make_set(&s);
    s.d.black = NULL; /* as sets are that nobody augments */
    augment_fill(&s.d, (struct augment){0, 0}, 1, 0, index, 4, x, target);
    for (int n = 0; n < 4; n++)
        for (int f = 0; f < F; f++)
            check_near((double)x[f][n], index[n] * F + f + 1, 0);
}

/* Where a sample stands in the batch, and who else is in it, does not matter. */
static void the_same_sample_epoch_and_seed_give_the_same_crop(void **state)
{
    (void)state;
    static struct set s;
    static lane x[MOST / LANES * F], y[F], target[MOST / LANES];
    const struct augment how = {4, 1};
    int index[SAMPLES];
    make_set(&s);
    for (int i = 0; i < SAMPLES; i++)
        index[i] = SAMPLES - 1 - i;
    augment_fill(&s.d, how, 5, 3, index, SAMPLES, x, target);
    for (int i = 0; i < SAMPLES; i++) {
        int n = SAMPLES - 1 - i;
        augment_fill(&s.d, how, 5, 3, &i, 1, y, target);
        for (int f = 0; f < F; f++)
            check_near((double)y[f][0], (double)x[n / LANES * F + f][n % LANES], 0);
    }
}

static bool same(struct glimpse a, struct glimpse b)
{
    return a.down == b.down && a.right == b.right && a.mirrored == b.mirrored;
}

static void another_sample_epoch_or_seed_is_another_crop(void **state)
{
    (void)state;
    enum { N = 2000 };
    const struct augment how = {4, 1};
    int alike[3] = {0};
    for (int i = 0; i < N; i++) {
        struct glimpse see = augment_glimpse(how, 1, 0, i);
        alike[0] += same(see, augment_glimpse(how, 1, 0, i + N));
        alike[1] += same(see, augment_glimpse(how, 1, 1, i));
        alike[2] += same(see, augment_glimpse(how, 2, 0, i));
    }
    for (int k = 0; k < 3; k++) /* 162 glimpses: 12.3 of 2000 by chance, deviation 3.5 */
        assert_in_range(alike[k], 1, 30);
}

/* Chi-square over the 81 offsets and 2 sides: mean 161, deviation 17.9. */
static void crop_offsets_are_uniform(void **state)
{
    (void)state;
    enum { P = 4, SIDES = 2 * P + 1, CELLS = SIDES * SIDES * 2, N = 100 * CELLS };
    int seen[CELLS] = {0};
    double chi = 0;
    for (int i = 0; i < N; i++) {
        struct glimpse g = augment_glimpse((struct augment){P, 1}, 3, i % 7, i);
        assert_in_range(g.down + P, 0, 2 * P);
        assert_in_range(g.right + P, 0, 2 * P);
        seen[((g.down + P) * SIDES + g.right + P) * 2 + g.mirrored]++;
    }
    for (int k = 0; k < CELLS; k++)
        chi += (seen[k] - 100.) * (seen[k] - 100.) / 100;
    check_near(chi, 161, 4 * 17.9);
}

static void flip_and_crop_go_one_without_the_other(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct glimpse crop = augment_glimpse((struct augment){4, 0}, 1, 0, i),
                       flip = augment_glimpse((struct augment){0, 1}, 1, 0, i),
                       both = augment_glimpse((struct augment){4, 1}, 1, 0, i);
        assert_false(crop.mirrored);
        assert_int_equal(flip.down, 0);
        assert_int_equal(flip.right, 0);
        assert_true(both.mirrored == flip.mirrored && both.down == crop.down);
    }
}

static void flip_twice_is_identity(void **state)
{
    (void)state;
    static struct set s;
    static real back[SAMPLES * F];
    static lane x[MOST / LANES * F], target[MOST / LANES];
    const struct augment flip = {0, 1};
    int mirrored = 0;
    make_set(&s);
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < SAMPLES; i++) {
            augment_fill(&s.d, flip, 1, 0, &i, 1, x, target);
            for (int f = 0; f < F; f++)
                back[i * F + f] = x[f][0];
            if (turn == 0)
                mirrored += back[i * F] != (real)(i * F + 1);
            memcpy(s.x + i * F, back + i * F, sizeof(real) * F);
        }
    assert_in_range(mirrored, 5, 35);
    for (int i = 0; i < SAMPLES * F; i++)
        check_near((double)back[i], i + 1, 0);
}

/* Standardised by hand: channel c holds raw values of mean 3 + c and deviation 1 + c. */
static void black_is_what_padding_holds(void **state)
{
    (void)state;
    enum { PLANE = 4 };
    real x[C * PLANE], black[C] = {0};
    int label = 0, index = 0;
    lane y[C * PLANE], target;
    for (int c = 0; c < C; c++)
        for (int p = 0; p < PLANE; p++)
            x[c * PLANE + p] = (real)(3 + c + (p % 2 ? 1 + c : -1 - c));
    struct dataset d = {.channels = C, .height = 2, .width = 2, .black = black};
    d.train = (struct part){1, x, &label, NULL};
    standardise(&d);
    const struct augment far = {64, 0};
    int epoch = 0; /* one in which nothing of the image is left */
    while (abs(augment_glimpse(far, 1, epoch, 0).down) < 2)
        epoch++;
    augment_fill(&d, far, 1, epoch, &index, 1, y, &target);
    for (int c = 0; c < C; c++)
        for (int p = 0; p < PLANE; p++)
            check_near((double)y[c * PLANE + p][0], -(3. + c) / (1 + c), 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_lane_is_the_window_of_the_padded_image),
        cmocka_unit_test(a_crop_of_zero_changes_nothing),
        cmocka_unit_test(the_same_sample_epoch_and_seed_give_the_same_crop),
        cmocka_unit_test(another_sample_epoch_or_seed_is_another_crop),
        cmocka_unit_test(crop_offsets_are_uniform),
        cmocka_unit_test(flip_and_crop_go_one_without_the_other),
        cmocka_unit_test(flip_twice_is_identity),
        cmocka_unit_test(black_is_what_padding_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
