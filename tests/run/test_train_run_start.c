/* Runs that start from another run's weights, or from a file of them. */
#include "lab/data/file.h"
#include "lab/run/trained_model.h"
#include "tests/run/tiny_run.h"

static void a_run_of_no_updates_ends_where_its_source_ended(void **state)
{
    struct lab *lab = *state;
    struct cell source = tiny(), c = tiny();
    c.start.from = "steps=6";
    c.train.steps = 0;
    int64_t from = run_of(lab, &source), run = run_of(lab, &c);
    enum run_status end;
    assert_int_equal(carry_out(lab, (struct train_run_order){.run = run}, &end), STATUS_FAILED);
    assert_int_equal(end, RUN_FAILED);
    assert_string_equal(dump(lab, STATUS, run), "failed\n");
    assert_string_equal(
        dump(lab, DETAIL, run),
        "the run to start from (steps=6) is not finished, or has not kept its weights\n");
    must_end(lab, (struct train_run_order){.run = from, .keep = KEEP_FOR_OTHERS}, RUN_DONE);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    const char *sql = "SELECT test_loss, test_acc, train_loss_eval FROM final_row WHERE run = :run";
    assert_string_equal(dump(lab, sql, run), dump(lab, sql, from));
}

/* What the run ended with, as a file. */
static const char *save(struct lab *lab, int64_t run, const char *name)
{
    struct loaded_model s;
    const char *path = arena_printf(&lab->arena, "%s/%s", lab->folder, name);
    FILE *file = fopen(path, "we");
    const struct repeat_order order = {.run = run, .path = ""};
    trained_model_read(&lab->arena, lab->store, &order, false, &s, &lab->failure);
    lab_ok(lab);
    safetensors_write(file, s.weights.tensors, s.weights.tensor, s.weights.notes, s.weights.note,
                      &lab->failure);
    fclose(file);
    lab_ok(lab);
    return path;
}

/* A run of batch norm, so that running statistics must come along, and the file of its weights. */
static const char *trained_weights(struct lab *lab, struct cell *c, int64_t *run)
{
    *c = tiny();
    c->net.norm = "batch";
    c->train.momentum = 0.5;
    *run = run_of(lab, c);
    must_end(lab, (struct train_run_order){.run = *run}, RUN_DONE);
    return save(lab, *run, "w.safetensors");
}

/* The same cell, from the file. */
static int64_t run_from(struct lab *lab, struct cell *c, const char *path)
{
    c->start.checksum = 0;
    file_checksum(path, &c->start.checksum, NULL, &lab->failure);
    return run_of(lab, c);
}

static void a_run_of_no_updates_from_a_file_ends_where_its_maker_ended(void **state)
{
    struct lab *lab = *state;
    struct cell c;
    int64_t from, run;
    const char *path = trained_weights(lab, &c, &from);
    c.train.steps = 0;
    c.seed = 9;
    run = run_from(lab, &c, path);
    assert_int_not_equal(run, from);
    must_end(lab, (struct train_run_order){.run = run, .weights = path}, RUN_DONE);
    const char *sql = "SELECT train_loss, train_acc, test_loss, test_acc, train_loss_eval, odd "
                      "FROM final_row WHERE run = :run";
    assert_string_not_equal(dump(lab, sql, run), "");
    assert_string_equal(dump(lab, sql, run), dump(lab, sql, from));
    c.start.checksum = 0; /* the seed's own draws are elsewhere */
    run = run_of(lab, &c);
    must_end(lab, (struct train_run_order){.run = run}, RUN_DONE);
    assert_string_not_equal(dump(lab, sql, run), dump(lab, sql, from));
}

static void must_fail(struct lab *lab, int64_t run, const char *path, enum status status,
                      const char *message)
{
    enum run_status end;
    assert_int_equal(carry_out(lab, (struct train_run_order){.run = run, .weights = path}, &end),
                     status);
    assert_int_equal(end, RUN_FAILED);
    if (!strstr(lab->failure.message, message))
        fail_msg("`%s` does not contain `%s`", lab->failure.message, message);
    assert_string_equal(dump(lab, DETAIL, run),
                        arena_printf(&lab->arena, "%s\n", lab->failure.message));
    lab->failure = (struct failure){0};
}

static void weights_that_changed_or_do_not_fit_are_refused(void **state)
{
    struct lab *lab = *state;
    struct cell c;
    int64_t from, run;
    const char *path = trained_weights(lab, &c, &from);
    run = run_from(lab, &c, path);
    must_fail(lab, run, "", STATUS_USAGE, "starts from a file; --weights FILE says where it is");
    must_fail(lab, run, "/nowhere/w", STATUS_DATA, "/nowhere/w: cannot be read");
    must_fail(lab, run, put(lab, "x", "we", "?"), STATUS_DATA,
              "x: the file has changed since the sweep was planned (checksum ");
    must_end(lab, (struct train_run_order){.run = run, .weights = path}, RUN_DONE);
    const char *no_weights = put(lab, "y", "we", "no weights");
    must_fail(lab, run_from(lab, &c, no_weights), no_weights, STATUS_DATA,
              "y: no safetensors file");
    c.net.width = 5;
    must_fail(lab, run_from(lab, &c, path), path, STATUS_DATA,
              "w.safetensors does not fit the net: 0 missing, 0 extra");
}

/* After the first checkpoint the file may as well be gone. */
static void a_run_that_goes_on_does_not_load_its_weights_again(void **state)
{
    struct lab *lab = *state;
    struct cell c;
    int64_t from, run;
    const char *path = trained_weights(lab, &c, &from);
    const char *sql[] = {FINAL, CURVE, LAYER, JUNCTION}, *unbroken[4];
    run = run_from(lab, &c, path);
    must_end(lab, (struct train_run_order){.run = run, .weights = path}, RUN_DONE);
    for (int i = 0; i < 4; i++)
        unbroken[i] = dump(lab, sql[i], run);

    struct stopper s = {.at = 3};
    struct tick tick = {&s, stop_at};
    enum run_status end;
    struct train_run_order order = {.run = run, .weights = path, .again = true, .tick = &tick};
    assert_int_equal(carry_out(lab, order, &end), STATUS_BUSY);
    remove(path);
    s = (struct stopper){.at = -1};
    must_end(lab, (struct train_run_order){.run = run, .weights = path, .tick = &tick}, RUN_DONE);
    assert_true(s.first > 1);
    for (int i = 0; i < 4; i++)
        assert_string_equal(dump(lab, sql[i], run), unbroken[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_run_of_no_updates_ends_where_its_source_ended),
        lab_test(a_run_of_no_updates_from_a_file_ends_where_its_maker_ended),
        lab_test(weights_that_changed_or_do_not_fit_are_refused),
        lab_test(a_run_that_goes_on_does_not_load_its_weights_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
