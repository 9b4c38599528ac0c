/* The same set is loaded once, another one anew, and a set that cannot be loaded leaves none. */
#include "lab/data/cache.h"
#include "tests/support/check.h"

static struct data_spec glyphs(int train)
{
    return (struct data_spec){.name = "glyphs",
                              .path = "",
                              .label = "",
                              .drop = "",
                              .header = "auto",
                              .side = 6,
                              .noise = .3,
                              .train = train,
                              .test = 10};
}

static void a_set_is_loaded_once(void **state)
{
    (void)state;
    struct data_cache cache;
    struct failure failure = {0};
    struct data_spec few = glyphs(20), many = glyphs(30), flipped = glyphs(30);
    data_cache_open(&cache);
    const struct dataset *d = data_cache_load(&cache, &few, &failure);
    assert_int_equal(d->train.count, 20);
    const real *x = d->train.x;
    const real first = x[0];
    assert_ptr_equal(data_cache_load(&cache, &few, &failure)->train.x, x);
    assert_int_equal(data_cache_load(&cache, &many, &failure)->train.count, 30);
    x = data_cache_load(&cache, &many, &failure)->train.x;
    flipped.augment.flip = 1;
    assert_ptr_equal(data_cache_load(&cache, &flipped, &failure)->train.x, x);
    assert_true(data_cache_load(&cache, &few, &failure)->train.x[0] == first);
    data_cache_close(&cache);
}

static void each_setting_of_a_set_makes_another(void **state)
{
    (void)state;
    struct data_cache cache;
    struct failure failure = {0};
    data_cache_open(&cache);
    struct data_spec a = glyphs(20);
    const real before = data_cache_load(&cache, &a, &failure)->train.x[0];
    struct data_spec b = a;
    b.seed = 5;
    assert_true(data_cache_load(&cache, &b, &failure)->train.x[0] != before);
    b = a;
    b.noise = .9;
    assert_true(data_cache_load(&cache, &b, &failure)->train.x[0] != before);
    b = a;
    b.side = 8;
    assert_int_equal(data_cache_load(&cache, &b, &failure)->width, 8);
    b = a;
    b.mean = ".5";
    b.std = ".25";
    const real given = data_cache_load(&cache, &b, &failure)->train.x[0];
    assert_true(given != before);
    b.std = ".5";
    assert_true(data_cache_load(&cache, &b, &failure)->train.x[0] == given / 2);
    assert_true(data_cache_load(&cache, &a, &failure)->train.x[0] == before);
    b = a;
    b.take = 7;
    assert_int_equal(data_cache_load(&cache, &b, &failure)->train.count, 7);
    assert_int_equal(failure.status, STATUS_OK);
    data_cache_close(&cache);
}

static void a_set_that_is_not_there_is_no_set(void **state)
{
    (void)state;
    struct data_cache cache;
    struct failure failure = {0};
    data_cache_open(&cache);
    struct data_spec good = glyphs(20), bad = glyphs(20);
    bad.name = "csv";
    bad.path = "/nowhere.csv";
    assert_non_null(data_cache_load(&cache, &good, &failure));
    assert_null(data_cache_load(&cache, &bad, &failure));
    assert_int_not_equal(failure.status, STATUS_OK);
    failure = (struct failure){0};
    assert_int_equal(data_cache_load(&cache, &good, &failure)->train.count, 20);
    data_cache_close(&cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_is_loaded_once),
        cmocka_unit_test(each_setting_of_a_set_makes_another),
        cmocka_unit_test(a_set_that_is_not_there_is_no_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
