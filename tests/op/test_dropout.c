/* Judged by central differences under fixed draws, by the generator read one draw at a time, and by
 * counts within four standard errors. */
#include "lab/base/rng.h"
#include "lab/op/op.h"
#include "tests/support/check.h"
#include "tests/support/opcheck.h"

enum { BATCH = 60, SIZE = 171 }; /* neither fills its lanes nor its blocks of four */
static const double P = .3;

static struct node *build(struct graph *g, const struct opcheck_size *n)
{
    struct node *x = graph_input(g, "x", (struct shape){n->in, n->out, 1});
    graph_want(x);
    return op_dropout(g, x, P);
}

static void backward_is_the_derivative_in_every_mode(void **state)
{
    (void)state;
    opcheck(&(struct opcheck){.build = build, .mode = MODE_TRAIN, false});
    opcheck(&(struct opcheck){.build = build, .mode = MODE_MEASURE, false});
    opcheck(&(struct opcheck){.build = build, .mode = MODE_EVAL, false});
}

struct fixture {
    struct arena arena;
    struct failure failure;
    struct graph *g;
    struct node *x, *y, *z; /* y and z drop from the same x */
};

static void set_up(struct fixture *b, double p, double x)
{
    *b = (struct fixture){0};
    arena_open(&b->arena, 1 << 23);
    b->g = graph_open(&b->arena, BATCH, &b->failure);
    b->x = graph_input(b->g, "x", (struct shape){SIZE, 1, 1});
    graph_want(b->x);
    b->y = op_dropout(b->g, b->x, p);
    b->z = op_dropout(b->g, b->x, p);
    assert_int_equal(graph_allocate(b->g, op_add(b->g, b->y, b->z)), STATUS_OK);
    for (size_t i = 0; i < node_lanes(b->x, BATCH); i++)
        b->x->value[i] += (real)x;
}

static void run(struct fixture *b, enum mode mode, uint64_t seed, uint64_t step, int batch)
{
    struct pass pass = {.mode = mode, .batch = batch, .seed = seed, .step = step};
    graph_forward(b->g, &pass);
}

static double at(const lane *lanes, int sample, int feature)
{
    return (double)lanes[sample / LANES * SIZE + feature][sample % LANES];
}

static void drops_its_share_and_keeps_the_mean(void **state)
{
    (void)state;
    struct fixture b;
    const double draws = 40. * BATCH * SIZE;
    double dropped = 0, sum = 0;
    set_up(&b, P, 2);
    for (uint64_t step = 0; step < 40; step++) {
        run(&b, MODE_TRAIN, 5, step, BATCH);
        for (int s = 0; s < BATCH; s++)
            for (int f = 0; f < SIZE; f++) {
                const double y = at(b.y->value, s, f);
                dropped += y == 0;
                sum += y;
                if (y != 0)
                    check_near(y, 2 / (1 - P), 1e-6);
            }
    }
    check_near(dropped / draws, P, 4 * sqrt(P * (1 - P) / draws));
    check_near(sum / draws, 2, 4 * 2 * sqrt(P / (1 - P) / draws));
    arena_close(&b.arena);
}

/* Lane l, of sample s and feature f, is in block l / 4 * 16 + s % 16 and has word l % 4 of it. */
static void draws_are_words_of_seed_step_node_and_element(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, P, 1);
    run(&b, MODE_TRAIN, 77, 1234567890, BATCH);
    const struct node *each[] = {b.y, b.z};
    for (int k = 0; k < 2; k++) {
        const struct stream stream =
            stream_of(77, PURPOSE_DROPOUT, 1234567890, (uint64_t)each[k]->index);
        for (int s = 0; s < BATCH; s++)
            for (int f = 0; f < SIZE; f++) {
                const int l = s / LANES * SIZE + f;
                uint32_t word[4];
                stream_block(stream, (uint64_t)(l / 4 * 16 + s % LANES), word);
                assert_true((at(each[k]->value, s, f) == 0) == (word[l % 4] < P * 0x1p32));
            }
    }
    arena_close(&b.arena);
}

/* How many of the elements of two values are dropped in one and not in the other. */
static int differences(const lane *a, const lane *b, int batch)
{
    int n = 0;
    for (int s = 0; s < batch; s++)
        for (int f = 0; f < SIZE; f++)
            n += at(a, s, f) != at(b, s, f);
    return n;
}

static void the_same_step_draws_the_same_and_another_does_not(void **state)
{
    (void)state;
    struct fixture b, other;
    const int half = BATCH * SIZE / 3; /* of two draws .42 differ */
    set_up(&b, P, 1);
    set_up(&other, P, 1);
    run(&other, MODE_TRAIN, 5, 8, BATCH);
    run(&b, MODE_TRAIN, 5, 7, BATCH);
    assert_true(differences(b.y->value, other.y->value, BATCH) > half);
    assert_true(differences(b.y->value, b.z->value, BATCH) > half);
    run(&other, MODE_TRAIN, 6, 7, BATCH);
    assert_true(differences(b.y->value, other.y->value, BATCH) > half);
    run(&other, MODE_TRAIN, 5, 7, BATCH);
    assert_int_equal(differences(b.y->value, other.y->value, BATCH), 0);
    run(&other, MODE_TRAIN, 5, 7, BATCH - 30); /* a smaller batch: its samples see no difference */
    assert_int_equal(differences(b.y->value, other.y->value, BATCH - 30), 0);
    arena_close(&b.arena);
    arena_close(&other.arena);
}

static void backward_drops_what_forward_dropped(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, P, 1);
    struct pass pass = {.batch = BATCH, .seed = 3, .step = 4};
    graph_forward(b.g, &pass);
    memset(b.y->grad, 0, node_lanes(b.y, BATCH) * sizeof(lane));
    for (size_t i = 0; i < node_lanes(b.y, BATCH); i++)
        b.y->grad[i] += 1;
    graph_backward_from(b.g, &pass, b.y, NULL);
    assert_int_equal(differences(b.y->value, b.x->grad, BATCH), 0);
    arena_close(&b.arena);
}

static void outside_training_it_is_the_identity(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, P, 3);
    run(&b, MODE_MEASURE, 5, 7, BATCH);
    assert_int_equal(differences(b.y->value, b.x->value, BATCH), 0);
    run(&b, MODE_TRAIN, 5, 7, BATCH);
    assert_true(differences(b.y->value, b.x->value, BATCH) == BATCH * SIZE);
    run(&b, MODE_EVAL, 5, 7, BATCH);
    assert_int_equal(differences(b.y->value, b.x->value, BATCH), 0);
    arena_close(&b.arena);
}

static void probability_0_keeps_all_and_nothing_heals_the_undefined(void **state)
{
    (void)state;
    struct fixture b;
    set_up(&b, 0, 3);
    run(&b, MODE_TRAIN, 5, 7, BATCH);
    assert_int_equal(differences(b.y->value, b.x->value, BATCH), 0);
    arena_close(&b.arena);
    set_up(&b, .9, NAN);
    run(&b, MODE_TRAIN, 5, 7, BATCH);
    for (int s = 0; s < BATCH; s++)
        for (int f = 0; f < SIZE; f++)
            assert_true(isnan(at(b.y->value, s, f)));
    arena_close(&b.arena);
}

static void refuses_what_is_no_probability(void **state)
{
    (void)state;
    const double p[] = {1, -.1, 1.5, NAN};
    const char *says[] = {"1", "-0.1", "1.5", "nan"};
    for (int i = 0; i < 4; i++) {
        struct failure failure = {0};
        struct arena arena;
        char want[100];
        snprintf(want, sizeof want, "dropout: p is at least 0 and below 1, not %s", says[i]);
        arena_open(&arena, 1 << 20);
        struct graph *g = graph_open(&arena, 1, &failure);
        assert_null(op_dropout(g, graph_input(g, "x", (struct shape){1, 1, 1}), p[i]));
        assert_string_equal(failure.message, want);
        arena_close(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(backward_is_the_derivative_in_every_mode),
        cmocka_unit_test(drops_its_share_and_keeps_the_mean),
        cmocka_unit_test(draws_are_words_of_seed_step_node_and_element),
        cmocka_unit_test(the_same_step_draws_the_same_and_another_does_not),
        cmocka_unit_test(backward_drops_what_forward_dropped),
        cmocka_unit_test(outside_training_it_is_the_identity),
        cmocka_unit_test(probability_0_keeps_all_and_nothing_heals_the_undefined),
        cmocka_unit_test(refuses_what_is_no_probability),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
