/* How nodes fall into segments and the batch into chunks, and what memory follows from that. */
#include "tests/support/tiny.h"

/* Four groups in chunks of one. */
static void open_in_chunks(struct rig *r)
{
    rig_open(r, 1 << 24, 64, 64);
    r->g->chunk_bytes = 1;
}

static void a_segment_begins_where_samples_meet(void **state)
{
    (void)state;
    struct rig r;
    open_in_chunks(&r);
    struct node *a = centre(r.g, weigh(r.g, r.x)), *b = centre(r.g, weigh(r.g, a));
    rig_start(&r, fold(r.g, b, 1), 1);
    assert_int_equal(r.g->segments, 3);
    assert_int_equal(r.g->segment[0].first, 0);
    assert_int_equal(r.g->segment[1].first, a->index);
    assert_int_equal(r.g->segment[2].first, b->index);
    assert_int_equal(r.g->segment[3].first, r.g->root->index + 1);
    arena_close(&r.arena);
}

/* Those that are cut for their length alone. */
static void a_long_chain_is_cut_into_equal_segments(void **state)
{
    (void)state;
    struct rig r;
    open_in_chunks(&r);
    struct node *x = r.x;
    for (int k = 0; k < 100; k++)
        x = weigh(r.g, x);
    rig_start(&r, fold(r.g, x, 1), 1);
    const struct segment *s = r.g->segment;
    const int length = s[1].first - s[0].first;
    assert_in_range(length, 8, 32);
    for (int i = 0; s[i + 1].first < x->index - length; i++)
        assert_int_equal(s[i + 1].first - s[i].first, length);
    arena_close(&r.arena);
}

static void a_chunk_is_as_many_groups_as_fit(void **state)
{
    (void)state;
    const size_t group = 3 * sizeof(lane);
    const struct {
        size_t bytes;
        int groups;
    } cases[] = {{1, 1}, {group, 1}, {2 * group - 1, 1}, {2 * group, 2}, {100 * group, 100}};
    for (int i = 0; i < 5; i++) {
        struct rig r;
        open_in_chunks(&r);
        r.g->chunk_bytes = cases[i].bytes;
        rig_start(&r, fold(r.g, weigh(r.g, r.x), 1), 1);
        assert_int_equal(r.g->segment[0].groups, cases[i].groups);
        arena_close(&r.arena);
    }
}

/* Where chunks follow each other, a chain's gradients live until the segment's end: its length is
 * bounded, so the buffers are. */
static void long_chains_need_few_buffers(void **state)
{
    (void)state;
    int buffers[2];
    for (int i = 0; i < 2; i++) {
        struct rig r;
        open_in_chunks(&r);
        struct node *x = r.x;
        for (int k = 0; k < (i ? 1000 : 100); k++)
            x = weigh(r.g, x);
        rig_start(&r, fold(r.g, x, 1), 1);
        buffers[i] = r.g->buffers;
        arena_close(&r.arena);
    }
    assert_in_range(buffers[0], 3, 20);
    assert_int_equal(buffers[0], buffers[1]);
}

static void only_what_several_parts_add_to_is_copied(void **state)
{
    (void)state;
    for (int chunks = 0; chunks < 2; chunks++) {
        struct rig r;
        rig_open(&r, 1 << 24, 64, 64);
        r.g->chunk_bytes = chunks ? 1 : r.g->chunk_bytes;
        rig_start(&r, fold(r.g, weigh(r.g, r.x), 1), 1);
        assert_int_equal(r.g->parts, chunks ? 4 : 1);
        assert_int_equal(r.g->params.first->copied, chunks);
        assert_int_equal(r.g->copy_reals, chunks ? reals_padded(3) : 0);
        arena_close(&r.arena);
    }
}

static void the_room_is_in_the_bytes(void **state)
{
    (void)state;
    struct rig r;
    open_in_chunks(&r);
    struct node *root = fold(r.g, weigh(r.g, r.x), 1);
    const size_t alone = graph_bytes(r.g, root).room, before = r.arena.used;
    assert_int_equal(r.arena.used, before);
    assert_in_range(alone, 3 * 16 * sizeof(real), 8192);
    struct failure failure = {0};
    struct thread_pool *pool = thread_pool_open(2, &failure);
    graph_employ(r.g, pool);
    assert_true(graph_bytes(r.g, root).room > alone); /* scratch for each thread */
    assert_int_equal(graph_allocate(r.g, root), STATUS_OK);
    assert_int_equal(r.g->copy_reals, reals_padded(3));
    thread_pool_close(pool);
    arena_close(&r.arena);
}

/* The answer is worked out in memory that is given back: what a graph runs on must not lie there. */
static void asking_again_leaves_a_graph_as_it_was(void **state)
{
    (void)state;
    struct rig r;
    open_in_chunks(&r);
    struct node *root = fold(r.g, centre(r.g, weigh(r.g, r.x)), 1);
    rig_start(&r, root, 1);
    const struct segment *segment = r.g->segment;
    const size_t total = graph_bytes(r.g, root).total;
    memset(arena_alloc(&r.arena, 4096), 0x55, 4096);
    assert_ptr_equal(r.g->segment, segment);
    assert_int_equal(r.g->segments, 2);
    assert_int_equal(r.g->segment[2].first, root->index + 1);
    assert_int_equal(graph_bytes(r.g, root).total, total);
    arena_close(&r.arena);
}

/* A wide node, then many narrow ones: the segment of the first has four chunks, the next one has one,
 * and its first node, which has a parameter, goes backward in four. */
static void a_segments_first_node_adds_in_the_chunks_of_the_one_before(void **state)
{
    (void)state;
    real *grad[2];
    for (int chunks = 0; chunks < 2; chunks++) {
        static struct rig r[2];
        rig_open(&r[chunks], 1 << 24, 64, 64);
        struct graph *g = r[chunks].g;
        struct node *x = weigh(g, fold(g, r[chunks].x, 6));
        for (int i = 0; i < 40; i++)
            x = weigh(g, i == 9 ? fold(g, x, 1) : x);
        if (chunks)
            g->chunk_bytes = 4 * sizeof(lane); /* one group of 6 channels; four of 1 */
        rig_start(&r[chunks], fold(g, x, 1), 3);
        graph_forward(g, &r[chunks].pass);
        graph_backward(g, &r[chunks].pass, NULL);
        grad[chunks] = g->grad;
        if (!chunks)
            continue;
        assert_true(g->segment[0].groups < g->segment[g->segments - 1].groups);
        for (size_t i = 0; i < g->params.reals; i++)
            check_near((double)grad[1][i], (double)grad[0][i],
                       (exact ? 1e-12 : 1e-5) * (1 + fabs((double)grad[0][i])));
        arena_close(&r[0].arena);
        arena_close(&r[1].arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_segment_begins_where_samples_meet),
        cmocka_unit_test(a_long_chain_is_cut_into_equal_segments),
        cmocka_unit_test(a_chunk_is_as_many_groups_as_fit),
        cmocka_unit_test(long_chains_need_few_buffers),
        cmocka_unit_test(only_what_several_parts_add_to_is_copied),
        cmocka_unit_test(the_room_is_in_the_bytes),
        cmocka_unit_test(a_segments_first_node_adds_in_the_chunks_of_the_one_before),
        cmocka_unit_test(asking_again_leaves_a_graph_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
