/* The example that lab/probe/probe.h points to: a net, a data set and a probe, without a database. */
#include "lab/probe/probe.h"
#include "tests/support/check.h"

/* Where rows go: here, the second column of `rank`, the entropy rank, by place. */
static enum status take(void *self, const struct series *s, int64_t step, int place,
                        const double *value, uint32_t missing)
{
    double *rank = self;
    (void)step, (void)missing;
    if (!strcmp(s->name, "rank"))
        rank[place] = value[1];
    return STATUS_OK;
}

/* The rank of the features after the stem and after each of 16 plain blocks, before any training. */
static enum status measure(double rank[17], struct failure *failure)
{
    struct arena arena;
    struct dataset data;
    const struct data_spec source = {.name = "glyphs",
                                     .path = "",
                                     .label = "",
                                     .side = 12,
                                     .noise = 0.35,
                                     .train = 200,
                                     .test = 1};
    const struct net_spec spec = {.family = "mlp",
                                  .block = "plain",
                                  .depth = 32,
                                  .width = 32,
                                  .span = 2,
                                  .form = "basic",
                                  .order = "original",
                                  .variant = "d2l",
                                  .norm = "none",
                                  .activation = "relu",
                                  .init = "he",
                                  .branch = "none",
                                  .shortcut = "identity"};
    arena_open(&arena, (size_t)1 << 30);
    if (data_load(&arena, &source, &data, failure))
        return failure->status;
    struct network *net = network_build(&arena, &spec, (struct shape){1, 12, 12}, 10, 200, failure);
    if (net && !network_start(net, 1)) {
        const struct recorder recorder = {rank, take, NULL};
        struct probe_run run = {.net = net,
                                .data = &data,
                                .samples = 200,
                                .seed = 1,
                                .arena = &arena,
                                .recorder = &recorder,
                                .failure = failure};
        probe_find("rank")->examine(&run);
    }
    arena_close(&arena);
    return failure->status;
}

static void a_deep_plain_net_starts_with_little_rank_left(void **state)
{
    (void)state;
    double rank[17];
    struct failure failure = {0};
    assert_int_equal(measure(rank, &failure), STATUS_OK);
    assert_true(rank[0] > 15);
    assert_true(rank[16] < rank[0] / 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_deep_plain_net_starts_with_little_rank_left)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
