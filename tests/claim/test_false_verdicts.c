/* How often the rule errs: two sides of the same small nets, which differ in nothing but their seeds, trained for 10
 * steps and judged. Of 100 such comparisons at most 5 may be supported, and 5 not supported. */
#include "lab/claim/judge.h"
#include "tests/support/small_training.h"

enum { STEPS = 10, SEEDS = 6, PAIRS = 2000 };

/* What a net of this seed ends with. The recorder's arena is cut back to its rows, so that states do not fill it. */
static double trained(struct small_training *c, size_t rows, uint64_t seed)
{
    const size_t mark = arena_mark(&c->arena);
    c->recorded.rows = c->recorded.saves = 0;
    arena_rewind(&c->recorded.arena, rows);
    c->training.seed = seed;
    assert_int_equal(network_start(c->net, seed), STATUS_OK);
    assert_int_equal(small_training_run(c, NULL), STATUS_OK);
    assert_int_equal(c->outcome.steps, STEPS);
    const double loss = evaluate(c->net, &c->data.train, MODE_MEASURE, &c->arena).loss;
    arena_rewind(&c->arena, mark);
    return loss;
}

static const char *judged(struct small_training *c, size_t rows, enum relation relation, int pair,
                          uint64_t *seed)
{
    double a[SEEDS], b[SEEDS];
    struct sides sides = {relation, false, SEEDS, {a, 1}, {b, 1}, NULL};
    const size_t mark = arena_mark(&c->arena);
    for (int i = 0; i < SEEDS; i++) {
        a[i] = trained(c, rows, ++*seed);
        b[i] = trained(c, rows, ++*seed);
        assert_true(a[i] != b[i]);
    }
    if (pair % 2) /* by ratios, as of `2 * A > 2 * B`; else by differences */
        sides.a.factor = sides.b.factor = 2;
    const char *verdict = judge(&c->arena, &sides, &c->failure).verdict;
    arena_rewind(&c->arena, mark);
    return verdict;
}

static void nets_that_do_not_differ_are_rarely_told_apart(void **state)
{
    (void)state;
    struct small_training c;
    uint64_t seed = 0;
    int supported = 0, refuted = 0;
    small_training_open(&c, spec_of("plain", 2, 8), train_spec_of(STEPS, 16));
    c.spec.log_curve = c.spec.evaluate = STEPS;
    c.spec.log_layers = 0;
    c.training.instruments = 0;
    c.training.saver = NULL;
    const size_t rows = arena_mark(&c.recorded.arena);
    for (int i = 0; i < PAIRS; i++) {
        const char *verdict =
            judged(&c, rows, i % 4 < 2 ? RELATION_GREATER : RELATION_LESS, i, &seed);
        supported += !strcmp(verdict, "supported");
        refuted += !strcmp(verdict, "not supported");
    }
    const double most = .05 * PAIRS + 2 * sqrt(.05 * .95 * PAIRS);
    print_message("of %d pairs %d supported, %d not supported; at most %.0f of each\n", PAIRS,
                  supported, refuted, most);
    assert_true(supported <= most && refuted <= most);
    assert_true(supported > 0 && refuted > 0); /* p reaches .05 */
    small_training_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nets_that_do_not_differ_are_rarely_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
