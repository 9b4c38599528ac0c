/* The whole of it works together: small nets learn 400 glyphs, in every block and with every norm. Ten
 * classes by chance are a loss of ln 10 = 2.3. */
#include "lab/train/train.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/test_net.h"

struct school {
    struct arena arena;
    struct failure failure;
    struct dataset data;
    struct memory_recorder recorded;
};

static void learn(struct school *s, const struct net_spec *net_spec, const char *optimizer)
{
    const struct data_spec data = {.name = "glyphs",
                                   .path = "",
                                   .label = "",
                                   .side = 12,
                                   .noise = .35,
                                   .train = 400,
                                   .test = 90};
    const struct train_spec spec = {.steps = 150,
                                    .batch = 64,
                                    .optimizer = optimizer,
                                    .lr = optimizer[0] == 'a' ? .003 : .01,
                                    .momentum = .9,
                                    .beta1 = .9,
                                    .beta2 = .999,
                                    .epsilon = 1e-8,
                                    .schedule = "constant",
                                    .log_curve = 50};
    *s = (struct school){0};
    memory_recorder_open(&s->recorded);
    arena_open(&s->arena, (size_t)1 << 30);
    if (data_load(&s->arena, &data, &s->data, &s->failure))
        fail_msg("%s", s->failure.message);
    struct network *net =
        network_build(&s->arena, net_spec, (struct shape){1, 12, 12}, 10, 64, &s->failure);
    if (!net || network_start(net, 1))
        fail_msg("%s", s->failure.message);
    const struct training training = {.net = net,
                                      .data = &s->data,
                                      .spec = &spec,
                                      .seed = 1,
                                      .arena = &s->arena,
                                      .recorder = &s->recorded.recorder};
    const struct checkpoint start = {0};
    struct outcome outcome;
    if (train(&training, &start, &outcome, &s->failure))
        fail_msg("%s", s->failure.message);
}

static void check_learned(const struct net_spec *net, const char *optimizer)
{
    struct school s;
    learn(&s, net, optimizer);
    const struct entry *start = memory_recorder_find(&s.recorded, &series_curve, 0, 0),
                       *end = memory_recorder_find(&s.recorded, &series_final, 150, 0);
    assert_true(start->value[1] > 1.5 && start->value[2] < .3);
    if (!(end->value[0] < .7 && end->value[1] > .85)) /* the training set */
        fail_msg("%s, norm %s, branch %s, %s: loss %g, accuracy %g", net->block, net->norm,
                 net->branch, optimizer, end->value[0], end->value[1]);
    assert_true(end->value[3] > .25); /* something carries over to the test set */
    arena_close(&s.arena);
    memory_recorder_close(&s.recorded);
}

static const char *const blocks[] = {"plain",  "residual",  "preact",
                                     "concat", "inception", "highway"};

static void every_block_learns_with_every_norm(void **state)
{
    (void)state;
    const char *const norms[] = {"none", "batch", "layer"};
    for (int k = 0; k < 18; k++) {
        struct net_spec net = spec_of(blocks[k % 6], 4, 32);
        net.norm = norms[k / 6];
        check_learned(&net, "sgd");
    }
}

static void every_branch_and_optimizer_learns(void **state)
{
    (void)state;
    const char *const branches[] = {"none",   "1/sqrt(L)", "1/L",  "zero-last",
                                    "rezero", "skipinit",  "fixup"};
    const char *const optimizers[] = {"sgd", "nesterov", "adam", "adamw"};
    for (int k = 0; k < 28; k++) {
        struct net_spec net = spec_of("preact", 4, 32);
        net.branch = branches[k % 7];
        check_learned(&net, optimizers[k / 7]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_block_learns_with_every_norm),
        cmocka_unit_test(every_branch_and_optimizer_learns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
