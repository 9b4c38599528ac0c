/* What is still to do: not what is done, nothing twice, sources first. */
#include "lab/run/jobs.h"
#include "lab/run/probe_run.h"
#include "tests/support/small_lab.h"

static struct experiment planned(struct lab *lab, const char *text)
{
    struct experiment e = {0};
    struct request q = {.name = "s", .folder = lab->folder};
    FILE *file = fopen(arena_printf(&lab->arena, "%s/s.yaml", lab->folder), "w");
    fputs(text, file);
    fclose(file);
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    for (int i = 0; i < e.grid.cells; i++)
        lab->run[i] = e.run[i];
    return e;
}

/* The cells of the runs to train, "0 2 ". */
static const char *to_train(struct lab *lab, const struct experiment *e, bool again, bool late)
{
    struct train_job *job;
    int jobs;
    const char *text = "";
    jobs_to_train(&lab->arena, lab->store, e, again, late, &job, &jobs, &lab->failure);
    lab_ok(lab);
    for (int i = 0; i < jobs; i++)
        text = arena_printf(&lab->arena, "%s%d ", text, job[i].cell);
    return text;
}

static void what_is_done_or_diverged_is_not_trained_again(void **state)
{
    struct lab *lab = *state;
    const struct experiment e = planned(lab, "question: q\nsweep: {depth: [2, 4, 6, 8]}\n");
    assert_string_equal(to_train(lab, &e, false, false), "3 2 1 0 ");
    lab_final(lab, 1, 1);
    lab_diverged(lab, 2);
    lab_begin(lab, 3);
    lab_end(lab, 3, RUN_FAILED);
    assert_string_equal(to_train(lab, &e, false, false), "3 0 ");
    assert_string_equal(to_train(lab, &e, true, false), "3 2 1 0 ");
    assert_string_equal(to_train(lab, &e, false, true), "");
    struct run_state *s;
    jobs_states(&lab->arena, lab->store, &e, &s, &lab->failure);
    assert_int_equal(s[0].status, RUN_NEW);
    assert_int_equal(s[1].status, RUN_DONE);
    assert_int_equal(s[2].status, RUN_DIVERGED);
    assert_int_equal(s[3].status, RUN_FAILED);
}

static void a_run_that_cells_share_is_trained_once(void **state)
{
    struct lab *lab = *state;
    const struct experiment e =
        planned(lab, "question: q\nnet: {depth: 4}\nsweep:\n  start.from: ['', 'steps=9']\n"
                     "  start.noise: [0, 0.1]\n");
    /* cells 2 and 3 start from one run, which is no cell */
    assert_string_equal(to_train(lab, &e, false, false), "2 0 1 ");
    assert_string_equal(to_train(lab, &e, false, true), "2 3 ");
    struct experiment again = e;
    experiment_plan(&lab->arena, lab->store, &again, &lab->failure);
    assert_int_equal(again.sources, 1);
    assert_int_equal(again.source[0], e.source[0]);
}

static void probes_look_where_they_have_not(void **state)
{
    struct lab *lab = *state;
    const struct experiment e = planned(
        lab, "question: q\ntrain: {steps: 20}\nprobe: {rank: [0, 10, final], knn: [final]}\n"
             "sweep: {depth: [2, 4]}\n");
    struct probe_job *job;
    int jobs;
    jobs_to_probe(&lab->arena, lab->store, &e, false, &job, &jobs, &lab->failure);
    assert_int_equal(jobs, 0); /* nothing is trained */
    lab_final(lab, 0, 1);
    lab_begin(lab, 1);
    lab_row(lab, 1, probe_find("rank")->series[0], 10, 0, (double[]){1, 1, 1, 1, 1, 1, 1}, 0);
    lab_row(lab, 1, &series_final, 20, 0, (double[]){1, 1, 1, 1, 1}, 0);
    lab_end(lab, 1, RUN_DONE);
    jobs_to_probe(&lab->arena, lab->store, &e, false, &job, &jobs, &lab->failure);
    lab_ok(lab);
    assert_int_equal(jobs, 4);
    assert_int_equal(job[0].steps, 3);
    assert_int_equal(job[2].cell, 1);
    assert_int_equal(job[2].steps, 2);
    assert_int_equal(job[2].step[0], 0);
    assert_int_equal(job[2].step[1], 20);
    assert_string_equal(job[3].probe->name, "knn");
    jobs_to_probe(&lab->arena, lab->store, &e, true, &job, &jobs, &lab->failure);
    assert_int_equal(job[2].steps, 3);
}

static void a_step_that_is_named_twice_is_looked_at_once(void **state)
{
    struct lab *lab = *state;
    const struct experiment e =
        planned(lab, "question: q\ntrain: {steps: 20}\nprobe: {rank: [10, 20, final]}\n");
    struct probe_job *job;
    int jobs;
    lab_final(lab, 0, 1);
    jobs_to_probe(&lab->arena, lab->store, &e, false, &job, &jobs, &lab->failure);
    lab_ok(lab);
    assert_int_equal(jobs, 1);
    assert_int_equal(job[0].steps, 2);
    assert_int_equal(job[0].step[1], 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(what_is_done_or_diverged_is_not_trained_again),
        lab_test(a_run_that_cells_share_is_trained_once),
        lab_test(a_step_that_is_named_twice_is_looked_at_once),
        lab_test(probes_look_where_they_have_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
