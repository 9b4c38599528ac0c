/* Paths whose directions are known: a line, an ellipse, steps at right angles, whose Gram matrix
 * min(s, t) has sines for eigenvectors. Losses by setting the weights by hand and evaluating over the
 * data set. */
#include "lab/probe/trajectory.h"
#include "lab/train/evaluate.h"
#include "tests/support/probe_setup.h"

enum { STATES = 8, SAMPLES = 30 };
static const double PI = 3.14159265358979323846;

static void open_path(struct probe_setup *t, int states)
{
    struct net_spec spec = spec_of("residual", 4, 6);
    spec.norm = "batch";
    probe_setup_open(t, spec, (struct shape){5, 1, 1}, 3, SAMPLES);
    probe_setup_walk(t, states);
    t->run.grid = 5;
    t->run.step = 100;
}

/* State k lies x along the first number of the first parameter and y along its fourth. */
static void put(struct probe_setup *t, int k, double x, double y)
{
    const struct graph *g = t->net->graph;
    real *w = (real *)(uintptr_t)t->run.stage[k].w;
    memcpy(w, g->value, g->params.reals * sizeof *w);
    w[g->params.first->offset] += (real)x;
    w[g->params.first->offset + 3] += (real)y;
}

static const double *row(struct probe_setup *t, const char *series, int place)
{
    const struct entry *e = memory_recorder_at(&t->recorded, series, place, ANY);
    assert_non_null(e);
    return e->value;
}

/* Round-off of weights of about 1, in coordinates of about 1. */
static const double near = sizeof(real) == 8 ? 1e-12 : 1e-5;

static void a_line_has_one_direction(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, STATES);
    for (int k = 0; k < STATES; k++)
        put(&t, k, 3 * (1 - k / (double)STATES), -4 * (1 - k / (double)STATES));
    probe_setup_examine(&t, &probe_trajectory);
    check_near(row(&t, "trajectory_axis", 0)[1], 1, near);
    check_near(row(&t, "trajectory_axis", 1)[1], 0, near);
    for (int k = 0; k <= STATES; k++) {
        const double *s = row(&t, "trajectory", k);
        assert_int_equal((int)s[0], k < STATES ? k : 100);
        check_near(s[1], 5 * (1 - k / (double)STATES), 5 * near);
        check_near(s[2], 0, 1e-3);
    }
    probe_setup_close(&t);
}

/* Round the end, evenly: the axes are the directions, and each holds the square of its half. */
static void an_ellipse_has_its_axes(void **state)
{
    (void)state;
    struct probe_setup t;
    const double a = 2, b = .5;
    open_path(&t, STATES);
    for (int k = 0; k < STATES; k++)
        put(&t, k, a * cos(2 * PI * (k + .5) / STATES), b * sin(2 * PI * (k + .5) / STATES));
    probe_setup_examine(&t, &probe_trajectory);
    check_near(row(&t, "trajectory_axis", 0)[0], a * sqrt(STATES / 2.), 10 * near);
    check_near(row(&t, "trajectory_axis", 1)[0], b * sqrt(STATES / 2.), 10 * near);
    check_near(row(&t, "trajectory_axis", 0)[1], a * a / (a * a + b * b), 10 * near);
    check_near(row(&t, "trajectory_axis", 1)[1], b * b / (a * a + b * b), 10 * near);
    for (int k = 0; k < STATES; k++) {
        const double *s = row(&t, "trajectory", k);
        check_near(s[1], a * cos(2 * PI * (k + .5) / STATES), 10 * near);
        check_near(s[2], b * sin(2 * PI * (k + .5) / STATES), 10 * near);
        check_near(s[3], 0, exact ? 1e-6 : 1e-3); /* of squares that cancel, the root */
    }
    probe_setup_close(&t);
}

/* n unit steps, each along a number of its own: <d_s, d_t> = n - max(s, t), of which the eigenvalues
 * are 1 / (4 sin^2((2k - 1) pi / (4n + 2))). */
static void steps_at_right_angles_have_their_closed_form(void **state)
{
    (void)state;
    struct probe_setup t;
    enum { N = 10 };
    open_path(&t, N);
    const struct graph *g = t.net->graph;
    for (int k = 0; k < N; k++) {
        put(&t, k, 0, 0);
        real *w = (real *)(uintptr_t)t.run.stage[k].w;
        for (int i = k; i < N; i++)
            w[g->params.first->offset + (size_t)i] += 1;
    }
    probe_setup_examine(&t, &probe_trajectory);
    for (int k = 0; k < N; k++) {
        const double s = 1 / (2 * sin((2 * k + 1) * PI / (4 * N + 2)));
        const double *axis = row(&t, "trajectory_axis", k);
        check_near(axis[0], s, 10 * near);
        check_near(axis[1], s * s / (N * (N + 1) / 2.), near);
        check_near(axis[2], axis[1], near); /* the path is its own walk */
    }
    /* u_t is a sine of N - t, of length 1 */
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < N; i++) {
            const double s = row(&t, "trajectory_axis", k)[0], w = (2 * k + 1) * PI / (2 * N + 1);
            check_near(row(&t, "trajectory", i)[1 + k] * (k ? sin(N * w) < 0 ? -1 : 1 : 1),
                       s * 2 / sqrt(2 * N + 1) * sin((N - i) * w), 10 * near);
        }
    probe_setup_close(&t);
}

/* On a straight way of equal steps the walk is that of steps at right angles all the same. */
static void the_walk_knows_the_steps_alone(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, STATES);
    for (int k = 0; k < STATES; k++)
        put(&t, k, STATES - k, 0);
    probe_setup_examine(&t, &probe_trajectory);
    for (int k = 0; k < STATES; k++) {
        const double s = 1 / (2 * sin((2 * k + 1) * PI / (4 * STATES + 2)));
        check_near(row(&t, "trajectory_axis", k)[2], s * s / (STATES * (STATES + 1) / 2.), near);
    }
    probe_setup_close(&t);
}

static struct score score_at(struct probe_setup *t, const real *w)
{
    const size_t bytes = t->net->graph->params.reals * sizeof(real);
    real *before = malloc(bytes);
    memcpy(before, t->net->graph->value, bytes);
    memcpy(t->net->graph->value, w, bytes);
    const struct score score = evaluate(t->net, &t->data.train, MODE_MEASURE, &t->arena);
    memcpy(t->net->graph->value, before, bytes);
    free(before);
    return score;
}

/* An ellipse's plane is that of two weights: points are losses of these two moved, and they reach a
 * fifth of its width beyond it. */
static void every_point_is_the_loss_of_its_weights(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, STATES);
    for (int k = 0; k < STATES; k++)
        put(&t, k, 2 * cos(2 * PI * (k + .5) / STATES), sin(2 * PI * (k + .5) / STATES));
    probe_setup_examine(&t, &probe_trajectory);
    assert_int_equal(t.recorded.rows, 2 * STATES + 1 + 25);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            const double *p = memory_recorder_at(&t.recorded, "trajectory_plane", i, j)->value;
            check_near(p[1], 1.4 * 2 * cos(PI / 8) * (-1 + .5 * i), 10 * near);
            check_near(p[2], 1.4 * cos(PI / 8) * (-1 + .5 * j), 10 * near);
            put(&t, 0, p[1], p[2]);
            const struct score want = score_at(&t, t.run.stage[0].w);
            check_near(p[3], want.loss, (exact ? 1e-8 : 1e-4) * (1 + want.loss));
            check_near(p[4], want.accuracy, exact ? 1e-9 : 1.01 / SAMPLES);
        }
    probe_setup_close(&t);
}

/* A path that leaves the plane: what a state's row says is of the state, not of its shadow. */
static void a_state_has_its_own_loss(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, STATES);
    probe_setup_examine(&t, &probe_trajectory);
    for (int k = 0; k <= STATES; k++) {
        const real *w = k < STATES ? t.run.stage[k].w : t.net->graph->value;
        const double *s = row(&t, "trajectory", k);
        double square = 0;
        for (size_t i = 0; i < t.net->graph->params.reals; i++)
            square += pow((double)w[i] - (double)t.net->graph->value[i], 2);
        check_near(s[1] * s[1] + s[2] * s[2] + s[3] * s[3], square, 1e-9 * (1 + square));
        check_near(s[4], score_at(&t, w).loss, 0);
        check_near(s[5], score_at(&t, w).accuracy, 0);
    }
    assert_true(row(&t, "trajectory", 0)[3] > .1);
    probe_setup_close(&t);
}

static void what_is_interrupted_goes_on(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, STATES);
    probe_setup_interrupt(&t, &probe_trajectory);
    probe_setup_close(&t);
}

static void check_refused(struct probe_setup *t, const char *why)
{
    assert_int_equal(probe_trajectory.examine(&t->run), STATUS_DATA);
    if (!strstr(t->failure.message, why))
        fail_msg("`%s` does not contain `%s`", t->failure.message, why);
    assert_int_equal(t->recorded.rows, 0);
    probe_setup_close(t);
}

static void what_is_no_path_is_refused(void **state)
{
    (void)state;
    struct probe_setup t;
    open_path(&t, 1);
    check_refused(&t, "the run kept 1");
    open_path(&t, STATES);
    for (int k = 0; k < STATES; k++)
        put(&t, k, 0, 0);
    check_refused(&t, "never moved");
    open_path(&t, STATES);
    put(&t, 2, (double)INFINITY, 0);
    check_refused(&t, "not finite");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_one_direction),
        cmocka_unit_test(an_ellipse_has_its_axes),
        cmocka_unit_test(steps_at_right_angles_have_their_closed_form),
        cmocka_unit_test(the_walk_knows_the_steps_alone),
        cmocka_unit_test(every_point_is_the_loss_of_its_weights),
        cmocka_unit_test(a_state_has_its_own_loss),
        cmocka_unit_test(what_is_interrupted_goes_on),
        cmocka_unit_test(what_is_no_path_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
