/* Nets whose weights are no longer those of the start, and nets made of blocks of theirs in any order.
 *
 *     open_kind(&t, 3);                                        one of KINDS kinds of BLOCKS blocks
 *     score_of_blocks(&t, (int[]){1, 3, 4}, 3)                 of a net that was never deeper
 */
#pragma once
#include "lab/train/evaluate.h"
#include "tests/support/probe_setup.h"

enum { BLOCKS = 4, WIDTH = 6, SAMPLES = 40, TESTED = 23, CLASSES = 3 };

static const double TIGHT = sizeof(real) == 8 ? 1e-12 : 1e-5;

/* Weights as after training: no gain is 1, no statistic is 0. */
static inline void stir(const struct network *net)
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

static inline void open_stirred(struct probe_setup *t, struct net_spec spec, struct shape x)
{
    probe_setup_open(t, spec, x, CLASSES, SAMPLES);
    t->data.test.count = TESTED;
    t->data.test.x += 5 * shape_size(x);
    t->data.test.label += 5;
    stir(t->net);
}

/* The parameter of that name, with "block3." read as the block that stands in third place. */
static inline const struct param *source_of(const struct network *from, const char *name,
                                            const int *block)
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
static inline struct score score_of_blocks(struct probe_setup *t, const int *block, int blocks)
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

static inline void check_score(const double *got, struct score want)
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

static inline void open_kind(struct probe_setup *t, int i)
{
    struct net_spec spec = spec_of(kinds[i].block, 2 * BLOCKS, WIDTH);
    spec.order = kinds[i].order;
    spec.norm = kinds[i].norm;
    open_stirred(t, spec, (struct shape){5, 1, 1});
}
