/* depthlab gradcheck: backward against central differences, for every kind of network, in double. */
#include "lab/probe/gradcheck.h"
#include "lab/base/rng.h"
#include "lab/cli/cli.h"
#include "lab/data/batch.h"
#include "lab/net/names.h"
#include "lab/spec/cell.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "Compare every network's gradient with central differences of its loss: each block, norm, "
    "branch and activation, on small nets and a batch that does not fill its lanes, in double "
    "precision. Exit code 1 when one is off by more than 1e-6.";

static const struct option_row options[] = {OPTION_JSON("each network as JSON"), {0}};

static const double TOLERANCE = 1e-6;

struct sum {
    struct cli *c;
    struct net_spec plain; /* what the nets differ from */
    struct dataset data;
    int nets, wrong;
};

/* What is not as usual. */
static const char *what_else(const struct net_spec *spec)
{
    if (spec->skip_to)
        return "long skip";
    if (spec->damp_layer)
        return "damped layer";
    if (!strcmp(spec->family, "resnet18"))
        return spec->variant;
    if (strcmp(spec->form, "basic"))
        return spec->form;
    return strcmp(spec->order, "original") ? spec->order : spec->shortcut;
}

static void check_net(struct sum *s, const struct net_spec *spec)
{
    if (ferror(stdout)) /* nobody can read more */
        return;
    struct arena *a = &s->c->arena;
    size_t mark = arena_mark(a);
    int index[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18};
    int batch = sizeof index / sizeof *index;
    struct shape shape = {s->data.channels, s->data.height, s->data.width};
    struct network *net = network_build(a, spec, shape, s->data.classes, batch, &s->c->failure);
    if (net && !network_start(net, 1)) {
        /* off the zeros that zero-last and rezero start from, where gradients vanish */
        struct stream z = stream_of(1, PURPOSE_TEST, 0, 0);
        for (size_t i = 0; i < net->graph->params.reals; i++)
            net->graph->value[i] += (real)(0.05 * stream_normal(z, i));
        batch_fill(&s->data.train, shape_size(shape), index, batch, net->input->value,
                   net->target->value);
        struct gradcheck g =
            gradcheck_network(net, &(struct pass){.mode = MODE_MEASURE, .batch = batch}, 12);
        bool right = g.error <= TOLERANCE;
        if (s->c->json)
            printf(
                "%s{\"family\": \"%s\", \"form\": \"%s\", \"order\": \"%s\", \"block\": \"%s\", "
                "\"norm\": \"%s\", \"branch\": \"%s\", \"shortcut\": "
                "\"%s\", \"activation\": \"%s\", \"numbers\": %d, \"error\": %.3g, \"right\": %s}",
                s->nets ? ",\n " : "[", spec->family, spec->form, spec->order, spec->block,
                spec->norm, spec->branch, spec->shortcut, spec->activation, g.numbers, g.error,
                right ? "true" : "false");
        else
            printf("%-9s%-9s %-5s %-9s %-16s %-10s %4d numbers, error %.1e  %s%s\n", spec->family,
                   spec->block, spec->norm, spec->branch, what_else(spec), spec->activation,
                   g.numbers, g.error, right ? "right" : "WRONG at ", right ? "" : g.param);
        s->nets++;
        s->wrong += !right;
    }
    arena_rewind(a, mark);
}

/* Of fully-connected nets every block with every norm and activation; then what only y = x + F(x)
 * has. */
static void check_connected(struct sum *s)
{
    static const char *const sums[] = {"residual", "preact"};
    static const char *const shortcuts[] = {"scaled(0.5)", "gated(1)", "dropout(0.2)"};
    struct net_spec spec = s->plain;
    for (int b = 0; (spec.block = block_name(b)); b++)
        for (int n = 0; (spec.norm = norm_name(n)); n++)
            for (int f = 0; (spec.activation = activation_name(f)); f++) {
                if (!strcmp(spec.activation, "top"))
                    spec.activation = "top(0.5)";
                check_net(s, &spec);
            }
    for (int b = 0; b < 2; b++) {
        spec = s->plain;
        spec.block = sums[b];
        for (int n = 0; (spec.norm = norm_name(n)); n++)
            for (int r = 1; (spec.branch = branch_name(r)); r++)
                check_net(s, &spec);
        spec = s->plain;
        spec.block = sums[b];
        for (int k = 0; k < 3; k++) {
            spec.shortcut = shortcuts[k];
            check_net(s, &spec);
        }
    }
    spec = s->plain;
    spec.skip_from = 1;
    spec.skip_to = 3;
    check_net(s, &spec);
    for (int b = 0; block_name(b); b++) {
        spec = s->plain;
        spec.block = block_name(b);
        spec.damp_layer = 2;
        spec.damp = 0.125;
        check_net(s, &spec);
    }
}

/* Of convolutional nets every block with every norm; every order, shortcut and form of a residual one;
 * and ResNet-18 in its variants. */
static void check_images(struct sum *s)
{
    static const char *const shortcuts[] = {"A", "B", "C", "scaled(0.5)", "gated(-1)"};
    struct net_spec images = s->plain, spec;
    images.family = "cifar";
    images.depth = 8;
    images.width = 4;
    spec = images;
    for (int b = 0; (spec.block = block_name(b)); b++)
        for (int n = 0; (spec.norm = norm_name(n)); n++)
            check_net(s, &spec);
    images.block = "residual";
    images.norm = "batch";
    for (int k = 0; k < 5; k++) {
        spec = images;
        spec.shortcut = shortcuts[k];
        check_net(s, &spec);
        spec = images;
        spec.order = order_name(k);
        check_net(s, &spec);
    }
    spec = images;
    spec.form = "bottleneck";
    spec.depth = 11;
    spec.shortcut = "B";
    check_net(s, &spec);
    spec = images;
    spec.family = "resnet18";
    spec.depth = 18;
    spec.width = 2;
    for (int k = 0; (spec.variant = variant_name(k)); k++)
        check_net(s, &spec);
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    if (c->words)
        return cli_usage("gradcheck", "`%s` is not understood", c->word[0]);
    if (sizeof(real) < sizeof(double))
        return cli_in_double(c);
    struct sum s = {.c = c};
    struct cell cell;
    cell_preset(&cell);
    cell.data.side = 6;
    cell.data.train = 64;
    cell.data.test = 16;
    cell.data.seed = 1;
    s.plain = cell.net;
    s.plain.depth = 4;
    s.plain.width = 7;
    s.plain.growth = 3;
    data_load(&c->arena, &cell.data, &s.data, &c->failure);
    check_connected(&s);
    check_images(&s);
    if (c->json)
        puts(s.nets ? "]" : "[]");
    else
        printf("%d networks, %d wrong\n", s.nets, s.wrong);
    return s.wrong ? STATUS_FAILED : STATUS_OK;
}

COMMAND(gradcheck, "check every gradient by central differences", "", 0);
