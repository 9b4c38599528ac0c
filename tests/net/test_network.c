/* What a network is made of, what it refuses, and that plain nets and their residual twins start from
 * the same numbers. */
#include "lab/net/init.h"
#include "lab/net/names.h"
#include "tests/support/test_net.h"

static const char *const blocks[] = {"plain", "residual", "preact"};
static const char *const norms[] = {"none", "batch", "layer"};

static void each_family_has_its_name(void **state)
{
    (void)state;
    assert_string_equal(family_name(0), "mlp");
    assert_string_equal(family_name(1), "cifar");
    assert_string_equal(family_name(2), "resnet18");
    assert_null(family_name(3));
}

static size_t count(const struct param_list *list)
{
    size_t n = 0;
    for (const struct param *p = list->first; p; p = p->next)
        n += p->count;
    return n;
}

/* Weights of stem, hidden layers and head; a bias each, or gain and shift of a norm for each of stem
 * and hidden layers; a number for each rezero block; mean and variance for each batch norm. */
static void parameters_are_counted_by_formula(void **state)
{
    (void)state;
    const size_t in = 5, classes = 3;
    for (int k = 0; k < 54; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 6, 9);
        spec.norm = norms[k / 3 % 3];
        spec.span = 1 + k / 9 % 3;
        spec.branch = k / 27 ? "rezero" : "none";
        struct test_net b;
        test_net_open(&b, spec, (int)in, (int)classes, 4);
        const size_t w = 9, depth = 6;
        size_t want = in * w + depth * w * w + w * classes + classes;
        want += (k / 3 % 3 ? 2 : 1) * w * (depth + 1);
        if (k / 27 && k % 3)
            want += depth / (size_t)spec.span;
        assert_int_equal(count(&b.net->graph->params), want);
        assert_int_equal(count(&b.net->graph->statistics),
                         k / 3 % 3 == 1 ? 2 * w * (depth + 1) : 0);
        test_net_close(&b);
    }
}

static void layers_count_from_the_stem_to_the_head(void **state)
{
    (void)state;
    for (int k = 0; k < 9; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], 6, 9);
        spec.span = 1 + k / 3;
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 4);
        assert_int_equal(b.net->layers, 8);
        assert_int_equal(b.net->junctions, k % 3 ? 6 / spec.span : 0);
        assert_string_equal(b.net->layer[0].name, "stem");
        assert_string_equal(b.net->layer[7].name, "head");
        for (int i = 1; i <= 6; i++) {
            char name[40];
            snprintf(name, sizeof name, "block%d.layer%d", (i - 1) / spec.span + 1,
                     (i - 1) % spec.span + 1);
            assert_string_equal(b.net->layer[i].name, name);
            assert_true(b.net->layer[i].h->index > b.net->layer[i - 1].h->index);
        }
        test_net_close(&b);
    }
}

/* Build in an arena of these bytes; the failure's message, or "" when all went well. */
static const char *message_of(struct net_spec spec, int batch, size_t bytes)
{
    static struct failure failure; /* outlives the call */
    struct arena arena;
    failure = (struct failure){0};
    arena_open(&arena, bytes);
    struct network *net = network_build(&arena, &spec, (struct shape){5, 1, 1}, 3, batch, &failure);
    if (!net && !failure.status)
        fail_msg("no network, and no reason");
    if (net && network_start(net, 1) != failure.status)
        fail_msg("the failure was not returned");
    arena_close(&arena);
    return failure.message;
}

static void a_spec_that_does_not_fit_is_refused_with_a_reason(void **state)
{
    (void)state;
    const size_t room = 1 << 22;
    struct net_spec spec = spec_of("plain", 7, 9);
    assert_string_equal(message_of(spec, 4, room),
                        "depth 7 is not a whole number of blocks of 2 layers");
    spec.span = 7;
    assert_string_equal(message_of(spec, 4, room), "");
    assert_non_null(strstr(message_of(spec, 0, room), "at least one sample"));
    const struct {
        size_t member;
        const char *message;
    } word[] = {{offsetof(struct net_spec, family), "no family `wrong`"},
                {offsetof(struct net_spec, block), "no block `wrong`"},
                {offsetof(struct net_spec, order), "no order `wrong`"},
                {offsetof(struct net_spec, norm), "no norm `wrong`"},
                {offsetof(struct net_spec, activation), "no activation `wrong`"},
                {offsetof(struct net_spec, branch), "no branch `wrong`"},
                {offsetof(struct net_spec, init), "no init `wrong`"},
                {offsetof(struct net_spec, shortcut), "no shortcut `wrong`"}};
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        struct net_spec bad = spec;
        *(const char **)((char *)&bad + word[i].member) = "wrong";
        assert_ptr_equal(strstr(message_of(bad, 4, room), word[i].message),
                         message_of(bad, 4, room));
    }
    const size_t number[] = {offsetof(struct net_spec, depth), offsetof(struct net_spec, width),
                             offsetof(struct net_spec, span)};
    for (int i = 0; i < 3; i++) {
        struct net_spec bad = spec;
        *(int *)((char *)&bad + number[i]) = 0;
        assert_non_null(strstr(message_of(bad, 4, room), "start at 1"));
    }
}

static void what_a_block_needs_is_asked_for(void **state)
{
    (void)state;
    const size_t room = 1 << 22;
    struct net_spec spec = spec_of("concat", 4, 1);
    assert_string_equal(message_of(spec, 4, room), "");
    spec.growth = 0;
    assert_non_null(strstr(message_of(spec, 4, room), "grow by 1 feature at least"));
    spec.block = "inception";
    assert_non_null(strstr(message_of(spec, 4, room), "divides its width by two"));
    spec.width = 2;
    assert_string_equal(message_of(spec, 4, room), "");
    spec = spec_of("inception", 11, 4);
    spec.family = "cifar";
    spec.form = "bottleneck";
    assert_string_equal(message_of(spec, 4, room), "inception blocks have no bottleneck form");
    spec = spec_of("plain", 4, 3);
    spec.order = "full-preact";
    assert_non_null(strstr(message_of(spec, 4, room), "is for residual blocks, not for plain"));
    spec = spec_of("residual", 4, 3);
    spec.rank = -1;
    assert_non_null(strstr(message_of(spec, 4, room), "a rank is 1 or more"));
    spec.rank = 1;
    assert_string_equal(message_of(spec, 4, room), "");
    spec.branch = "fixup";
    assert_string_equal(message_of(spec, 4, room), "fixup has no rule for weights of forced rank");
    const struct {
        const char *block;
        int from, to;
        const char *message;
    } way[] = {{"plain", 0, 4, ""},
               {"plain", 3, 4, ""},
               {"plain", 3, 3, "to a later one of the 4, not from 3 to 3"},
               {"plain", 3, 2, "not from 3 to 2"},
               {"plain", 0, 5, "not from 0 to 5"},
               {"plain", -1, 2, "not from -1 to 2"},
               {"preact", 1, 3, "is for plain nets, not for preact"}};
    for (size_t i = 0; i < sizeof way / sizeof *way; i++) {
        spec = spec_of(way[i].block, 4, 3);
        spec.skip_from = way[i].from;
        spec.skip_to = way[i].to;
        const char *got = message_of(spec, 4, room);
        if (!strstr(got, way[i].message) || !*got != !*way[i].message)
            fail_msg("`%s` does not contain `%s`", got, way[i].message);
    }
}

static void a_damped_layer_is_a_hidden_one(void **state)
{
    (void)state;
    for (int layer = -1; layer < 7; layer++) {
        struct net_spec spec = spec_of("preact", 4, 3);
        spec.damp_layer = layer;
        spec.damp = .5;
        const bool there = layer >= 0 && layer <= 4;
        assert_string_equal(strstr(message_of(spec, 4, 1 << 22), there ? "" : "1 to 4"),
                            there ? "" : "1 to 4");
    }
}

/* In every arena that is too small, by any number of bytes, the net is refused and nothing breaks. */
static void too_little_memory_is_a_failure_and_no_crash(void **state)
{
    (void)state;
    for (int k = 0; block_name(k / 2); k++) {
        struct net_spec spec = spec_of(block_name(k / 2), 4, 3);
        spec.norm = norms[1 + k % 2];
        spec.branch = "rezero";
        spec.shortcut = "gated(1)";
        spec.skip_to = k / 2 ? 0 : 3;
        size_t bytes = 64;
        while (message_of(spec, 4, bytes)[0] && bytes < 1 << 20) {
            assert_non_null(strstr(message_of(spec, 4, bytes), "out of memory"));
            bytes += 64;
        }
        assert_in_range(bytes, 1 << 12, (1 << 20) - 1);
    }
}

/* ---- twins ---- */

static void start(struct test_net *b, const char *block, int span, const char *init)
{
    struct net_spec spec = spec_of(block, 6, 9);
    spec.span = span;
    spec.init = init;
    test_net_open(b, spec, 5, 3, 4);
}

/* Plain, residual and preact, whatever their blocks: equal weights and biases, layer by layer. */
static void twins_start_from_the_same_numbers(void **state)
{
    (void)state;
    const char *const inits[] = {"he", "orthogonal", "torch-uniform", "normal(0.2)"};
    for (int i = 0; i < 4; i++) {
        struct test_net plain, twin;
        start(&plain, "plain", 1, inits[i]);
        for (int k = 0; k < 9; k++) {
            start(&twin, blocks[k % 3], 1 + k / 3, inits[i]);
            for (int l = 0; l < 8; l++) {
                const struct layer *a = &plain.net->layer[l], *b = &twin.net->layer[l];
                assert_memory_equal(a->w->value, b->w->value, a->w->count * sizeof(real));
                assert_memory_equal(a->b->value, b->b->value, a->b->count * sizeof(real));
            }
            test_net_close(&twin);
        }
        test_net_close(&plain);
    }
}

/* With inits of their own they differ by one factor a layer: the draws behind them are the same. */
static void each_net_scales_the_same_draws(void **state)
{
    (void)state;
    struct test_net he, lecun;
    start(&he, "plain", 2, "he");
    start(&lecun, "preact", 3, "lecun");
    for (int l = 0; l < 8; l++) {
        const struct param *a = he.net->layer[l].w, *b = lecun.net->layer[l].w;
        const struct stream draws = stream_of(1, PURPOSE_WEIGHT, (uint64_t)l, ROLE_WEIGHT);
        const double hidden = l > 0 && l < 7 ? sqrt(2) : 1;
        for (size_t i = 0; i < a->count; i++) {
            check_near((double)a->value[i], hidden * (double)b->value[i], round_off);
            check_near((double)b->value[i] * sqrt(b->dim[1]), stream_normal(draws, i), round_off);
        }
    }
    test_net_close(&he);
    test_net_close(&lecun);
}

/* Whatever the block, every matrix is its layer's and role's draws over the root of its fan-in, and no
 * two are keyed alike. */
static void every_matrix_has_its_own_draws(void **state)
{
    (void)state;
    const char *const shortcuts[] = {"identity", "gated(1)"};
    for (int k = 0; block_name(k / 6); k++) {
        struct net_spec spec = spec_of(block_name(k / 6), 6, 9);
        spec.init = "lecun";
        spec.span = 1 + k / 2 % 3;
        spec.shortcut = shortcuts[k % 2];
        struct test_net b;
        test_net_open(&b, spec, 5, 3, 4);
        for (int m = 0; m < b.net->drawn; m++) {
            const struct weights *d = &b.net->weights[m];
            const struct stream z =
                stream_of(1, PURPOSE_WEIGHT, (uint64_t)d->layer, (uint64_t)d->role);
            for (size_t i = 0; i < d->w->count; i++)
                check_near((double)d->w->value[i] * sqrt(d->w->dim[1]), stream_normal(z, i),
                           10 * round_off);
            for (int n = 0; n < m; n++)
                assert_false(d->layer == b.net->weights[n].layer &&
                             d->role == b.net->weights[n].role);
        }
        for (int l = 0; l < 8; l++)
            check_near((double)b.net->layer[l].w->value[0] * sqrt(b.net->layer[l].w->dim[1]),
                       stream_normal(stream_of(1, PURPOSE_WEIGHT, (uint64_t)l, ROLE_WEIGHT), 0),
                       10 * round_off);
        test_net_close(&b);
    }
}

/* N(0, 1/fan-in) without biases, whatever the hidden layers' init. */
static void stem_and_head_are_lecuns(void **state)
{
    (void)state;
    struct test_net he, uniform;
    start(&he, "plain", 2, "he");
    start(&uniform, "plain", 2, "torch-uniform");
    for (int l = 0; l < 8; l += 7) {
        const struct layer *a = &he.net->layer[l], *b = &uniform.net->layer[l];
        assert_memory_equal(a->w->value, b->w->value, a->w->count * sizeof(real));
        for (size_t i = 0; i < b->b->count; i++)
            assert_true(b->b->value[i] == 0);
    }
    assert_true(uniform.net->layer[1].b->value[0] != 0);
    test_net_close(&he);
    test_net_close(&uniform);
}

/* 2 / fan-in, which is the channels times the places of a filter. */
static void he_counts_the_places_of_a_filter(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct net_spec spec = spec_of("plain", 8, 16);
    spec.family = "cifar";
    arena_open(&arena, SIZE_MAX);
    struct network *net = network_build(&arena, &spec, (struct shape){1, 8, 8}, 3, 4, &failure);
    assert_non_null(net);
    assert_int_equal(network_start(net, 1), STATUS_OK);
    for (int l = 1; l < net->layers - 1; l++) {
        const struct param *w = net->layer[l].w;
        double square = 0;
        for (size_t i = 0; i < w->count; i++)
            square += (double)w->value[i] * (double)w->value[i];
        const int fan_in = w->dim[1] * 9;
        assert_int_equal(w->rank, 4);
        check_near(square / (double)w->count * fan_in, 2, 8 / sqrt((double)w->count));
    }
    arena_close(&arena);
}

/* Every layer draws numbers of its own, and another seed draws others. */
static void layers_and_seeds_have_draws_of_their_own(void **state)
{
    (void)state;
    struct test_net a, b;
    start(&a, "plain", 2, "he");
    start(&b, "plain", 2, "he");
    const size_t bytes = a.net->graph->params.reals * sizeof(real);
    assert_memory_equal(a.net->graph->value, b.net->graph->value, bytes);
    assert_int_equal(network_start(b.net, 2), STATUS_OK);
    for (int l = 0; l < 8; l++)
        for (int m = 0; m < 8; m++) {
            const real *v = a.net->layer[l].w->value, *w = b.net->layer[m].w->value;
            assert_true(v[0] != w[0]);
            if (l != m)
                assert_true(v[0] != a.net->layer[m].w->value[0]);
        }
    test_net_close(&a);
    test_net_close(&b);
}

/* A convolution's batch norm has the pixels of one sample to take its statistics over. */
static void batch_norm_over_single_numbers_needs_two_samples(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct net_spec spec = spec_of(blocks[k % 3], k < 3 ? 4 : 8, 4);
        struct test_net b;
        spec.norm = k < 3 ? norms[k] : "batch";
        spec.family = k < 3 ? "mlp" : "cifar";
        struct failure failure = {0};
        arena_open(&b.arena, 1 << 24);
        const struct shape shape = k < 3 ? (struct shape){5, 1, 1} : (struct shape){1, 12, 12};
        const struct network *net = network_build(&b.arena, &spec, shape, 3, 4, &failure);
        assert_non_null(net);
        assert_int_equal(network_least_batch(net), k == 1 ? 2 : 1);
        assert_int_equal(network_check_batch(net, 2, &failure), STATUS_OK);
        assert_int_equal(network_check_batch(net, 1, &failure), k == 1 ? STATUS_DATA : STATUS_OK);
        arena_close(&b.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_family_has_its_name),
        cmocka_unit_test(parameters_are_counted_by_formula),
        cmocka_unit_test(layers_count_from_the_stem_to_the_head),
        cmocka_unit_test(a_spec_that_does_not_fit_is_refused_with_a_reason),
        cmocka_unit_test(what_a_block_needs_is_asked_for),
        cmocka_unit_test(a_damped_layer_is_a_hidden_one),
        cmocka_unit_test(too_little_memory_is_a_failure_and_no_crash),
        cmocka_unit_test(twins_start_from_the_same_numbers),
        cmocka_unit_test(each_net_scales_the_same_draws),
        cmocka_unit_test(every_matrix_has_its_own_draws),
        cmocka_unit_test(stem_and_head_are_lecuns),
        cmocka_unit_test(he_counts_the_places_of_a_filter),
        cmocka_unit_test(batch_norm_over_single_numbers_needs_two_samples),
        cmocka_unit_test(layers_and_seeds_have_draws_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
