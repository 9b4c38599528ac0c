/* In this program LAPACK gives up. Every function of it that the library calls stands here under its
 * own name; after some calls that do nothing, each says that it has failed. */
#include "lab/probe/invert.h"
#include "lab/probe/jacobian.h"
#include "lab/probe/linear_probe.h"
#include "lab/probe/rank.h"
#include "lab/probe/reconstruct.h"
#include "lab/probe/reduction.h"
#include "lab/probe/sharpness.h"
#include "lab/probe/trajectory.h"
#include "lab/probe/weight_rank.h"
#include "tests/support/probe_setup.h"

static int calls_left;

static int give_up(void)
{
    return calls_left-- > 0 ? 0 : 1;
}

int LAPACKE_dgesdd_work(void) __attribute__((alias("give_up")));
int LAPACKE_dposv_work(void) __attribute__((alias("give_up")));
int LAPACKE_dstev_work(void) __attribute__((alias("give_up")));
int LAPACKE_dsyev_work(void) __attribute__((alias("give_up")));
int LAPACKE_dgels_work(void) __attribute__((alias("give_up")));
int LAPACKE_dpstrf_work(void) __attribute__((alias("give_up")));

static void check_failure(const struct failure *f, const char *what)
{
    assert_int_equal(f->status, STATUS_FAILED);
    if (!strstr(f->message, "LAPACK cannot ") || !strstr(f->message, what))
        fail_msg("`%s` does not contain `%s`", f->message, what);
}

static void probes_fail_and_write_nothing_of_it(void **state)
{
    (void)state;
    const struct {
        const struct probe *probe;
        int calls; /* of LAPACK, until its first row is complete */
        const char *what;
    } table[] = {
        {&probe_rank, 2, "singular values of 24 by 8 numbers"},
        {&probe_jacobian, 2, "singular values of 8 by 8 numbers"},
        {&probe_invert, 36, "singular values of 8 by 8 numbers"},
        {&probe_linear, 1, "regression on 8 features"},
        {&probe_reconstruct, 1, "regression on 8 features"},
        {&probe_sharpness, 1, "the Hessian's spectrum"},
        {&probe_trajectory, 4, "directions of 3 states"},
        {&probe_weight_rank, 4, "singular values of 8 by 8 numbers"},
    };
    struct probe_setup t;
    probe_setup_open(&t, spec_of("preact", 2, 8), (struct shape){9, 1, 1}, 3, 24);
    probe_setup_walk(&t, 3);
    const size_t mark = arena_mark(&t.arena);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (int calls = 0; calls < table[i].calls; calls++) {
            t.failure = (struct failure){0};
            calls_left = calls;
            assert_int_equal(table[i].probe->examine(&t.run), STATUS_FAILED);
            check_failure(&t.failure, table[i].what);
            assert_int_equal(t.recorded.rows, 0);
            assert_int_equal(arena_mark(&t.arena), mark);
        }
    probe_setup_close(&t);
}

static void an_instrument_ends_the_training(void **state)
{
    (void)state;
    struct probe_setup t;
    struct net_spec spec = spec_of("residual", 11, 4);
    spec.family = "cifar";
    spec.form = "bottleneck";
    spec.norm = "batch";
    probe_setup_open(&t, spec, (struct shape){1, 8, 8}, 3, 24);
    struct pass pass = probe_fill(&t.run, MODE_MEASURE);
    graph_forward(t.net->graph, &pass);
    const struct instrument see = reduction_instrument(reduction_probe(&t.arena, t.net));
    calls_left = 1; /* dpstrf's, of which 1 means a lower rank alone */
    see.before_update(see.self, &pass);
    assert_int_equal(see.after_update(see.self, &t.recorded.recorder, 0, true), STATUS_FAILED);
    check_failure(&t.failure, "how much a 1x1 reduction keeps");
    assert_int_equal(t.recorded.rows, 0);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(probes_fail_and_write_nothing_of_it),
        cmocka_unit_test(an_instrument_ends_the_training),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
