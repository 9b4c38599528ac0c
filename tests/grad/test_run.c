/* The laws of the loop: gradients are judged by central differences, on random graphs full of branches,
 * views and unequal shapes. */
#include "lab/grad/chain.h"
#include "tests/support/tiny.h"

static double mean_loss(const struct rig *r)
{
    double sum = 0;
    for (int i = 0; i < lane_groups(r->pass.batch); i++)
        sum += lane_sum(lane_keep(r->g->root->value[i], lane_live(r->pass.batch, i)));
    return sum / r->pass.batch;
}

/* The loss when the nodes after `place` are computed again; -1: all of them. */
static double loss_after(struct rig *r, int place)
{
    for (int i = place + 1; i <= r->g->root->index; i++)
        chain_node_forward(r->g->node[i], &r->pass);
    return mean_loss(r);
}

static double central_difference(struct rig *r, int place, real *number)
{
    real kept = *number, step = exact ? (real)1e-5 : (real)1e-2;
    *number = kept + step;
    double up = loss_after(r, place);
    *number = kept - step;
    double down = loss_after(r, place);
    *number = kept;
    loss_after(r, place);
    return (up - down) / (2 * (double)step);
}

static void check_gradient(double got, double want)
{
    check_near(got, want, (exact ? 1e-8 : 3e-3) * (1 + fabs(want)));
}

static void creation_order_is_topological(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 24, 4, 4);
    random_graph(&r, 1);
    for (int i = 0; i < r.g->nodes; i++) {
        assert_int_equal(r.g->node[i]->index, i);
        for (int k = 0; k < r.g->node[i]->inputs; k++)
            assert_in_range(r.g->node[i]->in[k]->index, 0, i - 1);
    }
    arena_close(&r.arena);
}

/* A gradient shown to the observer, at a few of its places; views are left out, for their memory is
 * also another node's. */
static void check_node(struct rig *r, struct node *n, const real *grad)
{
    int batch = r->pass.batch, C = n->shape.channels;
    for (int k = 0; k < (int)node_lanes(n, batch) * LANES; k += 7) {
        if (k / LANES / C * LANES + k % LANES >= batch)
            check_near((double)grad[k], 0, 0);
        else if (!n->op || !n->op->view)
            check_gradient((double)grad[k], central_difference(r, n->index, (real *)n->value + k));
    }
}

/* Every gradient is right when it is shown, so no two that are alive share a buffer. */
static void every_gradient_is_complete_when_shown(void **state)
{
    (void)state;
    for (int seed = 0; seed < 20; seed++) {
        struct rig r;
        rig_random(&r, (uint64_t)seed, seed % 4 > 1, NULL);
        struct seen seen = observe(&r);
        assert_true(seen.times > 10);
        for (struct param *p = r.g->params.first; p; p = p->next)
            for (size_t i = 0; i < p->count; i++)
                check_gradient((double)p->grad[i], central_difference(&r, -1, p->value + i));
        for (int i = 0; i < r.g->nodes; i++) {
            if (seen.grad[i])
                check_node(&r, r.g->node[i], seen.grad[i]);
            free(seen.grad[i]);
        }
        arena_close(&r.arena);
    }
}

/* To the bit, whoever looks and whoever computes; in one chunk the sums run in another order. */
static void chunks_threads_and_observers_change_nothing(void **state)
{
    (void)state;
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(3, &failure);
    for (int seed = 0; seed < 20; seed++) {
        struct rig whole_batch, observed, threads;
        rig_random(&whole_batch, (uint64_t)seed, false, NULL);
        rig_random(&observed, (uint64_t)seed, true, NULL);
        rig_random(&threads, (uint64_t)seed, true, pool);
        struct rig *alone[] = {&whole_batch, &threads};
        for (int i = 0; i < 2; i++) {
            graph_forward(alone[i]->g, &alone[i]->pass);
            graph_backward(alone[i]->g, &alone[i]->pass, NULL);
        }
        struct seen seen = observe(&observed);
        for (int i = 0; i < observed.g->nodes; i++)
            free(seen.grad[i]);
        for (size_t i = 0; i < observed.g->params.reals; i++) {
            double a = (double)observed.g->grad[i], b = (double)whole_batch.g->grad[i];
            check_near(a, (double)threads.g->grad[i], 0);
            check_near(a, b, (exact ? 1e-12 : 1e-4) * (1 + fabs(b)));
        }
        arena_close(&whole_batch.arena);
        arena_close(&observed.arena);
        arena_close(&threads.arena);
    }
    thread_pool_close(pool);
}

static void a_value_used_twice_gets_a_gradient_from_both_uses(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 1, 1);
    struct node *x = weigh(r.g, r.x), *both = meet(r.g, x, alias(r.g, x));
    rig_start(&r, fold(r.g, both, 1), 1);
    struct seen seen = {.last = r.g->nodes};
    graph_forward(r.g, &r.pass);
    graph_backward(r.g, &r.pass, &(struct observer){&seen, see});
    for (int c = 0; c < 3; c++) {
        double v = (double)x->value[c][0], q = 1 + v * v * v * v;
        check_near((double)seen.grad[x->index][c * LANES], 2 * v * (2 - q) / (q * q), 1e-6);
    }
    for (int i = 0; i < r.g->nodes; i++)
        free(seen.grad[i]);
    arena_close(&r.arena);
}

static void backward_adds_to_what_is_there(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 24, 20, 7);
    rig_start(&r, random_graph(&r, 3), 3);
    size_t n = r.g->params.reals;
    real *on_zeros = malloc(n * sizeof *on_zeros);
    graph_forward(r.g, &r.pass);
    graph_backward(r.g, &r.pass, NULL);
    memcpy(on_zeros, r.g->grad, n * sizeof *on_zeros);
    for (size_t i = 0; i < n; i++)
        r.g->grad[i] = 1;
    graph_backward(r.g, &r.pass, NULL);
    for (size_t i = 0; i < n; i++)
        check_near((double)r.g->grad[i] - (double)on_zeros[i], 1, exact ? 1e-12 : 1e-5);
    graph_zero_grad(r.g);
    for (size_t i = 0; i < n; i++)
        assert_true(r.g->grad[i] == 0);
    free(on_zeros);
    arena_close(&r.arena);
}

static void each_sample_has_a_loss_and_their_mean_is_differentiated(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 40, 19);
    struct node *root = fold(r.g, weigh(r.g, r.x), 1);
    rig_start(&r, root, 1);
    graph_forward(r.g, &r.pass);
    root->grad[2] = (lane){0} + 77; /* a group beyond this batch */
    graph_backward(r.g, &r.pass, NULL);
    for (int i = 0; i < 19; i++) {
        double sum = 0;
        for (int c = 0; c < 3; c++)
            sum += (double)(r.g->value[c] * r.x->value[i / 16 * 3 + c][i % 16]);
        check_near((double)root->value[i / 16][i % 16], sum, 1e-6);
    }
    for (int i = 0; i < 32; i++)
        check_near((double)root->grad[i / 16][i % 16], i < 19 ? 1 / 19. : 0, 1e-8);
    assert_true(root->grad[2][0] == 77);
    arena_close(&r.arena);
}

static void backward_from_the_middle_passes_on_any_gradient(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 5, 5);
    struct node *low = weigh(r.g, r.x), *middle = meet(r.g, low, low), *high = weigh(r.g, middle);
    graph_want(r.x);
    rig_start(&r, fold(r.g, high, 1), 1);
    graph_forward(r.g, &r.pass);
    for (int c = 0; c < 3; c++)
        middle->grad[c] = (lane){0} + (real)(c + 1);
    graph_backward_from(r.g, &r.pass, middle, NULL);
    for (int c = 0; c < 3; c++) {
        double v = (double)low->value[c][4], w = (double)low->param[0]->value[c],
               q = 1 + v * v * v * v;
        check_near((double)r.x->grad[c][4], (c + 1) * w * 2 * v * (2 - q) / (q * q), 1e-5);
        assert_true(high->param[0]->grad[c] == 0);
    }
    arena_close(&r.arena);
}

/* Clear what was computed behind node `place`. */
static void forget(struct rig *r, int place)
{
    for (int i = place + 1; i <= r->g->root->index; i++) {
        const struct node *n = r->g->node[i];
        if (n->op && !n->op->view)
            memset(n->value, 0, node_lanes(n, r->pass.batch) * sizeof(lane));
    }
}

static void a_pass_in_pieces_is_the_whole_pass(void **state)
{
    (void)state;
    for (int seed = 0; seed < 8; seed++) {
        struct rig r;
        rig_random(&r, (uint64_t)seed, seed % 4 > 1, NULL);
        graph_forward(r.g, &r.pass);
        const double want = mean_loss(&r);
        for (int cut = 1; cut < r.g->root->index; cut++) {
            forget(&r, 0);
            graph_forward_between(r.g, &r.pass, r.g->node[0], r.g->node[cut]);
            forget(&r, cut);
            graph_forward_between(r.g, &r.pass, r.g->node[cut], r.g->root);
            check_near(mean_loss(&r), want, 0);
        }
        arena_close(&r.arena);
    }
}

/* The rest of the graph follows a value that the caller has put there. */
static void what_follows_a_changed_value_follows_from_it(void **state)
{
    (void)state;
    for (int seed = 0; seed < 8; seed++) {
        struct rig r;
        rig_random(&r, (uint64_t)seed, false, NULL);
        for (int i = 2; i < r.g->root->index; i++) {
            struct node *n = r.g->node[i];
            graph_forward(r.g, &r.pass);
            n->value[0][0] += (real).25;
            graph_forward_between(r.g, &r.pass, n, r.g->root);
            const double got = mean_loss(&r);
            check_near(got, loss_after(&r, i), (exact ? 1e-12 : 1e-5) * (1 + fabs(got)));
        }
        arena_close(&r.arena);
    }
}

/* Also where what comes next has gathered from the old value already. */
static void a_changed_value_is_gathered_again(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 5, 5);
    struct node *low = weigh(r.g, r.x), *middle = centre(r.g, low);
    rig_start(&r, fold(r.g, meet(r.g, low, middle), 1), 1);
    graph_forward(r.g, &r.pass);
    low->value[0][0] += 2;
    graph_forward_between(r.g, &r.pass, low, r.g->root);
    double sum = 0;
    for (int i = 0; i < r.pass.batch; i++)
        sum += (double)middle->value[0][i];
    check_near(sum, 0, 1e-5);
    arena_close(&r.arena);
}

static void backward_between_two_nodes_stops_at_the_lower_one(void **state)
{
    (void)state;
    for (int seed = 0; seed < 8; seed++) {
        struct rig r;
        rig_random(&r, (uint64_t)seed, seed % 4 > 1, NULL);
        struct seen seen = observe(&r);
        for (int to = 0; to < r.g->root->index; to++) {
            struct node *n = r.g->node[to];
            if (!seen.grad[to])
                continue;
            for (int i = 0; i < lane_groups(r.pass.batch); i++)
                r.g->root->grad[i] =
                    lane_keep((lane){0} + (real)1 / (real)r.pass.batch, lane_live(r.pass.batch, i));
            graph_zero_grad(r.g);
            if (n->op == &centre_op)
                memset(n->state, 0, sizeof(struct centre_state));
            graph_backward_between(r.g, &r.pass, r.g->root, n);
            for (size_t i = 0; i < node_lanes(n, r.pass.batch) * LANES; i++)
                check_near((double)((real *)n->grad)[i], (double)seen.grad[to][i], 0);
            if (n->op == &centre_op) /* has not gathered */
                for (int c = 0; c < n->shape.channels; c++)
                    check_near(lane_sum(((struct centre_state *)n->state)->sum[0][c]), 0, 0);
            for (int k = 0; k < 2 && n->param[k]; k++)
                for (size_t i = 0; i < n->param[k]->count; i++)
                    assert_true(n->param[k]->grad[i] == 0);
        }
        for (int i = 0; i < r.g->nodes; i++)
            free(seen.grad[i]);
        arena_close(&r.arena);
    }
}

static void a_wish_reaches_back_through_nodes_made_before_it(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    struct node *root = fold(r.g, fold(r.g, r.x, 2), 1);
    graph_want(r.x);
    rig_start(&r, root, 1);
    graph_forward(r.g, &r.pass);
    graph_backward(r.g, &r.pass, NULL);
    assert_non_null(r.x->grad);
    check_near((double)r.x->grad[2][1], .5, 0);
    arena_close(&r.arena);
}

static void a_graph_that_nobody_trains_still_runs_backward(void **state)
{
    (void)state;
    struct rig r;
    rig_open(&r, 1 << 20, 2, 2);
    rig_start(&r, fold(r.g, r.x, 1), 1);
    graph_forward(r.g, &r.pass);
    graph_backward(r.g, &r.pass, NULL);
    assert_null(r.x->grad);
    arena_close(&r.arena);
}

static void ten_thousand_layers_are_a_longer_loop(void **state)
{
    (void)state;
    enum { DEPTH = 10000 };
    struct rig r;
    rig_open(&r, (size_t)1 << 30, 2, 2);
    struct node *x = r.x;
    for (int i = 0; i < DEPTH; i++)
        x = weigh(r.g, x);
    rig_start(&r, fold(r.g, x, 1), 1);
    assert_in_range(r.g->buffers, 2, 3); /* a chain holds two gradients at a time */
    for (struct param *p = r.g->params.first; p; p = p->next)
        p->value[0] = p == r.g->params.last ? 3 : 1;
    graph_forward(r.g, &r.pass);
    graph_backward(r.g, &r.pass, NULL);
    double sum = (double)r.x->value[0][0] + (double)r.x->value[0][1];
    check_near((double)r.g->params.first->grad[0], 3 * sum / 2, 1e-5);
    check_near((double)r.g->params.last->grad[0], sum / 2, 1e-5);
    arena_close(&r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(creation_order_is_topological),
        cmocka_unit_test(every_gradient_is_complete_when_shown),
        cmocka_unit_test(chunks_threads_and_observers_change_nothing),
        cmocka_unit_test(a_value_used_twice_gets_a_gradient_from_both_uses),
        cmocka_unit_test(backward_adds_to_what_is_there),
        cmocka_unit_test(each_sample_has_a_loss_and_their_mean_is_differentiated),
        cmocka_unit_test(backward_from_the_middle_passes_on_any_gradient),
        cmocka_unit_test(a_pass_in_pieces_is_the_whole_pass),
        cmocka_unit_test(what_follows_a_changed_value_follows_from_it),
        cmocka_unit_test(a_changed_value_is_gathered_again),
        cmocka_unit_test(backward_between_two_nodes_stops_at_the_lower_one),
        cmocka_unit_test(a_wish_reaches_back_through_nodes_made_before_it),
        cmocka_unit_test(a_graph_that_nobody_trains_still_runs_backward),
        cmocka_unit_test(ten_thousand_layers_are_a_longer_loop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
