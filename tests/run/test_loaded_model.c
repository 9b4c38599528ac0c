/* A run's weights give the run's own losses again, and a file of them does, too. */
#include "lab/data/file.h"
#include "lab/run/trained_model.h"
#include "lab/train/evaluate.h"
#include "tests/run/tiny_run.h"

/* Another net and other data than the defaults. */
static struct cell other_cell(void)
{
    struct cell c = tiny();
    c.data.train = 90;
    c.data.test = 70;
    c.net.norm = "batch";
    c.train.batch = 20;
    c.train.optimizer = "adam";
    return c;
}

static int64_t trained(struct lab *lab, const struct cell *c)
{
    struct train_run_order order = {
        .run = run_of(lab, c), .path = c->data.path, .keep = KEEP_FOR_OTHERS};
    must_end(lab, order, RUN_DONE);
    return order.run;
}

static void must_score_as_the_run(struct lab *lab, int64_t run, const struct loaded_model *s)
{
    struct score train = evaluate(s->net, &s->data.train, MODE_MEASURE, &lab->arena);
    struct score eval = evaluate(s->net, &s->data.train, MODE_EVAL, &lab->arena);
    struct score test = evaluate(s->net, &s->data.test, MODE_EVAL, &lab->arena);
    struct query *q =
        query_open(lab->store, "SELECT * FROM final_row WHERE run = :run", &lab->failure);
    query_bind_int(q, ":run", run);
    assert_true(query_next(q));
    const double got[] = {train.loss, train.accuracy, test.loss, test.accuracy, eval.loss};
    for (int i = 0; i < 5; i++)
        if (got[i] != query_real(q, 3 + i))
            fail_msg("%s: %.17g, not %s", query_column_name(q, 3 + i), got[i],
                     query_text(q, 3 + i));
    query_close(q);
}

static void must_refuse(struct lab *lab, enum status status, const char *word)
{
    if (lab->failure.status != status || !strstr(lab->failure.message, word))
        fail_msg("status %d, \"%s\": not %d with \"%s\"", (int)lab->failure.status,
                 lab->failure.message, (int)status, word);
    lab->failure = (struct failure){0};
}

static void of_run(struct lab *lab, int64_t run, const char *path, struct loaded_model *s)
{
    const struct repeat_order order = {.run = run, .path = path};
    trained_model_read(&lab->arena, lab->store, &order, true, s, &lab->failure);
}

/* The run's weights as a file. */
static const char *save(struct lab *lab, int64_t run, const char *data)
{
    struct loaded_model s;
    const char *path = arena_printf(&lab->arena, "%s/w.safetensors", lab->folder);
    of_run(lab, run, data, &s);
    lab_ok(lab);
    FILE *file = fopen(path, "we");
    safetensors_write(file, s.weights.tensors, s.weights.tensor, s.weights.notes, s.weights.note,
                      &lab->failure);
    fclose(file);
    lab_ok(lab);
    return path;
}

static enum status of_file(struct lab *lab, const char *path, struct request request,
                           struct loaded_model *s)
{
    return loaded_model_of_file(&lab->arena, path, &request, true, s, &lab->failure);
}

static void a_run_gives_its_losses_again(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell();
    struct loaded_model s;
    int64_t run = trained(lab, &c);
    of_run(lab, run, "", &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    must_score_as_the_run(lab, run, &s);
}

static void a_file_of_ours_knows_its_net_and_data(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell();
    struct loaded_model s;
    int64_t run = trained(lab, &c);
    const char *path = save(lab, run, "");
    of_file(lab, path, (struct request){0}, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    must_score_as_the_run(lab, run, &s);
    assert_string_equal(cell_json(&lab->arena, &s.cell, &lab->failure),
                        cell_json(&lab->arena, &c, &lab->failure));
}

static void what_a_net_started_from_does_not_travel(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell(), after;
    struct loaded_model s;
    c.net.norm = "none";
    c.net.block = "plain";
    trained(lab, &c);
    after = c;
    after.start = (struct start_spec){.from = "steps=6", .weights = "", .insert = "none"};
    after.train.steps = 2;
    of_file(lab, save(lab, trained(lab, &after), ""), (struct request){0}, &s);
    lab_ok(lab);
    assert_string_equal(s.cell.start.from, "");
    assert_int_equal(s.cell.train.steps, 2);
}

static void the_callers_settings_come_last(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell();
    struct loaded_model s;
    const char *path = save(lab, trained(lab, &c), "");
    const struct override noise = {"data.noise", "0"}, width = {"width", "5"},
                          two = {"seed", "1..2"};
    of_file(lab, path, (struct request){.overrides = 1, .override = &noise}, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    assert_true(s.cell.data.noise == 0 && s.cell.net.depth == 4);
    of_file(lab, path, (struct request){.overrides = 1, .override = &width}, &s);
    lab_ok(lab);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    must_refuse(lab, STATUS_DATA, "w.safetensors does not fit the net");
    of_file(lab, path, (struct request){.overrides = 1, .override = &two}, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure); /* does nothing: the first failure sticks */
    must_refuse(lab, STATUS_USAGE, "the weights of one net, not of 2");
}

static void only_finished_runs_have_weights(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell();
    struct loaded_model s;
    int64_t run = run_of(lab, &c);
    of_run(lab, run, "", &s);
    must_refuse(lab, STATUS_DATA, "is new: it has no final weights");
    of_run(lab, 99, "", &s);
    must_refuse(lab, STATUS_DATA, "no run 99");
    run = trained(lab, &c);
    of_run(lab, run, "/tmp", &s);
    must_refuse(lab, STATUS_USAGE, "--data is not for it");
}

static const char *table(struct lab *lab, const char *name, int shift)
{
    const char *path = arena_printf(&lab->arena, "%s/%s.csv", lab->folder, name);
    FILE *file = fopen(path, "we");
    for (int i = 0; i < 60; i++)
        fprintf(file, "%d,%d,%d\n", (i * 7 + shift) % 13, i * i % 11, i % 3);
    fclose(file);
    return path;
}

static void data_of_files_must_be_the_runs_own(void **state)
{
    struct lab *lab = *state;
    struct cell c = other_cell();
    struct loaded_model s;
    const char *own = table(lab, "own", 0), *other = table(lab, "other", 1);
    c.data.name = "csv";
    c.data.path = own;
    data_checksum(&c.data, &c.checksum, &lab->failure);
    int64_t run = trained(lab, &c);
    of_run(lab, run, "", &s);
    must_refuse(lab, STATUS_USAGE, "trained on files (csv); --data PATH says where they are");
    of_run(lab, run, other, &s);
    must_refuse(lab, STATUS_DATA, "not the data of run");
    of_run(lab, run, own, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    must_score_as_the_run(lab, run, &s);

    /* a run that knows the file by its bytes had the rows in another order */
    uint32_t bytes = 0;
    struct cell before = c;
    file_checksum(own, &bytes, NULL, &lab->failure);
    before.checksum = bytes;
    of_run(lab, run_of(lab, &before), own, &s);
    must_refuse(lab, STATUS_DATA, "in the order of the file");

    /* a file's weights may meet any data of their shape, but they must be named */
    const char *path = save(lab, run, own);
    of_file(lab, path, (struct request){0}, &s);
    must_refuse(lab, STATUS_USAGE, "--data PATH says where such are");
    of_file(lab, path, (struct request){.data = own}, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    must_score_as_the_run(lab, run, &s);
    of_file(lab, path, (struct request){.data = other}, &s);
    loaded_model_load(&lab->arena, &s, &lab->failure);
    lab_ok(lab);
    c = other_cell();
    c.data.name = "teacher";
    of_file(lab, save(lab, trained(lab, &c), ""), (struct request){.data = other}, &s);
    lab_ok(lab);
    assert_string_equal(s.cell.data.name, "csv");
}

static void a_note_that_is_no_cell_is_refused(void **state)
{
    struct lab *lab = *state;
    struct loaded_model s;
    const struct note note = {"depthlab.cell", "{\"net.width\": 1e9}"};
    const char *path = arena_printf(&lab->arena, "%s/bad.safetensors", lab->folder);
    FILE *file = fopen(path, "we");
    safetensors_write(file, 0, NULL, 1, &note, &lab->failure);
    fclose(file);
    of_file(lab, path, (struct request){0}, &s);
    must_refuse(lab, STATUS_DATA, "bad.safetensors: cell:1:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_run_gives_its_losses_again),
        lab_test(a_file_of_ours_knows_its_net_and_data),
        lab_test(what_a_net_started_from_does_not_travel),
        lab_test(the_callers_settings_come_last),
        lab_test(only_finished_runs_have_weights),
        lab_test(data_of_files_must_be_the_runs_own),
        lab_test(a_note_that_is_no_cell_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
