#include "tests/store/scratch_store.h"

static const char *const words[] = {"supported", "not supported", "inconclusive"};

/* So many of each word; the first `confirmed` of them have it confirmed too. */
static const char *standing(struct scratch_store *d, const char *kind, const int count[3],
                            int confirmed)
{
    struct verdict_row row[10];
    struct confirm_row again[10];
    int n = 0;
    for (int w = 0; w < 3; w++)
        for (int i = 0; i < count[w]; i++, n++) {
            row[n] = (struct verdict_row){.claim = "c",
                                          .expectation = "e",
                                          .verdict = words[w],
                                          .statistic = "",
                                          .kind = kind,
                                          .p = NAN};
            again[n] = (struct confirm_row){
                .verdict = n < confirmed ? words[w] : NULL, .statistic = "", .p = 0.02};
        }
    store_verdicts(d->store, "e", n, row, &d->failure);
    store_confirmed(d->store, "e", n, again, &d->failure);
    const char *text = store_standing(d->store, &d->arena, "e", &d->failure);
    check_ok(d);
    return text;
}

#define STANDING(kind, yes, no, open, confirmed)                                                   \
    standing(d, kind, (const int[]){yes, no, open}, confirmed)

static void a_claim_stands_as_its_verdicts_let_it(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(STANDING("near", 0, 0, 0, 0), "");
    assert_string_equal(STANDING("near", 2, 0, 0, 2),
                        "supported: 2 of 2 statements are supported, 0 are not, 0 are open");
    assert_string_equal(STANDING("near", 5, 2, 1, 8),
                        "refuted in part: 5 of 8 statements are supported, 2 are not, 1 is open");
    assert_string_equal(STANDING("near", 0, 1, 1, 2),
                        "refuted in part: 0 of 2 statements are supported, 1 is not, 1 is open");
    assert_string_equal(STANDING("near", 1, 0, 1, 2),
                        "open in part: 1 of 2 statements is supported, 0 are not, 1 is open");
    assert_string_equal(STANDING("near", 0, 0, 3, 3),
                        "open: 0 of 3 statements are supported, 0 are not, 3 are open");
    assert_string_equal(store_standing(d->store, &d->arena, "none", &d->failure), "");
}

static void only_what_is_confirmed_is_called_supported(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(STANDING("compare", 2, 0, 0, 0),
                        "unconfirmed: by the seen runs alone 2 of 2 statements are supported, 0 "
                        "are not, 0 are open");
    assert_string_equal(STANDING("compare", 3, 0, 0, 2),
                        "open in part: 2 of 3 statements are supported, 0 are not, 0 are open, 1 "
                        "is not confirmed");
    assert_string_equal(STANDING("check", 2, 0, 0, 0),
                        "supported: 2 of 2 statements are supported, 0 are not, 0 are open");
}

static void false_ones_are_expected_in_a_twentieth_of_the_experiments(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(store_false_expected(d->store, &d->arena, &d->failure), "");
    STANDING("compare", 1, 0, 0, 1);
    assert_string_equal(store_false_expected(d->store, &d->arena, &d->failure),
                        "1 experiment is confirmed, each at a risk of 5 %. Expected by chance: at "
                        "most 0.05 with a statement falsely called supported, and 0.05 with one "
                        "falsely refuted.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_claim_stands_as_its_verdicts_let_it),
        scratch_test(only_what_is_confirmed_is_called_supported),
        scratch_test(false_ones_are_expected_in_a_twentieth_of_the_experiments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
