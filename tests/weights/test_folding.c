/* Folded weights alone are the net: without its fixed factor it has the same logits. Loaded by the net that they
 * are of, they are what they were. */
#include "lab/weights/folding.h"
#include "lab/weights/match.h"
#include "tests/support/test_net.h"

static const double logits_near = sizeof(real) == 8 ? 1e-12 : 1e-5,
                    weights_near = sizeof(real) == 8 ? 1e-15 : 1e-6;

static void open_net(struct test_net *b, struct net_spec spec)
{
    const bool images = strcmp(spec.family, "mlp") != 0;
    *b = (struct test_net){.spec = spec};
    arena_open(&b->arena, (size_t)1 << 30);
    const struct shape shape = {images ? 3 : 5, images ? 8 : 1, images ? 8 : 1};
    b->net = network_build(&b->arena, &b->spec, shape, 3, 19, &b->failure);
    if (!b->net || network_start(b->net, 1))
        fail_msg("%s", b->failure.message);
    b->pass = (struct pass){.mode = MODE_EVAL, .batch = 19};
    test_net_feed(b, 1);
    test_net_stir(b);
}

static struct safetensors exported(struct test_net *b)
{
    struct graph *g = b->net->graph;
    struct safetensors w = {.path = "w.st"};
    w.tensor = weights_tensors(&b->arena, g, g->value, g->kept, &w.tensors, &b->failure);
    if (weights_fold(&b->arena, b->net, &w, &b->failure))
        fail_msg("%s", b->failure.message);
    return w;
}

static void load_net(struct test_net *to, const struct safetensors *w)
{
    memset(to->net->graph->value, 0, to->net->graph->params.reals * sizeof(real));
    if (weights_load(&to->arena, to->net->graph, w, &to->failure))
        fail_msg("%s", to->failure.message);
    graph_forward(to->net->graph, &to->pass);
}

static void must_have_the_logits(const struct test_net *a, const struct test_net *b,
                                 size_t number_of_case)
{
    const struct node *x = a->net->logits, *y = b->net->logits;
    double difference = 0, size = 0;
    for (int n = 0; n < 19; n++)
        for (int i = 0; i < 3; i++) {
            difference =
                fmax(difference, fabs(number(x, x->value, n, i) - number(y, y->value, n, i)));
            size = fmax(size, fabs(number(x, x->value, n, i)));
        }
    if (!(difference <= logits_near * size))
        fail_msg("case %zu: logits differ by %g of %g", number_of_case, difference, size);
}

static void must_have_the_weights(const struct test_net *a, const struct test_net *b,
                                  size_t number_of_case)
{
    const struct graph *x = a->net->graph, *y = b->net->graph;
    for (size_t i = 0; i < x->params.reals; i++)
        if (!(fabs((double)(x->value[i] - y->value[i])) <=
              weights_near * fabs((double)x->value[i])))
            fail_msg("case %zu: %.9g became %.9g", number_of_case, (double)x->value[i],
                     (double)y->value[i]);
}

static const struct {
    const char *family, *block, *order, *norm, *activation;
} cases[] = {
    {"mlp", "preact", "original", "none", "relu"},
    {"mlp", "preact", "original", "layer", "tanh"},
    {"mlp", "residual", "original", "none", "gelu"},
    {"mlp", "residual", "original", "batch", "relu"},
    {"mlp", "residual", "relu-before-add", "none", "leaky-relu"},
    {"mlp", "residual", "norm-after-add", "batch", "relu"},
    {"cifar", "residual", "original", "batch", "relu"},
    {"cifar", "residual", "relu-before-add", "batch", "relu"},
    {"cifar", "preact", "original", "none", "relu"},
};

static struct net_spec spec_at(size_t i, const char *branch)
{
    struct net_spec s = spec_of(cases[i].block, strcmp(cases[i].family, "mlp") ? 14 : 6, 4);
    s.family = cases[i].family;
    s.order = cases[i].order;
    s.norm = cases[i].norm;
    s.activation = cases[i].activation;
    s.branch = branch;
    return s;
}

static void the_net_without_its_factor_has_the_same_logits(void **state)
{
    (void)state;
    static const char *const branch[] = {"1/sqrt(L)", "1/L"};
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        struct test_net own, bare, again, other;
        open_net(&own, spec_at(i / 2, branch[i % 2]));
        open_net(&bare, spec_at(i / 2, "none"));
        open_net(&again, spec_at(i / 2, branch[i % 2]));
        open_net(&other, spec_at(i / 2, branch[1 - i % 2]));
        const struct safetensors w = exported(&own);
        assert_non_null(safetensors_note(&w, "depthlab.folded"));
        graph_forward(own.net->graph, &own.pass);
        load_net(&bare, &w);
        must_have_the_logits(&own, &bare, i);
        load_net(&again, &w);
        must_have_the_logits(&own, &again, i);
        must_have_the_weights(&own, &again, i);
        load_net(&other, &w);
        must_have_the_logits(&own, &other, i);
        test_net_close(&own);
        test_net_close(&bare);
        test_net_close(&again);
        test_net_close(&other);
    }
}

static void a_file_without_the_note_is_taken_as_it_is(void **state)
{
    (void)state;
    struct test_net own, again;
    open_net(&own, spec_at(0, "1/sqrt(L)"));
    open_net(&again, spec_at(0, "1/sqrt(L)"));
    struct graph *g = own.net->graph;
    struct safetensors w = {.path = "old.st"};
    w.tensor = weights_tensors(&own.arena, g, g->value, g->kept, &w.tensors, &own.failure);
    load_net(&again, &w);
    assert_memory_equal(g->value, again.net->graph->value, g->params.reals * sizeof(real));
    test_net_close(&own);
    test_net_close(&again);
}

static const char *note_of(struct net_spec spec, const char *key, struct test_net *b)
{
    open_net(b, spec);
    const struct safetensors w = exported(b);
    const char *note = safetensors_note(&w, key);
    return note ? note : "";
}

static void the_notes_name_what_was_done_and_what_is_left(void **state)
{
    (void)state;
    struct test_net b;
    struct net_spec spec = spec_of("preact", 4, 4);
    assert_string_equal(note_of(spec, "depthlab.folded", &b), "");
    test_net_close(&b);
    assert_string_equal(note_of(spec, "depthlab.not_folded", &b), "");
    test_net_close(&b);
    spec.branch = "1/L";
    assert_string_equal(note_of(spec, "depthlab.folded", &b),
                        "{\"block1.layer2.weight\": 0.5, \"block1.layer2.bias\": 0.5, "
                        "\"block2.layer2.weight\": 0.5, \"block2.layer2.bias\": 0.5}");
    test_net_close(&b);
    spec.shortcut = "scaled(0.5)";
    assert_string_equal(note_of(spec, "depthlab.not_folded", &b),
                        "fixed factors that no weights can take over: block1: 0.5, block2: 0.5");
    test_net_close(&b);
    spec.branch = "rezero";
    assert_string_equal(note_of(spec, "depthlab.not_folded", &b),
                        "fixed factors that no weights can take over: block1: 0.5, block2: 0.5; "
                        "block1.scale, block2.scale: trained factors, each a tensor of its own");
    test_net_close(&b);
}

static void a_note_that_is_no_object_is_refused(void **state)
{
    (void)state;
    struct test_net b;
    open_net(&b, spec_at(0, "1/L"));
    static const char *const bad[] = {"", "[1]", "{\"a\": ", "block1"};
    for (int i = 0; i < 4; i++) {
        b.failure = (struct failure){0};
        struct safetensors w = exported(&b);
        for (int k = 0; k < w.notes; k++)
            w.note[k].value = bad[i];
        assert_int_equal(weights_load(&b.arena, b.net->graph, &w, &b.failure), STATUS_DATA);
        assert_string_equal(b.failure.message, "w.st: the note depthlab.folded is no JSON object");
    }
    test_net_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_net_without_its_factor_has_the_same_logits),
        cmocka_unit_test(a_file_without_the_note_is_taken_as_it_is),
        cmocka_unit_test(the_notes_name_what_was_done_and_what_is_left),
        cmocka_unit_test(a_note_that_is_no_object_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
