/* The weights that a run ended with, kept or not. */
#include "lab/run/trained_model.h"
#include "tests/run/tiny_run.h"

static void count(void *watcher, int64_t run, double seconds)
{
    assert_true(run > 0 && seconds >= 0);
    ++*(int *)watcher;
}

static void it_is_trained_again_where_they_are_gone(void **state)
{
    struct lab *lab = *state;
    const struct cell c = tiny();
    const int64_t run = run_of(lab, &c);
    int told = 0;
    const struct repeat_order order = {.run = run, .path = "", .watcher = &told, .notice = count};
    struct loaded_model kept, again;
    must_end(lab, (struct train_run_order){.run = run, .keep = KEEP_FOR_OTHERS}, RUN_DONE);
    trained_model_read(&lab->arena, lab->store, &order, true, &kept, &lab->failure);
    assert_int_equal(told, 0);
    store_states_drop(lab->store, 1, &run, 60, "", &lab->failure);
    trained_model_read(&lab->arena, lab->store, &order, true, &again, &lab->failure);
    lab_ok(lab);
    assert_int_equal(told, 1);
    assert_int_equal(again.weights.tensors, kept.weights.tensors);
    for (int i = 0; i < kept.weights.tensors; i++) {
        const struct tensor *a = &kept.weights.tensor[i], *b = &again.weights.tensor[i];
        assert_string_equal(a->name, b->name);
        assert_int_equal(a->count, b->count);
        assert_memory_equal(a->data, b->data, a->count * a->dtype->bytes);
    }
    assert_string_equal(dump(lab, "SELECT count(*) FROM checkpoint", run), "0\n");
}

/* The tensors are the arrays of a net that was started from the seed, or trained so far. */
static void must_be(const struct loaded_model *m, const struct graph *g)
{
    int i = 0;
    for (const struct param *p = g->params.first; p; p = p->next, i++)
        assert_memory_equal(m->weights.tensor[i].data, p->value, p->count * sizeof(real));
    for (const struct param *p = g->statistics.first; p; p = p->next, i++)
        assert_memory_equal(m->weights.tensor[i].data, p->value, p->count * sizeof(real));
    assert_int_equal(i, m->weights.tensors);
}

static struct loaded_model at_step(struct lab *lab, int64_t run, int64_t step)
{
    struct loaded_model m;
    const struct repeat_order order = {.run = run, .path = ""};
    lab->failure = (struct failure){0};
    trained_model_at_step(&lab->arena, lab->store, &order, step, &m, &lab->failure);
    return m;
}

static void must_refuse(struct lab *lab, enum status status, const char *word)
{
    if (lab->failure.status != status || !strstr(lab->failure.message, word))
        fail_msg("status %d, \"%s\"", (int)lab->failure.status, lab->failure.message);
    lab->failure = (struct failure){0};
}

static void the_start_is_what_the_seed_draws(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    struct loaded_model m;
    c.net.norm = "batch";
    const int64_t run = run_of(lab, &c); /* nobody has trained it */
    const struct loaded_model start = at_step(lab, run, 0);
    loaded_model_read(&lab->arena, lab->store, &(struct model_order){.run = run, .path = ""}, &m,
                      &lab->failure);
    network_start(m.net, c.seed);
    lab_ok(lab);
    must_be(&start, m.net->graph);
    assert_string_equal(safetensors_note(&start.weights, "depthlab.step"), "0");
    assert_non_null(safetensors_note(&start.weights, NOTE_CELL));
    assert_string_equal(safetensors_note(&start.weights, "depthlab.classes"),
                        "[\"box\", \"post\", \"Z\", \"3\", \"4\", \"5\", \"6\", \"7\", \"X\", "
                        "\"Y\"]");
    at_step(lab, run, 3);
    must_refuse(lab, STATUS_DATA, "is new");
    c.start.from = "steps=3";
    at_step(lab, run_of(lab, &c), 0);
    must_refuse(lab, STATUS_DATA, "has not kept them");
}

/* Three steps of six are what a run of three steps ends with. */
static void any_step_on_the_way_comes_back(void **state)
{
    struct lab *lab = *state;
    struct cell c = tiny();
    c.net.norm = "batch";
    for (int kept = 0; kept < 2; kept++) {
        struct loaded_model m;
        c.train.steps = 6;
        c.train.keep = kept ? "3" : "";
        const int64_t run = run_of(lab, &c);
        must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
        c.train.steps = 3;
        c.train.keep = "";
        const struct repeat_order order = {.run = run_of(lab, &c), .path = ""};
        must_end(lab, (struct train_run_order){.run = order.run}, RUN_DONE);
        const struct loaded_model at = at_step(lab, run, 3);
        trained_model_read(&lab->arena, lab->store, &order, false, &m, &lab->failure);
        loaded_model_load(&lab->arena, &m, &lab->failure);
        lab_ok(lab);
        must_be(&at, m.net->graph);
        at_step(lab, run, 6);
        lab_ok(lab);
        at_step(lab, run, 7);
        must_refuse(lab, STATUS_USAGE, "has 6 steps, not 7");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(it_is_trained_again_where_they_are_gone),
        lab_test(the_start_is_what_the_seed_draws),
        lab_test(any_step_on_the_way_comes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
