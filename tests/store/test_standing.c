#include "tests/store/scratch_store.h"

static const char *standing(struct scratch_store *d, int yes, int no, int open)
{
    struct verdict_row row[10];
    for (int i = 0; i < yes + no + open; i++)
        row[i] = (struct verdict_row){.claim = "c",
                                      .expectation = "e",
                                      .verdict = i < yes        ? "supported"
                                                 : i < yes + no ? "not supported"
                                                                : "inconclusive",
                                      .statistic = "",
                                      .p = NAN};
    store_verdicts(d->store, "e", yes + no + open, row, &d->failure);
    const char *words = store_standing(d->store, &d->arena, "e", &d->failure);
    check_ok(d);
    return words;
}

static void a_claim_stands_as_its_verdicts_let_it(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(standing(d, 0, 0, 0), "");
    assert_string_equal(standing(d, 2, 0, 0),
                        "supported: 2 of 2 statements are supported, 0 are not, 0 are open");
    assert_string_equal(standing(d, 5, 2, 1),
                        "refuted in part: 5 of 8 statements are supported, 2 are not, 1 is open");
    assert_string_equal(standing(d, 0, 1, 1),
                        "refuted: 0 of 2 statements are supported, 1 is not, 1 is open");
    assert_string_equal(standing(d, 1, 0, 1),
                        "open in part: 1 of 2 statements is supported, 0 are not, 1 is open");
    assert_string_equal(standing(d, 0, 0, 3),
                        "open: 0 of 3 statements are supported, 0 are not, 3 are open");
    assert_string_equal(store_standing(d->store, &d->arena, "none", &d->failure), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_claim_stands_as_its_verdicts_let_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
