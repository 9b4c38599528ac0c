/* A run that is stopped anywhere and goes on from any checkpoint ends as if it had never stopped. */
#include "tests/support/course.h"

static const char *const blocks[] = {"plain", "residual", "preact"};

/* The same course, its net spoiled, so that everything must come from the checkpoint. */
static void reopen(struct course *c, const struct course *first)
{
    course_open(c, first->net_spec, first->spec);
    struct graph *g = c->net->graph;
    for (size_t i = 0; i < g->params.reals; i++)
        g->value[i] = 3;
    for (size_t i = 0; i < g->statistics.reals; i++)
        g->kept[i] = 3;
}

static int rows_before(const struct diary *d, int64_t step)
{
    int i = 0;
    while (i < d->rows && d->row[i].step < step)
        i++;
    return i;
}

static void check_same_saves(const struct diary *full, const struct diary *rest)
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

static void open_full(struct course *c, int k)
{
    const char *const optimizers[] = {"sgd", "nesterov", "adam", "adamw"};
    const char *const norms[] = {"none", "batch", "layer"};
    struct net_spec net = spec_of(blocks[k % 3], 4, 8);
    net.norm = norms[k / 4];
    struct train_spec spec = train_spec_of(23, 16);
    spec.optimizer = optimizers[k % 4];
    spec.schedule = "cosine";
    spec.warmup = 9;
    course_open(c, net, spec);
}

/* Every row and every later checkpoint, to the last bit. */
static void from_every_checkpoint_the_run_ends_the_same(void **state)
{
    (void)state;
    for (int k = 0; k < 12; k++) {
        struct course full;
        open_full(&full, k);
        assert_int_equal(course_run(&full, NULL), STATUS_OK);
        assert_int_equal(full.diary.saves, 4); /* after 7, 14, 21 updates, and the end */
        for (int i = 0; i < 3; i++) {
            const struct checkpoint *from = &full.diary.save[i];
            assert_int_equal(from->step, 7 * (i + 1));
            assert_false(from->keep);
            struct course rest;
            reopen(&rest, &full);
            assert_int_equal(course_run(&rest, from), STATUS_OK);
            check_same_rows(&full.diary, rows_before(&full.diary, from->step), &rest.diary);
            assert_int_equal(rest.diary.row[0].step, from->step);
            check_same_saves(&full.diary, &rest.diary);
            assert_int_equal(rest.outcome.steps, 23);
            course_close(&rest);
        }
        course_close(&full);
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

/* Stopped after any step, and started again from the last checkpoint, or from the start where there
 * is none yet. */
static void a_stopped_run_goes_on_from_its_last_checkpoint(void **state)
{
    (void)state;
    struct course full;
    open_full(&full, 1);
    assert_int_equal(course_run(&full, NULL), STATUS_OK);
    for (int stop = 0; stop <= 23; stop++) {
        struct course first, rest;
        struct patience patience = {stop};
        course_open(&first, full.net_spec, full.spec);
        first.training.tick = &(struct tick){&patience, lasts};
        assert_int_equal(course_run(&first, NULL), STATUS_BUSY);
        assert_false(first.outcome.diverged);
        assert_int_equal(first.diary.row[first.diary.rows - 1].step, stop);
        const int saves = stop / 7;
        assert_int_equal(first.diary.saves, saves);
        if (saves) {
            reopen(&rest, &full);
            assert_int_equal(course_run(&rest, &first.diary.save[saves - 1]), STATUS_OK);
        } else {
            course_open(&rest, full.net_spec, full.spec);
            assert_int_equal(course_run(&rest, NULL), STATUS_OK);
        }
        assert_memory_equal(rest.diary.save[rest.diary.saves - 1].data, full.diary.save[3].data,
                            full.diary.save[3].bytes);
        course_close(&first);
        course_close(&rest);
    }
    course_close(&full);
}

/* A run that was finished has nothing left to do, and adds nothing. */
static void from_the_final_state_nothing_is_done_again(void **state)
{
    (void)state;
    struct course full, again;
    open_full(&full, 0);
    assert_int_equal(course_run(&full, NULL), STATUS_OK);
    reopen(&again, &full);
    assert_int_equal(course_run(&again, &full.diary.save[3]), STATUS_OK);
    assert_int_equal(again.diary.rows, 0);
    assert_int_equal(again.diary.saves, 0);
    assert_int_equal(again.outcome.steps, 23);
    assert_false(again.outcome.diverged);
    course_close(&full);
    course_close(&again);
}

static void a_checkpoint_that_does_not_belong_is_refused(void **state)
{
    (void)state;
    struct course full, other;
    open_full(&full, 0);
    assert_int_equal(course_run(&full, NULL), STATUS_OK);

    full.spec.steps = 20;
    reopen(&other, &full);
    assert_int_equal(course_run(&other, &full.diary.save[2]), STATUS_DATA);
    assert_non_null(strstr(other.failure.message, "21 updates"));
    course_close(&other);

    full.net_spec.width = 9;
    reopen(&other, &full);
    assert_int_equal(course_run(&other, &full.diary.save[0]), STATUS_DATA);
    assert_int_equal(other.diary.rows, 0);
    course_close(&other);
    course_close(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(from_every_checkpoint_the_run_ends_the_same),
        cmocka_unit_test(a_stopped_run_goes_on_from_its_last_checkpoint),
        cmocka_unit_test(from_the_final_state_nothing_is_done_again),
        cmocka_unit_test(a_checkpoint_that_does_not_belong_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
