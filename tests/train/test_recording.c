/* What cannot be recorded ends the run. */
#include "tests/support/small_training.h"

struct quota {
    int left, after; /* calls that go well, and calls after the first that did not */
};

static enum status take_one(struct quota *q)
{
    q->after += q->left < 0;
    return q->left-- > 0 ? STATUS_OK : STATUS_DISK;
}

static enum status quota_row(void *self, const struct series *series, int64_t step, int place,
                             const double *value, uint32_t missing)
{
    (void)series, (void)step, (void)place, (void)value, (void)missing;
    return take_one(self);
}

static enum status quota_checkpoint(void *self, const struct checkpoint *c)
{
    (void)c;
    return take_one(self);
}

/* Whichever row or checkpoint it is that cannot be written, training ends there and says so. */
static void a_recorder_that_fails_ends_the_run_at_once(void **state)
{
    (void)state;
    enum status status = STATUS_DISK;
    for (int calls = 0; status; calls++) {
        struct quota quota = {calls, 0};
        const struct recorder recorder = {&quota, quota_row, quota_checkpoint};
        struct small_training c;
        small_training_open(&c, spec_of("preact", 4, 8), train_spec_of(9, 16));
        c.training.recorder = &recorder;
        status = small_training_run(&c, NULL);
        assert_int_equal(status, quota.left < 0 ? STATUS_DISK : STATUS_OK);
        assert_int_equal(quota.after, 0);
        assert_false(c.outcome.diverged);
        /* 10 rows of the loss, 7 times 6 layers and 2 junctions, 1 final row, 2 checkpoints */
        assert_int_equal(status == STATUS_OK, calls == 10 + 7 * 8 + 1 + 2);
        small_training_close(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_recorder_that_fails_ends_the_run_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
