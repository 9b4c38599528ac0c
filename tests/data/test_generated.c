/* What holds of every generated set, whatever it draws. */
#include "lab/data/generated.h"
#include "tests/data/files.h"

static struct data_spec spec_of(const char *name, int train, int test, int seed)
{
    return (struct data_spec){.name = name,
                              .path = "",
                              .side = 6,
                              .noise = .2,
                              .arms = 3,
                              .features = 5,
                              .classes = 4,
                              .train = train,
                              .test = test,
                              .seed = seed,
                              .label = ""};
}

/* The i-th name of a generated set; NULL past the last. */
static const char *generated(int i)
{
    struct failure failure = {0};
    for (int k = 0; data_source_name(k); k++)
        if (!source_find(data_source_name(k), &failure)->files && i-- == 0)
            return data_source_name(k);
    return NULL;
}

static struct loaded must_load(struct data_spec spec, bool raw)
{
    struct loaded l;
    if (load_set(&l, &spec, raw))
        fail_msg("%s", l.failure.message);
    return l;
}

static bool same(const struct loaded *l, const struct part *p, const struct part *q, int n)
{
    size_t reals = (size_t)n * (size_t)dataset_features(&l->d);
    return memcmp(p->x, q->x, reals * sizeof *p->x) == 0 &&
           memcmp(p->label, q->label, (size_t)n * sizeof *p->label) == 0;
}

static void there_are_three(void **state)
{
    (void)state;
    assert_string_equal(generated(0), "glyphs");
    assert_string_equal(generated(1), "spirals");
    assert_string_equal(generated(2), "teacher");
    assert_null(generated(3));
}

static void the_same_spec_gives_the_same_bytes_and_another_seed_others(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct loaded a = must_load(spec_of(generated(k), 90, 40, 1), false);
        struct loaded b = must_load(spec_of(generated(k), 90, 40, 1), false);
        struct loaded c = must_load(spec_of(generated(k), 90, 40, 2), false);
        assert_true(same(&a, &a.d.train, &b.d.train, 90));
        assert_true(same(&a, &a.d.test, &b.d.test, 40));
        assert_false(same(&a, &a.d.train, &c.d.train, 1));
        assert_int_equal(a.d.checksum, 0);
        arena_close(&a.arena);
        arena_close(&b.arena);
        arena_close(&c.arena);
    }
}

static void no_test_sample_is_a_training_sample(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct loaded l = must_load(spec_of(generated(k), 90, 40, 1), true);
        size_t n = (size_t)dataset_features(&l.d);
        for (size_t i = 0; i < 90; i++)
            for (size_t j = 0; j < 40; j++)
                assert_memory_not_equal(l.d.train.x + i * n, l.d.test.x + j * n, n * sizeof(real));
        arena_close(&l.arena);
    }
}

static void a_larger_training_set_begins_with_the_smaller_one(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct loaded a = must_load(spec_of(generated(k), 50, 40, 1), true);
        struct loaded b = must_load(spec_of(generated(k), 90, 20, 1), true);
        assert_int_equal(b.d.train.count, 90);
        assert_int_equal(b.d.test.count, 20);
        assert_true(same(&a, &a.d.train, &b.d.train, 50));
        assert_true(same(&a, &a.d.test, &b.d.test, 20));
        arena_close(&a.arena);
        arena_close(&b.arena);
    }
}

static void to_take_50_of_90_is_to_generate_50(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct data_spec spec = spec_of(generated(k), 90, 40, 1);
        spec.take = 50;
        struct loaded a = must_load(spec, false);
        struct loaded b = must_load(spec_of(generated(k), 50, 40, 1), false);
        assert_int_equal(a.d.train.count, 50);
        assert_true(same(&a, &a.d.train, &b.d.train, 50));
        assert_true(same(&a, &a.d.test, &b.d.test, 40));
        arena_close(&a.arena);
        arena_close(&b.arena);
    }
}

static void every_channel_of_the_training_part_has_mean_0_and_deviation_1(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct loaded l = must_load(spec_of(generated(k), 200, 10, 0), false);
        int plane = l.d.height * l.d.width;
        for (int c = 0; c < l.d.channels; c++) {
            double sum = 0, square = 0, n = 200 * plane;
            for (int i = 0; i < 200 * plane; i++) {
                const real *sample = l.d.train.x + i / plane * dataset_features(&l.d);
                double x = (double)sample[c * plane + i % plane];
                sum += x;
                square += x * x;
            }
            check_near(sum / n, 0, 1e-6);
            check_near(square / n, 1, 1e-6);
        }
        arena_close(&l.arena);
    }
}

static void every_class_has_a_name_and_labels_are_classes(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct loaded l = must_load(spec_of(generated(k), 400, 10, 0), true);
        for (int c = 0; c < l.d.classes; c++)
            for (int b = 0; b < c; b++)
                assert_string_not_equal(l.d.class_name[c], l.d.class_name[b]);
        for (int i = 0; i < 400; i++)
            assert_in_range(l.d.train.label[i], 0, l.d.classes - 1);
        arena_close(&l.arena);
    }
}

static void refuses_sizes_noise_and_arenas_that_will_not_do(void **state)
{
    (void)state;
    for (int k = 0; generated(k); k++) {
        struct data_spec bad[] = {spec_of(generated(k), 0, 9, 0), spec_of(generated(k), 9, -1, 0)};
        for (int i = 0; i < 2; i++) {
            struct loaded l;
            assert_int_equal(load_set(&l, &bad[i], false), STATUS_DATA);
            check_message(&l.failure, generated(k), i ? "9 training and -1 test" : "0 training");
            arena_close(&l.arena);
        }
        struct data_spec spec = spec_of(generated(k), 900, 40, 0);
        int refused = 0;
        for (size_t bytes = 4 << 20; bytes >= 64; bytes /= 2) {
            struct loaded l = {0};
            arena_open(&l.arena, bytes);
            enum status status = data_load(&l.arena, &spec, &l.d, &l.failure);
            assert_true(status == STATUS_OK || status == STATUS_FAILED);
            refused += status == STATUS_FAILED;
            arena_close(&l.arena);
        }
        assert_in_range(refused, 5, 16);
    }
    struct failure failure = {0};
    struct data_spec spec = spec_of("spirals", 9, 9, 0);
    assert_int_equal(generated_check_noise(&spec, &failure), STATUS_OK);
    spec.noise = (double)NAN;
    assert_int_equal(generated_check_noise(&spec, &failure), STATUS_DATA);
    check_message(&failure, "spirals: noise");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_are_three),
        cmocka_unit_test(the_same_spec_gives_the_same_bytes_and_another_seed_others),
        cmocka_unit_test(no_test_sample_is_a_training_sample),
        cmocka_unit_test(a_larger_training_set_begins_with_the_smaller_one),
        cmocka_unit_test(to_take_50_of_90_is_to_generate_50),
        cmocka_unit_test(every_channel_of_the_training_part_has_mean_0_and_deviation_1),
        cmocka_unit_test(every_class_has_a_name_and_labels_are_classes),
        cmocka_unit_test(refuses_sizes_noise_and_arenas_that_will_not_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
