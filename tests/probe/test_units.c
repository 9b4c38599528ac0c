/* Judged by comparing every pair of units, sample by sample. */
#include "lab/probe/units.h"
#include "tests/support/test_net.h"

/* A value of `units` units, drawn so that a share of the numbers is 0 and patterns repeat. */
struct sample {
    struct arena arena;
    struct failure failure;
    struct node *n;
    int batch;
};

static void sample_open(struct sample *s, struct shape shape, int batch, double off, uint64_t seed)
{
    *s = (struct sample){.batch = batch};
    arena_open(&s->arena, 1 << 24);
    struct graph *g = graph_open(&s->arena, batch, &s->failure);
    s->n = graph_input(g, "x", shape);
    assert_int_equal(graph_allocate(g, s->n), STATUS_OK);
    const int units = shape_size(shape);
    const struct stream draws = stream_of(seed, PURPOSE_TEST, 0, 0);
    for (int k = 0; k < lane_groups(batch) * LANES; k++)
        for (int u = 0; u < units; u++) {
            /* units u and u + 7 share their draws; what is in dead lanes must not be counted */
            const double draw = stream_uniform(draws, (uint64_t)(k * 7 + u % 7));
            s->n->value[k / LANES * units + u][k % LANES] = k >= batch   ? (real)(1 + u)
                                                            : draw < off ? 0
                                                                         : (real)(draw - 2);
        }
}

static bool on(const struct sample *s, int n, int u)
{
    return number(s->n, s->n->value, n, u) != 0;
}

static struct unit_counts slow_count(const struct sample *s)
{
    struct unit_counts c = {0};
    for (int u = 0; u < shape_size(s->n->shape); u++) {
        bool dead = true, always_on = true, new = true;
        for (int n = 0; n < s->batch; n++) {
            dead &= !on(s, n, u);
            always_on &= on(s, n, u);
        }
        for (int v = 0; v < u; v++) {
            bool same = true;
            for (int n = 0; n < s->batch; n++)
                same &= on(s, n, u) == on(s, n, v);
            new &= !same;
        }
        c.dead += dead;
        c.always_on += always_on;
        c.distinct += new;
        for (int n = 0; n < s->batch; n++)
            c.active += on(s, n, u);
    }
    c.active /= s->batch * shape_size(s->n->shape);
    return c;
}

static struct unit_counts fast_count(struct sample *s)
{
    const size_t words = units_pattern_words(shape_size(s->n->shape), s->batch);
    uint64_t *room = arena_alloc(&s->arena, (words + 1) * sizeof *room);
    memset(room, 0xa5, (words + 1) * sizeof *room);
    const uint64_t fence = room[words];
    const struct unit_counts c = units_count(s->n, s->batch, room);
    assert_int_equal(room[words], fence);
    return c;
}

static void counts_are_those_of_comparing_all_pairs(void **state)
{
    (void)state;
    const struct shape shapes[] = {{1, 1, 1}, {2, 1, 1}, {33, 1, 1}, {150, 1, 1}, {3, 2, 4}};
    const int batches[] = {1, 2, 15, 16, 17, 63, 64, 65, 130};
    const double offs[] = {0, .05, .5, .95, 1};
    int dead = 0, distinct = 0;
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 9; k++)
            for (int o = 0; o < 5; o++) {
                struct sample s;
                sample_open(&s, shapes[i], batches[k], offs[o], (uint64_t)(i + k + o));
                const struct unit_counts got = fast_count(&s), want = slow_count(&s);
                assert_int_equal(got.dead, want.dead);
                assert_int_equal(got.always_on, want.always_on);
                assert_int_equal(got.distinct, want.distinct);
                check_near(got.active, want.active, 1e-15);
                dead += got.dead;
                distinct += got.distinct;
                arena_close(&s.arena);
            }
    assert_true(dead > 0 && distinct > 225);
}

/* By hand: three units over four samples, one dead, two that switch together. */
static void a_hand_made_value(void **state)
{
    (void)state;
    const double value[3][4] = {{1, 0, 2, 0}, {0, 0, 0, 0}, {5, 0, -.5, 0}};
    struct sample s;
    sample_open(&s, (struct shape){3, 1, 1}, 4, 0, 1);
    for (int u = 0; u < 3; u++)
        for (int n = 0; n < 4; n++)
            s.n->value[u][n] = (real)value[u][n];
    struct unit_counts c = fast_count(&s);
    assert_int_equal(c.dead, 1);
    assert_int_equal(c.distinct, 2);
    check_near(c.active, 4. / 12, 1e-15);
    s.n->value[2][1] = (real)1e-30; /* on, however little */
    c = fast_count(&s);
    assert_int_equal(c.distinct, 3);
    s.n->value[1][3] = (real)NAN; /* not off */
    c = fast_count(&s);
    assert_int_equal(c.dead, 0);
    arena_close(&s.arena);
}

/* One layer of 300 different units: as many patterns as units. */
static void all_different_is_all_distinct(void **state)
{
    (void)state;
    struct sample s;
    sample_open(&s, (struct shape){300, 1, 1}, 9, 1, 1);
    for (int u = 0; u < 300; u++)
        for (int n = 0; n < 9; n++)
            s.n->value[u][n] = (real)(u >> n & 1);
    const struct unit_counts c = fast_count(&s);
    assert_int_equal(c.dead, 1);
    assert_int_equal(c.distinct, 300);
    arena_close(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_comparing_all_pairs),
        cmocka_unit_test(a_hand_made_value),
        cmocka_unit_test(all_different_is_all_distinct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
