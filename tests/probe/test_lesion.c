/* Judged by nets that were never larger: a net without a block is the shallower net with the other
 * blocks' weights, and a net with two swapped is one built in that order. */
#include "lab/probe/lesion.h"
#include "lab/train/evaluate.h"
#include "tests/support/exams.h"

enum { BLOCKS = 4, WIDTH = 6, SAMPLES = 40, TESTED = 23, CLASSES = 3 };

static const double TIGHT = sizeof(real) == 8 ? 1e-12 : 1e-5;

/* Weights as after training: no gain is 1, no statistic is 0. */
static void stir(const struct network *net)
{
    const struct stream z = stream_of(2, PURPOSE_TEST, 3, 0);
    uint64_t i = 0;
    for (struct param *p = net->graph->params.first; p; p = p->next)
        for (size_t k = 0; k < p->count; k++)
            p->value[k] += (real)(.3 * stream_normal(z, i++));
    for (struct param *p = net->graph->statistics.first; p; p = p->next)
        for (size_t k = 0; k < p->count; k++)
            p->value[k] += (real)(.5 * stream_uniform(z, i++));
}

static void open_stirred(struct table *t, struct net_spec spec, struct shape x)
{
    table_open(t, spec, x, CLASSES, SAMPLES);
    t->data.test.count = TESTED;
    t->data.test.x += 5 * shape_size(x);
    t->data.test.label += 5;
    stir(t->net);
}

/* The parameter of that name, with "block3." read as the block that stands in third place. */
static const struct param *source_of(const struct network *from, const char *name, const int *block)
{
    int at, length = 0;
    char old[64];
    if (sscanf(name, "block%d.%n", &at, &length) == 1 && length) {
        snprintf(old, sizeof old, "block%d.%s", block[at - 1], name + length);
        name = old;
    }
    return param_named(from, name);
}

/* The score of a net that has these blocks of t's, in this order. */
static struct score score_of_blocks(struct table *t, const int *block, int blocks)
{
    struct net_spec spec = t->spec;
    spec.depth = 2 * blocks;
    const size_t mark = arena_mark(&t->arena);
    struct network *net =
        network_build(&t->arena, &spec, t->net->input->shape, CLASSES, SAMPLES, &t->failure);
    if (!net || network_start(net, 1))
        fail_msg("%s", t->failure.message);
    const struct param_list *lists[] = {&net->graph->params, &net->graph->statistics};
    for (int i = 0; i < 2; i++)
        for (struct param *p = lists[i]->first; p; p = p->next) {
            const struct param *source = source_of(t->net, p->name, block);
            assert_true(source && source->count == p->count);
            memcpy(p->value, source->value, p->count * sizeof(real));
        }
    const struct score score = evaluate(net, &t->data.test, MODE_EVAL, &t->arena);
    arena_rewind(&t->arena, mark);
    return score;
}

static void check_score(const double *got, struct score want)
{
    check_near(got[0], want.loss, TIGHT * (1 + want.loss));
    check_near(got[1], want.accuracy, 1e-9);
}

static const struct {
    const char *block, *order, *norm;
} kinds[] = {{"plain", "original", "none"},
             {"plain", "original", "batch"},
             {"residual", "original", "none"},
             {"residual", "original", "batch"},
             {"residual", "relu-before-add", "batch"},
             {"residual", "norm-after-add", "none"},
             {"preact", "original", "batch"},
             {"preact", "original", "layer"},
             {"highway", "original", "none"},
             {"inception", "original", "batch"}};
enum { KINDS = sizeof kinds / sizeof *kinds };

static void open_kind(struct table *t, int i)
{
    struct net_spec spec = spec_of(kinds[i].block, 2 * BLOCKS, WIDTH);
    spec.order = kinds[i].order;
    spec.norm = kinds[i].norm;
    open_stirred(t, spec, (struct shape){5, 1, 1});
}

static const struct entry *row_of(const struct table *t, const char *series, int place, int key)
{
    for (int i = 0; i < t->diary.rows; i++) {
        const struct entry *e = &t->diary.row[i];
        if (!strcmp(e->series->name, series) && e->place == place &&
            (key < 0 || (int)e->value[0] == key))
            return e;
    }
    return NULL;
}

static void a_net_without_a_block_is_the_shallower_net(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct table t;
        open_kind(&t, i);
        table_examine(&t, &probe_lesion);
        for (int gone = 0; gone <= BLOCKS; gone++) {
            int left[BLOCKS], n = 0;
            for (int b = 1; b <= BLOCKS; b++)
                if (b != gone)
                    left[n++] = b;
            const struct entry *e = row_of(&t, "lesion", gone, -1);
            assert_non_null(e);
            check_score(e->value, score_of_blocks(&t, left, n));
        }
        table_close(&t);
    }
}

static void a_net_with_two_swapped_is_built_in_that_order(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct table t;
        open_kind(&t, i);
        table_examine(&t, &probe_lesion);
        for (int a = 1; a <= BLOCKS; a++) {
            const struct entry *e = row_of(&t, "lesion_swap", a, -1);
            assert_non_null(e);
            const int b = (int)e->value[0];
            assert_true(b >= 1 && b <= BLOCKS && b != a);
            int order[] = {1, 2, 3, 4};
            order[a - 1] = b;
            order[b - 1] = a;
            check_score(e->value + 1, score_of_blocks(&t, order, BLOCKS));
        }
        table_close(&t);
    }
}

/* The row of each draw and number deleted is that of some net with so many blocks left; and each draw
 * only takes away: its last survivors are among the earlier ones. */
static void deletions_of_a_draw_are_nested(void **state)
{
    (void)state;
    for (int i = 0; i < KINDS; i++) {
        struct table t;
        open_kind(&t, i);
        table_examine(&t, &probe_lesion);
        double loss[1 << BLOCKS] = {0};
        for (unsigned set = 1; set < 1 << BLOCKS; set++) {
            int left[BLOCKS], n = 0;
            for (int b = 1; b <= BLOCKS; b++)
                if (set >> (b - 1) & 1)
                    left[n++] = b;
            loss[set] = score_of_blocks(&t, left, n).loss;
        }
        for (int draw = 0; draw < 5; draw++)
            for (unsigned k = 1, before = (1 << BLOCKS) - 1; k <= BLOCKS; k++) {
                const struct entry *e = row_of(&t, "lesion_many", (int)k, draw);
                assert_non_null(e);
                unsigned found = 0;
                for (unsigned set = 1; set < 1 << BLOCKS && k < BLOCKS; set++)
                    if (__builtin_popcount(set) == BLOCKS - (int)k && !(set & ~before) &&
                        fabs(loss[set] - e->value[1]) <= TIGHT * (1 + loss[set]))
                        found = set;
                assert_true(found || k == BLOCKS);
                before = found;
            }
        table_close(&t);
    }
}

/* Where the shape changes a residual net keeps its shortcut, and a plain block cannot be left out. */
static void blocks_that_change_the_shape(void **state)
{
    (void)state;
    for (int plain = 0; plain < 2; plain++) {
        struct table t;
        struct net_spec spec = spec_of(plain ? "plain" : "residual", 14, 4);
        spec.family = "cifar";
        spec.norm = "batch";
        open_stirred(&t, spec, (struct shape){3, 8, 7});
        table_examine(&t, &probe_lesion);
        for (int b = 1; b <= 6; b++) {
            const struct entry *e = row_of(&t, "lesion", b, -1);
            const bool changes = b == 3 || b == 5;
            assert_int_equal(e != NULL, !(plain && changes));
            assert_int_equal(row_of(&t, "lesion_swap", b, -1) != NULL, b <= 2);
            if (plain)
                continue;
            char name[64];
            for (int k = 0; k < 2; k++) {
                snprintf(name, sizeof name, "%s.bn2.%s", exam_place_name(t.net, b),
                         k ? "bias" : "weight");
                struct param *p = param_named(t.net, name);
                assert_non_null(p);
                memset(p->value, 0, p->count * sizeof(real));
            }
            if (b > 1)
                continue; /* one at a time: the others' gains are gone by now */
            check_score(e->value, evaluate(t.net, &t.data.test, MODE_EVAL, &t.arena));
        }
        assert_null(row_of(&t, "lesion_many", plain ? 5 : 7, 0));
        const struct entry *all = row_of(&t, "lesion_many", 6, 0);
        if (!plain)
            check_score(all->value + 1, evaluate(t.net, &t.data.test, MODE_EVAL, &t.arena));
        table_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_without_a_block_is_the_shallower_net),
        cmocka_unit_test(a_net_with_two_swapped_is_built_in_that_order),
        cmocka_unit_test(deletions_of_a_draw_are_nested),
        cmocka_unit_test(blocks_that_change_the_shape),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
