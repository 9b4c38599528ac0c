/* Judged by plain loops: directions drawn and normalised here in double, weights set by hand, and the
 * loss evaluated over the data set; and by the law that filters in front of a norm have no scale. */
#include "lab/probe/landscape.h"
#include "lab/train/evaluate.h"
#include "tests/support/probe_setup.h"

enum { SAMPLES = 33, CLASSES = 3, SIDE = 5, LINE = 21 };

static void open_net(struct probe_setup *t, bool images)
{
    struct net_spec spec = spec_of("residual", images ? 8 : 4, 5);
    spec.norm = images ? "batch" : "none";
    spec.family = images ? "cifar" : "mlp";
    probe_setup_open(t, spec, images ? (struct shape){3, 5, 6} : (struct shape){5, 1, 1}, CLASSES,
                     SAMPLES);
    t->run.grid = SIDE;
    for (struct param *p = t->net->graph->params.first; p; p = p->next)
        for (size_t i = 0; p->rank == 1 && i < p->count; i++)
            p->value[i] += (real)(.1 + .01 * (double)i); /* no bias is 0, no gain is 1 */
}

/* w += alpha d, d the direction's draws with each filter as long as that of the weights w0. */
static void step(struct probe_setup *t, const real *w0, int which, double alpha)
{
    for (struct param *p = t->net->graph->params.first; p; p = p->next) {
        if (p->rank == 1)
            continue;
        const int filters = p->dim[0], n = (int)p->count / filters;
        for (int f = 0; f < filters; f++) {
            double w = 0, d = 0;
            for (int k = 0; k < 2; k++)
                for (int i = 0; i < n; i++) {
                    const size_t at = p->offset + (size_t)(f * n + i);
                    const double z =
                        stream_normal(stream_of(1, PURPOSE_PROBE, (uint64_t)which, 3), at);
                    if (k)
                        t->net->graph->value[at] += (real)(alpha * z * sqrt(w / d));
                    else {
                        w += pow((double)w0[at], 2);
                        d += z * z;
                    }
                }
        }
    }
}

static struct score score_at(struct probe_setup *t, double alpha, double beta)
{
    const size_t bytes = t->net->graph->params.reals * sizeof(real);
    real *w0 = malloc(bytes);
    memcpy(w0, t->net->graph->value, bytes);
    step(t, w0, 0, alpha);
    step(t, w0, 1, beta);
    const struct score score = evaluate(t->net, &t->data.train, MODE_MEASURE, &t->arena);
    memcpy(t->net->graph->value, w0, bytes);
    free(w0);
    return score;
}

static void check_score(const double *got, struct score want, double tolerance)
{
    check_near(got[0], want.loss, tolerance * (1 + want.loss));
    check_near(got[1], want.accuracy, exact ? 1e-9 : 1.01 / SAMPLES); /* one may change sides */
}

static void every_point_is_the_loss_of_its_weights(void **state)
{
    (void)state;
    for (int images = 0; images < 2; images++) {
        struct probe_setup t;
        open_net(&t, images);
        probe_setup_examine(&t, &probe_landscape);
        assert_int_equal(t.recorded.rows, SIDE * SIDE + LINE);
        for (int i = 0; i < SIDE; i++)
            for (int j = 0; j < SIDE; j++) {
                const double *row = memory_recorder_at(&t.recorded, "landscape", i, j)->value;
                const double alpha = -1 + .5 * i, beta = -1 + .5 * j;
                check_near(row[1], alpha, 1e-15);
                check_near(row[2], beta, 1e-15);
                check_score(row + 3, score_at(&t, alpha, beta), exact ? 1e-11 : 1e-4);
            }
        for (int i = 0; i < LINE; i++) {
            const double *row = memory_recorder_at(&t.recorded, "landscape_line", i, ANY)->value;
            check_near(row[0], -1 + .1 * i, 1e-15);
            check_score(row + 1, score_at(&t, -1 + .1 * i, 0), exact ? 1e-11 : 1e-4);
        }
        probe_setup_close(&t);
    }
}

static void the_middle_is_the_net_to_the_bit(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t, true);
    probe_setup_examine(&t, &probe_landscape);
    const struct score score = evaluate(t.net, &t.data.train, MODE_MEASURE, &t.arena);
    const double *plane = memory_recorder_at(&t.recorded, "landscape", SIDE / 2, SIDE / 2)->value;
    const double *line = memory_recorder_at(&t.recorded, "landscape_line", LINE / 2, ANY)->value;
    check_near(plane[3], score.loss, 0);
    check_near(line[1], score.loss, 0);
    check_near(plane[4], score.accuracy, 0);
    probe_setup_close(&t);
}

/* Eight times a filter in front of a norm is the same net, and its surroundings are the same too. */
static void filters_before_norms_have_no_scale(void **state)
{
    (void)state;
    struct probe_setup t[2];
    for (int k = 0; k < 2; k++) {
        open_net(&t[k], true);
        const struct param *w = t[k].net->layer[3].w;
        for (int i = 0; k && i < (int)w->count / w->dim[0]; i++)
            w->value[i] *= 8;
        probe_setup_examine(&t[k], &probe_landscape);
    }
    for (int i = 0; i < t[0].recorded.rows; i++) {
        const struct entry *a = &t[0].recorded.row[i], *b = &t[1].recorded.row[i];
        const int loss = a->series->columns - 2;
        check_near(a->value[loss], b->value[loss], 2e-3 * a->value[loss]);
    }
    probe_setup_close(&t[0]);
    probe_setup_close(&t[1]);
}

static void seeds_choose_other_directions(void **state)
{
    (void)state;
    double loss[2];
    for (int k = 0; k < 2; k++) {
        struct probe_setup t;
        open_net(&t, false);
        t.run.seed = (uint64_t)k + 1;
        t.run.grid = 0;
        probe_setup_examine(&t, &probe_landscape);
        assert_int_equal(t.recorded.rows, 21 * 21 + 101);
        check_near(probe_landscape.passes(&t.run), (21 * 21 + 101) / 3., 1e-12);
        loss[k] = memory_recorder_at(&t.recorded, "landscape", 0, 0)->value[3];
        probe_setup_close(&t);
    }
    assert_true(fabs(loss[0] - loss[1]) > 1e-3);
}

static void what_is_interrupted_goes_on(void **state)
{
    (void)state;
    struct probe_setup t;
    open_net(&t, true);
    probe_setup_interrupt(&t, &probe_landscape);
    probe_setup_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_is_the_loss_of_its_weights),
        cmocka_unit_test(the_middle_is_the_net_to_the_bit),
        cmocka_unit_test(filters_before_norms_have_no_scale),
        cmocka_unit_test(seeds_choose_other_directions),
        cmocka_unit_test(what_is_interrupted_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
