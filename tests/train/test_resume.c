/* A run that is stopped anywhere and goes on from any checkpoint ends as if it had never stopped. */
#include "tests/support/small_training.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

/* The same training, its net spoiled, so that everything must come from the checkpoint. */
static void reopen(struct small_training *c, const struct small_training *first)
{
    small_training_open(c, first->net_spec, first->spec);
    struct graph *g = c->net->graph;
    for (size_t i = 0; i < g->params.reals; i++)
        g->value[i] = 3;
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = 3;
}

static int rows_before(const struct memory_recorder *d, int64_t step)
{
    int i = 0;
    while (i < d->rows && d->row[i].step < step)
        i++;
    return i;
}

static void check_same_saves(const struct memory_recorder *full, const struct memory_recorder *rest)
{
    assert_true(rest->saves > 0 && rest->saves < full->saves);
    for (int i = 1; i <= rest->saves; i++) {
        const struct checkpoint *a = &full->save[full->saves - i];
        const struct checkpoint *b = &rest->save[rest->saves - i];
        assert_int_equal(a->step, b->step);
        assert_int_equal(a->keep, b->keep);
        assert_int_equal(a->bytes, b->bytes);
        assert_memory_equal(a->data, b->data, a->bytes);
    }
}

static void open_full(struct small_training *c, int k)
{
    const char *const optimizers[] = {"sgd", "nesterov", "adam", "adamw"};
    const char *const norms[] = {"none", "batch", "layer"};
    struct net_spec net = spec_of(blocks[k % 3], 4, 8);
    net.norm = norms[k / 4];
    struct train_spec spec = train_spec_of(23, 16);
    spec.optimizer = optimizers[k % 4];
    spec.schedule = "cosine";
    spec.warmup = 9;
    small_training_open(c, net, spec);
}

/* Every row and every later checkpoint, to the last bit. */
static void from_every_checkpoint_the_run_ends_the_same(void **state)
{
    (void)state;
    for (int k = 0; k < 12; k++) {
        struct small_training full;
        open_full(&full, k);
        assert_int_equal(small_training_run(&full, NULL), STATUS_OK);
        assert_int_equal(full.recorded.saves, 4); /* after 7, 14, 21 updates, and the end */
        for (int i = 0; i < 3; i++) {
            const struct checkpoint *from = &full.recorded.save[i];
            assert_int_equal(from->step, 7 * (i + 1));
            assert_false(from->keep);
            struct small_training rest;
            reopen(&rest, &full);
            assert_int_equal(small_training_run(&rest, from), STATUS_OK);
            check_same_rows(&full.recorded, rows_before(&full.recorded, from->step),
                            &rest.recorded);
            assert_int_equal(rest.recorded.row[0].step, from->step);
            check_same_saves(&full.recorded, &rest.recorded);
            assert_int_equal(rest.outcome.steps, 23);
            small_training_close(&rest);
        }
        small_training_close(&full);
    }
}

struct patience {
    int64_t until;
};

static bool lasts(void *self, int64_t step, double loss)
{
    const struct patience *p = self;
    return step < p->until && !isnan(loss);
}

/* Stopped after any step but the last two, it leaves a checkpoint, from which it is started again. */
static void a_stopped_run_goes_on_from_its_last_checkpoint(void **state)
{
    (void)state;
    struct small_training full;
    open_full(&full, 1);
    assert_int_equal(small_training_run(&full, NULL), STATUS_OK);
    for (int stop = 0; stop <= 23; stop++) {
        struct small_training first, rest;
        struct patience patience = {stop};
        small_training_open(&first, full.net_spec, full.spec);
        first.training.tick = &(struct tick){&patience, lasts};
        assert_int_equal(small_training_run(&first, NULL), STATUS_BUSY);
        assert_false(first.outcome.diverged);
        assert_int_equal(first.recorded.row[first.recorded.rows - 1].step, stop);
        const int saves = stop / 7 + (stop < 22);
        assert_int_equal(first.recorded.saves, saves);
        reopen(&rest, &full);
        assert_int_equal(small_training_run(&rest, &first.recorded.save[saves - 1]), STATUS_OK);
        assert_memory_equal(rest.recorded.save[rest.recorded.saves - 1].data,
                            full.recorded.save[3].data, full.recorded.save[3].bytes);
        small_training_close(&first);
        small_training_close(&rest);
    }
    small_training_close(&full);
}

/* The optimizer's state is not among what is kept. */
static void from_a_state_that_is_kept_nothing_goes_on(void **state)
{
    (void)state;
    struct small_training full, again;
    open_full(&full, 0);
    assert_int_equal(small_training_run(&full, NULL), STATUS_OK);
    const struct checkpoint *last = &full.recorded.save[3];
    assert_true(last->keep && last->bytes < full.recorded.save[0].bytes);
    reopen(&again, &full);
    assert_int_equal(small_training_run(&again, last), STATUS_DATA);
    small_training_close(&full);
    small_training_close(&again);
}

static void a_checkpoint_that_does_not_belong_is_refused(void **state)
{
    (void)state;
    struct small_training full, other;
    open_full(&full, 0);
    assert_int_equal(small_training_run(&full, NULL), STATUS_OK);

    full.spec.steps = 20;
    reopen(&other, &full);
    assert_int_equal(small_training_run(&other, &full.recorded.save[2]), STATUS_DATA);
    assert_non_null(strstr(other.failure.message, "21 updates"));
    small_training_close(&other);

    full.net_spec.width = 9;
    reopen(&other, &full);
    assert_int_equal(small_training_run(&other, &full.recorded.save[0]), STATUS_DATA);
    assert_int_equal(other.recorded.rows, 0);
    small_training_close(&other);
    small_training_close(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_every_checkpoint_the_run_ends_the_same),
        cmocka_unit_test(a_stopped_run_goes_on_from_its_last_checkpoint),
        cmocka_unit_test(from_a_state_that_is_kept_nothing_goes_on),
        cmocka_unit_test(a_checkpoint_that_does_not_belong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
