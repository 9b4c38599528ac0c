/* What is promised of the gradient: that of a net drawn at random is what differences of its loss say. In double. */
#include "lab/net/names.h"
#include "lab/probe/gradcheck.h"
#include "tests/support/promise.h"
#include "tests/support/random_cell.h"

static const double TOLERANCE = 1e-6;
static const char *const mode_name[] = {
    [MODE_TRAIN] = "train", [MODE_MEASURE] = "measure", [MODE_EVAL] = "eval"};

struct trial {
    struct arena arena;
    struct failure failure;
    struct draws draws;
    struct cell cell;
    struct network *net;
    struct pass pass;
};

/* Normal numbers, and classes. */
static void feed(struct trial *t)
{
    const struct network *net = t->net;
    const int numbers = shape_size(net->input->shape), classes = shape_size(net->logits->shape);
    for (int n = 0; n < t->pass.batch; n++) {
        for (int i = 0; i < numbers; i++)
            net->input->value[n / LANES * numbers + i][n % LANES] =
                (real)stream_normal(t->draws.stream, t->draws.used++);
        net->target->value[n / LANES][n % LANES] = (real)draw_below(&t->draws, classes);
    }
}

/* Off the zeros that some weights start from, and off the statistics of no batch. */
static void stir(struct trial *t)
{
    const struct graph *g = t->net->graph;
    for (size_t i = 0; i < g->params.reals; i++)
        g->value[i] += (real)(.05 * stream_normal(t->draws.stream, t->draws.used++));
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] += (real)(.2 * stream_uniform(t->draws.stream, t->draws.used++));
}

static void draw(struct trial *t)
{
    const bool images = draw_below(&t->draws, 3) == 0;
    const int side = 1 + draw_below(&t->draws, 9),
              channels = 1 + draw_below(&t->draws, images ? 3 : 9);
    int families = 0;
    while (family_name(families))
        families++;
    /* mlp half the time: it has most to vary, and costs least */
    const char *family = family_name(draw_below(&t->draws, 2) * draw_below(&t->draws, families));
    random_cell(&t->arena, &t->draws, family, "net.", &t->cell);
    t->pass = (struct pass){.mode = (enum mode)draw_below(&t->draws, 3),
                            .batch = 1 + draw_below(&t->draws, 40),
                            .seed = 3,
                            .step = 5};
    const bool flat = !strcmp(family, family_name(0)) && !images;
    t->net = network_build(&t->arena, &t->cell.net,
                           (struct shape){channels, flat ? 1 : side, flat ? 1 : side},
                           2 + draw_below(&t->draws, 9), t->pass.batch, &t->failure);
    if (!t->net || network_check_batch(t->net, t->pass.batch, &t->failure) ||
        network_start(t->net, (uint64_t)draw_below(&t->draws, 1000)))
        return;
    stir(t);
    feed(t);
}

/* A picture that a net's windows do not fit, one sample before batch norm: then another is drawn. */
static void draw_until_it_fits(struct trial *t)
{
    for (int i = 0; i < 100; i++) {
        arena_rewind(&t->arena, 0);
        t->failure = (struct failure){0};
        draw(t);
        if (!t->failure.status)
            return;
    }
    fail_msg("no net in 100 draws: %s", t->failure.message);
}

/* The gradient is compared where the differences know better than to a fourth of what it may be off. */
static bool is_telling(const struct gradcheck *g)
{
    return !(g->doubt > TOLERANCE / 4) && g->numbers > g->kinks;
}

static void a_random_net_has_the_right_gradient(void **state)
{
    (void)state;
    struct promise *p = promise("gradient of a random net = central differences, to 1e-6");
    const int nets = promise_cases(20, 1000);
    double worst = 0;
    int kinks = 0, numbers = 0, drawn = 0;
    struct trial t = {.draws.stream = promise_stream()};
    arena_open(&t.arena, (size_t)1 << 32);
    for (; p->cases < nets && drawn < 2 * nets; drawn++) {
        draw_until_it_fits(&t);
        const struct gradcheck g = gradcheck_network(t.net, &t.pass, 2);
        const char *words = arena_printf(
            &t.arena, "error %.2g at %s, doubt %.2g, %d numbers, %d on kinks; %s, batch %d, %s",
            g.error, g.param, g.doubt, g.numbers, g.kinks, mode_name[t.pass.mode], t.pass.batch,
            random_cell_words(&t.arena, &t.cell));
        if (getenv("VERBOSE"))
            print_message("%d: %s\n", drawn, words);
        if (!is_telling(&g))
            continue;
        promise_case(p, g.error <= TOLERANCE ? NULL : words, "net", drawn);
        worst = fmax(worst, g.error);
        kinks += g.kinks;
        numbers += g.numbers;
    }
    print_message("%d nets drawn, %d numbers, %d on kinks; worst error %.2g\n", drawn, numbers,
                  kinks, worst);
    arena_close(&t.arena);
    assert_int_equal(p->cases, nets);
    promise_kept(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_random_net_has_the_right_gradient)};
    return cmocka_run_group_tests(tests, NULL, promises_end);
}
