/* Numbers of parameters are the papers' and PyTorch's; shapes are d2l's. */
#include "lab/net/family.h"
#include "lab/net/names.h"
#include "tests/support/test_net.h"

struct plan {
    struct arena arena;
    struct failure failure;
    struct network *net;
};

static void plan_open(struct plan *p, const struct net_spec *spec, struct shape x, int classes)
{
    *p = (struct plan){0};
    arena_open(&p->arena, (size_t)1 << 30);
    p->net = network_build(&p->arena, spec, x, classes, 2, &p->failure);
    if (!p->net)
        fail_msg("%s", p->failure.message);
}

static size_t count_params(const struct net_spec *spec, struct shape x, int classes)
{
    struct plan p;
    size_t sum = 0;
    plan_open(&p, spec, x, classes);
    for (const struct param *q = p.net->graph->params.first; q; q = q->next)
        sum += q->count;
    arena_close(&p.arena);
    return sum;
}

static struct net_spec image_spec(const char *family, int depth, int width)
{
    struct net_spec spec = spec_of("residual", depth, width);
    spec.family = family;
    spec.norm = "batch";
    spec.shortcut = "A";
    return spec;
}

static void hes_nets_have_his_numbers_of_parameters(void **state)
{
    (void)state;
    const struct {
        int depth;
        size_t params;
    } want[] = {{20, 269722}, {32, 464154},   {44, 658586},
                {56, 853018}, {110, 1727962}, {1202, 19421274}};
    for (int i = 0; i < 6; i++) {
        const struct net_spec spec = image_spec("cifar", want[i].depth, 16);
        assert_int_equal(count_params(&spec, (struct shape){3, 32, 32}, 10), want[i].params);
    }
}

static void bottleneck_nets_have_pytorchs(void **state)
{
    (void)state;
    const struct {
        int depth;
        size_t params;
    } want[] = {{164, 1704154}, {1001, 10328602}};
    for (int i = 0; i < 2; i++) {
        struct net_spec spec = image_spec("cifar", want[i].depth, 16);
        spec.form = "bottleneck";
        spec.block = "preact";
        spec.shortcut = "B";
        assert_int_equal(count_params(&spec, (struct shape){3, 32, 32}, 10), want[i].params);
    }
}

static void resnet18_has_d2ls_and_torchvisions(void **state)
{
    (void)state;
    struct net_spec spec = image_spec("resnet18", 18, 64);
    spec.shortcut = "B";
    assert_int_equal(count_params(&spec, (struct shape){1, 224, 224}, 10), 11178378);
    spec.variant = "torchvision";
    assert_int_equal(count_params(&spec, (struct shape){3, 224, 224}, 1000), 11689512);
}

/* d2l section 8.6: the side after the stem, the pool and each stage, at 224 x 224; and at 28 x 28. */
static void resnet18_has_d2ls_shapes(void **state)
{
    (void)state;
    const int side[2][7] = {{112, 56, 56, 28, 14, 7, 1}, {14, 7, 7, 4, 2, 1, 1}};
    for (int k = 0; k < 2; k++) {
        struct plan p;
        struct net_spec spec = image_spec("resnet18", 18, 64);
        spec.shortcut = "identity";
        const int input = k ? 28 : 224;
        plan_open(&p, &spec, (struct shape){1, input, input}, 10);
        const struct network *net = p.net;
        const struct node *pool = net->layer[1].h->in[0]->in[0], *head = net->layer[17].h->in[0];
        const struct node *at[] = {
            net->layer[0].h,  pool, net->layer[4].h, net->layer[8].h, net->layer[12].h,
            net->layer[16].h, head};
        const int channels[] = {64, 64, 64, 128, 256, 512, 512};
        for (int i = 0; i < 7; i++) {
            assert_int_equal(at[i]->shape.channels, channels[i]);
            assert_int_equal(at[i]->shape.height, side[k][i]);
            assert_int_equal(at[i]->shape.width, side[k][i]);
        }
        assert_int_equal(net->layers, 18);
        assert_string_equal(net->layer[17].name, "fc");
        assert_int_equal(net->logits->shape.channels, 10);
        arena_close(&p.arena);
    }
}

static void parts_have_the_names_that_pytorchs_users_know(void **state)
{
    (void)state;
    struct plan p;
    struct net_spec spec = image_spec("cifar", 8, 4);
    spec.shortcut = "B";
    plan_open(&p, &spec, (struct shape){3, 8, 8}, 10);
    const char *const want[] = {"conv1.weight",
                                "bn1.weight",
                                "bn1.running_var",
                                "layer1.0.conv1.weight",
                                "layer1.0.bn2.bias",
                                "layer2.0.shortcut.0.weight",
                                "layer2.0.shortcut.1.running_mean",
                                "layer3.0.conv2.weight",
                                "linear.weight",
                                "linear.bias"};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++)
        if (!param_named(p.net, want[i]))
            fail_msg("there is no %s", want[i]);
    assert_null(param_named(p.net, "conv1.bias"));
    assert_null(param_named(p.net, "layer1.0.shortcut.0.weight"));
    arena_close(&p.arena);
}

static void impossible_depths_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *family, *form;
        int depth;
    } wrong[] = {{"cifar", "basic", 21},        {"cifar", "basic", 2}, {"cifar", "bottleneck", 22},
                 {"resnet18", "basic", 20},     {"mlp", "basic", 3},   {"mlp", "bottleneck", 4},
                 {"resnet18", "bottleneck", 18}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct failure failure = {0};
        struct net_spec spec = image_spec(wrong[i].family, wrong[i].depth, 4);
        spec.form = wrong[i].form;
        assert_int_equal(network_check(&spec, &failure), STATUS_DATA);
        if (!i)
            assert_non_null(strstr(failure.message, "has 6n + 2 layers, as 20 or 32, not 21"));
    }
}

static void each_name_finds_its_family(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_string_equal(family_find(family_name(i))->name, family_name(i));
    assert_null(family_name(3));
    assert_null(family_find("vgg"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hes_nets_have_his_numbers_of_parameters),
        cmocka_unit_test(bottleneck_nets_have_pytorchs),
        cmocka_unit_test(resnet18_has_d2ls_and_torchvisions),
        cmocka_unit_test(resnet18_has_d2ls_shapes),
        cmocka_unit_test(parts_have_the_names_that_pytorchs_users_know),
        cmocka_unit_test(impossible_depths_are_refused),
        cmocka_unit_test(each_name_finds_its_family),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
