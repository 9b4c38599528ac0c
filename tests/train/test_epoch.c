/* Every sample once an epoch, but for one that would be alone with its own statistics. */
#include "lab/train/epoch.h"
#include "tests/support/small_training.h"

static void an_epoch_has_every_sample_once(void **state)
{
    (void)state;
    enum { N = 45 };
    int a[N], b[N];
    for (int64_t epoch = 0; epoch < 3; epoch++) {
        bool seen[N] = {false};
        epoch_order(&(struct epochs){7, N, 8, 1}, epoch, a);
        for (int i = 0; i < N; i++) {
            assert_false(seen[a[i]]);
            seen[a[i]] = true;
        }
        epoch_order(&(struct epochs){7, N, 16, 2}, epoch, b); /* however it is cut */
        assert_memory_equal(a, b, sizeof a);
        epoch_order(&(struct epochs){7, N, 8, 1}, epoch + 1, b);
        assert_memory_not_equal(a, b, sizeof a);
        epoch_order(&(struct epochs){8, N, 8, 1}, epoch, b);
        assert_memory_not_equal(a, b, sizeof a);
    }
}

static void a_last_batch_has_as_many_as_the_net_needs(void **state)
{
    (void)state;
    static const struct {
        int samples, batch, least, batches;
    } known[] = {{45, 22, 1, 3}, {45, 22, 2, 2}, {46, 22, 2, 3}, {44, 22, 1, 2},
                 {44, 22, 2, 2}, {3, 2, 2, 1},   {2, 128, 2, 1}, {1, 128, 1, 1}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(
            epoch_batches(&(struct epochs){1, known[i].samples, known[i].batch, known[i].least}),
            known[i].batches);
}

struct sizes {
    int count, batch[16];
};

static void see_size(void *self, const struct pass *pass)
{
    struct sizes *s = self;
    s->batch[s->count++] = pass->batch;
}

static enum status see_no_more(void *self, const struct recorder *recorder, int64_t step,
                               bool updated)
{
    (void)self, (void)recorder, (void)step, (void)updated;
    return STATUS_OK;
}

/* 45 samples by 22: the one left over is a batch of its own only where no batch norm reads it. */
static void no_update_sees_a_single_sample_through_batch_norm(void **state)
{
    (void)state;
    static const char *const norms[] = {"none", "layer", "batch"};
    for (int k = 0; k < 3; k++) {
        struct small_training c;
        struct sizes sizes = {0};
        struct net_spec net = spec_of("plain", 4, 8);
        net.norm = norms[k];
        struct train_spec spec = train_spec_of(6, 22);
        spec.log_layers = 1;
        small_training_open(&c, net, spec);
        c.instrument[2] = (struct instrument){&sizes, NULL, see_size, see_no_more};
        c.training.instruments = 3;
        assert_int_equal(small_training_run(&c, NULL), STATUS_OK);
        assert_int_equal(sizes.count, 7);
        for (int i = 0; i < 7; i++)
            assert_int_equal(sizes.batch[i], k < 2 && i % 3 == 2 ? 1 : 22);
        small_training_close(&c);
    }
}

static void batches_of_one_are_refused_where_they_would_teach_nothing(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) { /* without batch norm; a batch of one; one sample */
        struct small_training c;
        struct net_spec net = spec_of("plain", 4, 8);
        net.norm = k ? "batch" : "none";
        small_training_open(&c, net, train_spec_of(2, k == 2 ? 8 : 1));
        c.data.train.count = k == 2 ? 1 : SMALL_TRAIN;
        assert_int_equal(small_training_run(&c, NULL), k ? STATUS_DATA : STATUS_OK);
        if (k)
            assert_non_null(strstr(c.failure.message, "batch norm over 1 sample"));
        small_training_close(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_epoch_has_every_sample_once),
        cmocka_unit_test(a_last_batch_has_as_many_as_the_net_needs),
        cmocka_unit_test(no_update_sees_a_single_sample_through_batch_norm),
        cmocka_unit_test(batches_of_one_are_refused_where_they_would_teach_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
