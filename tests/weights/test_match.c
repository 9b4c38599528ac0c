/* A file's numbers reach the parameter of their name, or nothing is touched and the message says why. */
#include "lab/weights/match.h"
#include "tests/support/test_net.h"

enum { FEATURES = 5, CLASSES = 3, MOST = 64 };

struct fixture {
    struct test_net b;
    struct tensor *tensor; /* the net's own */
    int count;
    real *value, *kept; /* copies of all it has */
    struct safetensors file;
};

static struct net_spec deep(int depth)
{
    struct net_spec s = spec_of("preact", depth, 4);
    s.norm = "batch";
    return s;
}

static real *copy(struct arena *arena, const real *from, size_t n)
{
    real *to = arena_alloc(arena, n * sizeof *to);
    return memcpy(to, from, n * sizeof *to);
}

static int fixture_open(void **state)
{
    struct fixture *d = calloc(1, sizeof *d);
    test_net_open(&d->b, deep(2), FEATURES, CLASSES, 16);
    struct graph *g = d->b.net->graph;
    d->value = copy(&d->b.arena, g->value, g->params.reals);
    d->kept = copy(&d->b.arena, g->kept, g->statistics.reals);
    d->tensor = weights_tensors(&d->b.arena, g, d->value, d->kept, &d->count, &d->b.failure);
    d->file = (struct safetensors){.path = "x.safetensors", .tensors = d->count};
    d->file.tensor = arena_alloc(&d->b.arena, MOST * sizeof *d->file.tensor);
    memcpy(d->file.tensor, d->tensor, (size_t)d->count * sizeof *d->tensor);
    *state = d;
    return 0;
}

static int fixture_close(void **state)
{
    struct fixture *d = *state;
    test_net_close(&d->b);
    free(d);
    return 0;
}

static struct tensor *find(struct fixture *d, const char *name)
{
    for (int i = 0; i < d->file.tensors; i++)
        if (!strcmp(d->file.tensor[i].name, name))
            return &d->file.tensor[i];
    fail_msg("no tensor %s", name);
    return NULL;
}

static void forget(struct fixture *d)
{
    struct graph *g = d->b.net->graph;
    memset(g->value, 0, g->params.reals * sizeof(real));
    memset(g->kept, 0, g->statistics.reals * sizeof(real));
}

static bool remembers(struct fixture *d)
{
    const struct graph *g = d->b.net->graph;
    return !memcmp(g->value, d->value, g->params.reals * sizeof(real)) &&
           !memcmp(g->kept, d->kept, g->statistics.reals * sizeof(real));
}

static enum status load(struct fixture *d)
{
    d->b.failure = (struct failure){0};
    return weights_load(&d->b.arena, d->b.net->graph, &d->file, &d->b.failure);
}

static void must_refuse(struct fixture *d, const char *word)
{
    const struct graph *g = d->b.net->graph;
    forget(d);
    if (load(d) != STATUS_DATA || !strstr(d->b.failure.message, word))
        fail_msg("\"%s\" is not in \"%s\"", word, d->b.failure.message);
    for (size_t i = 0; i < g->params.reals; i++)
        assert_true(g->value[i] == 0);
}

static void all_parameters_and_statistics_are_listed_once(void **state)
{
    struct fixture *d = *state;
    size_t numbers = 0, want = 0;
    for (int i = 0; i < d->count; i++)
        numbers += d->tensor[i].count;
    for (const struct param *p = d->b.net->graph->params.first; p; p = p->next)
        want += p->count;
    for (const struct param *p = d->b.net->graph->statistics.first; p; p = p->next)
        want += p->count;
    assert_int_equal(numbers, want);
    /* stem 4x5; two layers 4x4; three norms of 4 gains, shifts, means, variances; head 3x4 and 3 */
    assert_int_equal(want, 20 + 2 * 16 + 3 * 4 * 4 + 12 + 3);
    assert_string_equal(weights_shape(&d->b.arena, find(d, "stem.weight"), &d->b.failure),
                        exact ? "F64 [4, 5]" : "F32 [4, 5]");
    assert_ptr_equal(d->tensor[0].data, d->value);
}

static void what_was_taken_out_goes_back_to_the_bit(void **state)
{
    struct fixture *d = *state;
    forget(d);
    assert_false(remembers(d));
    assert_int_equal(load(d), STATUS_OK);
    assert_true(remembers(d));
}

static void order_is_of_no_concern(void **state)
{
    struct fixture *d = *state;
    for (int i = 0; i < d->count; i++)
        d->file.tensor[i] = d->tensor[d->count - 1 - i];
    forget(d);
    assert_int_equal(load(d), STATUS_OK);
    assert_true(remembers(d));
}

static void other_precisions_are_converted(void **state)
{
    struct fixture *d = *state;
    static const uint16_t half[] = {0x3c00, 0x4000, 0xb800}, brain[] = {0x3f80, 0, 0, 0};
    static const double mean64[] = {0.1, 1, 2, 3};
    struct tensor *bias = find(d, "head.bias"), *gain = find(d, "head.norm1.weight");
    bias->dtype = &dtype_f16;
    bias->data = half;
    gain->dtype = &dtype_bf16;
    gain->data = brain;
    struct tensor *mean = find(d, "head.norm1.running_mean");
    mean->dtype = &dtype_f64;
    mean->data = mean64;
    assert_int_equal(load(d), STATUS_OK);
    for (const struct param *p = d->b.net->graph->params.first; p; p = p->next)
        if (!strcmp(p->name, "head.bias"))
            assert_true(p->value[0] == 1 && p->value[1] == 2 && p->value[2] == (real)-0.5);
        else if (!strcmp(p->name, "head.norm1.weight"))
            assert_true(p->value[0] == 1 && p->value[3] == 0);
    for (const struct param *p = d->b.net->graph->statistics.first; p; p = p->next)
        if (!strcmp(p->name, "head.norm1.running_mean"))
            assert_true(p->value[0] == (real)0.1 && p->value[3] == 3);
}

static void counters_of_batches_are_passed_over(void **state)
{
    struct fixture *d = *state;
    static const int64_t steps = 400;
    d->file.tensor[d->file.tensors++] =
        (struct tensor){"head.norm1.num_batches_tracked", &dtype_i64, 0, {0}, 1, &steps};
    forget(d);
    assert_int_equal(load(d), STATUS_OK);
    assert_true(remembers(d));
    struct matching m;
    weights_match(&d->b.arena, d->b.net->graph, &d->file, &m, &d->b.failure);
    assert_int_equal(m.matches, d->count + 1);
    assert_int_equal(m.count[FIT_IGNORED], 1);
    assert_int_equal(m.count[FIT_GOOD], d->count);
    d->file.tensor[d->count].name = "num_batches_tracked";
    must_refuse(d, "1 extra");
}

static void what_is_missing_extra_or_misshapen_is_listed(void **state)
{
    struct fixture *d = *state;
    find(d, "head.bias")->name = "fc.bias";
    must_refuse(d, "x.safetensors does not fit the net: 1 missing, 1 extra, 0 of another shape");
    must_refuse(d, "\n  head.bias [3] is missing");
    must_refuse(d, exact ? "\n  fc.bias F64 [3] is extra" : "\n  fc.bias F32 [3] is extra");
    find(d, "fc.bias")->name = "head.bias";

    struct tensor *w = find(d, "stem.weight");
    w->dim[0] = 5;
    w->dim[1] = 4;
    must_refuse(d, exact ? "stem.weight is F64 [5, 4], the net's is [4, 5]"
                         : "stem.weight is F32 [5, 4], the net's is [4, 5]");
    w->rank = 1;
    w->dim[0] = 4;
    must_refuse(d, "0 missing, 0 extra, 1 of another shape");
    w->rank = 3;
    w->dim[1] = 5;
    w->dim[2] = 1;
    must_refuse(d, "the net's is [4, 5]");
    w->rank = 2;
    w->dim[0] = 4;
    w->dim[1] = 5;
    w->dtype = &dtype_i64;
    must_refuse(d, "stem.weight is I64 [4, 5]");
    d->file.tensors = 0;
    must_refuse(d, "17 missing, 0 extra");
}

static void a_long_list_ends_where_the_message_does(void **state)
{
    struct fixture *d = *state;
    struct test_net deeper;
    test_net_open(&deeper, deep(40), FEATURES, CLASSES, 16);
    assert_int_equal(weights_load(&deeper.arena, deeper.net->graph, &d->file, &deeper.failure),
                     STATUS_DATA);
    const char *text = deeper.failure.message;
    assert_non_null(
        strstr(text, "190 missing, 0 extra, 0 of another shape\n  block2.norm1.weight"));
    assert_string_equal(text + strlen(text) - 11, "\n  and more");
    test_net_close(&deeper);
}

static void the_net_need_not_be_allocated_to_be_compared(void **state)
{
    struct fixture *d = *state;
    struct failure failure = {0};
    struct net_spec spec = deep(2);
    struct matching m;
    struct network *net =
        network_build(&d->b.arena, &spec, (struct shape){FEATURES, 1, 1}, CLASSES, 16, &failure);
    assert_int_equal(weights_match(&d->b.arena, net->graph, &d->file, &m, &failure), STATUS_OK);
    assert_int_equal(m.count[FIT_GOOD], d->count);
    for (int i = 0; i < m.matches; i++)
        assert_string_equal(m.match[i].name, m.match[i].tensor->name);
}

static void rename_all(struct fixture *d, const char *prefix)
{
    for (int i = 0; i < d->count; i++)
        d->file.tensor[i].name = arena_printf(&d->b.arena, "%s%s", prefix, d->tensor[i].name);
}

static struct matching match_of(struct fixture *d)
{
    struct matching m;
    d->b.failure = (struct failure){0};
    weights_match(&d->b.arena, d->b.net->graph, &d->file, &m, &d->b.failure);
    return m;
}

static void a_prefix_of_all_names_is_taken_off(void **state)
{
    struct fixture *d = *state;
    static const char *const prefix[] = {"module.", "model.", "_orig_mod.", "_orig_mod.module.",
                                         "net.block1."};
    static const int64_t steps = 400;
    assert_string_equal(match_of(d).prefix, "");
    for (int i = 0; i < 5; i++) {
        rename_all(d, prefix[i]);
        forget(d);
        assert_int_equal(load(d), STATUS_OK);
        assert_true(remembers(d));
        const struct matching m = match_of(d);
        assert_string_equal(m.prefix, prefix[i]);
        assert_int_equal(m.count[FIT_GOOD], d->count);
    }
    rename_all(d, "module.");
    d->file.tensor[d->file.tensors++] =
        (struct tensor){"module.head.norm1.num_batches_tracked", &dtype_i64, 0, {0}, 1, &steps};
    assert_int_equal(load(d), STATUS_OK);
    d->file.tensor[d->count].name = "n_averaged";
    must_refuse(d, "0 missing, 1 extra, 0 of another shape\n  n_averaged I64 [] is extra");
    d->file.tensor[d->count].name = "module.other";
    must_refuse(d, "\n  module.other I64 [] is extra");
    d->file.tensors--;
    find(d, "module.head.bias")->name = "module.head.offset";
    must_refuse(d, "1 missing, 1 extra");
    rename_all(d, "module");
    must_refuse(d, "17 missing, 17 extra"); /* without a dot it is part of a name */
}

/* The stem's conv1.weight ends every block's, too. */
static void the_prefix_that_fits_most_is_taken(void **state)
{
    (void)state;
    struct test_net b = {.spec = spec_of("residual", 8, 4)};
    b.spec.family = "cifar";
    arena_open(&b.arena, (size_t)1 << 28);
    b.net = network_build(&b.arena, &b.spec, (struct shape){3, 8, 8}, CLASSES, 16, &b.failure);
    network_start(b.net, 1);
    struct graph *g = b.net->graph;
    struct safetensors file = {.path = "x"};
    struct matching m;
    file.tensor = weights_tensors(&b.arena, g, g->value, g->kept, &file.tensors, &b.failure);
    file.tensor[0].name = "stem";
    weights_match(&b.arena, g, &file, &m, &b.failure);
    assert_string_equal(m.prefix, "");
    file.tensor[0].name = "conv1.weight";
    for (int i = 0; i < file.tensors; i++)
        file.tensor[i].name = arena_printf(&b.arena, "layer1.0.%s", file.tensor[i].name);
    weights_match(&b.arena, g, &file, &m, &b.failure);
    assert_string_equal(m.prefix, "layer1.0.");
    assert_int_equal(m.count[FIT_GOOD], file.tensors);
    test_net_close(&b);
}

static void numbers_that_are_not_finite_are_found(void **state)
{
    struct fixture *d = *state;
    float x[2][3] = {{0, 1, 2}, {3, INFINITY, NAN}};
    size_t first = 0;
    struct tensor t = {"t", &dtype_f32, 2, {2, 3}, 6, x};
    assert_int_equal(weights_not_finite(&t, &first), 2);
    assert_string_equal(weights_index(&d->b.arena, &t, first, &d->b.failure), "[1, 1]");
    x[1][1] = x[1][2] = 0;
    assert_int_equal(weights_not_finite(&t, &first), 0);
    t = (struct tensor){"t", &dtype_f32, 0, {0}, 1, x};
    x[0][0] = -INFINITY;
    assert_int_equal(weights_not_finite(&t, &first), 1);
    assert_string_equal(weights_index(&d->b.arena, &t, first, &d->b.failure), "[]");
}

#define fixture_test(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(all_parameters_and_statistics_are_listed_once),
        fixture_test(what_was_taken_out_goes_back_to_the_bit),
        fixture_test(order_is_of_no_concern),
        fixture_test(other_precisions_are_converted),
        fixture_test(counters_of_batches_are_passed_over),
        fixture_test(what_is_missing_extra_or_misshapen_is_listed),
        fixture_test(a_long_list_ends_where_the_message_does),
        fixture_test(the_net_need_not_be_allocated_to_be_compared),
        fixture_test(a_prefix_of_all_names_is_taken_off),
        cmocka_unit_test(the_prefix_that_fits_most_is_taken),
        fixture_test(numbers_that_are_not_finite_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
