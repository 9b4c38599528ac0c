/* The scripts, run by a shell in Slurm's place: tests/campaign/slurm.sh runs them under Slurm itself. */
#include "tests/cli/trained_sweep.h"

static const char *read_text(void **state, const char *name)
{
    static char text[1 << 14];
    char path[300];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    read_file(path, text, sizeof text);
    return text;
}

/* The exit code of a shell in the folder. */
static int shell(void **state, const char *words)
{
    char line[1000];
    snprintf(line, sizeof line, "cd %s && PATH=$PWD/bin:$PATH && { %s; } >sh.out 2>&1",
             (char *)*state, words);
    const int status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void scripts_say_what_a_task_needs(void **state)
{
    struct child_result *result = run_command(
        state, "slurm small.yaml --seed 1,2 --full --db big.db --tasks 3 --cores 2 --partition "
               "long --folder jobs");
    assert_prints(result, 0, out, "small: 3 tasks of about ");
    assert_prints(result, 0, out, "to submit: sh jobs/submit.sh");
    const char *text = read_text(state, "jobs/array.sh");
    assert_non_null(strstr(text, "#SBATCH --array=1-3\n#SBATCH --cpus-per-task=2\n"));
    assert_non_null(strstr(text, "#SBATCH --partition=long\n"));
    assert_non_null(strstr(text, "#SBATCH --requeue\n"));
    assert_non_null(strstr(text, " run small.yaml --full --seed 1,2 \\\n"));
    int lines = 0, names = 8;
    for (const char *at = text = read_text(state, "jobs/tasks"); *at; at++) {
        lines += *at == '\n';
        names -= *at == '\n' || *at == ',';
    }
    assert_int_equal(lines, 3);
    assert_int_equal(names, 0);
    assert_prints(run_command(state, "slurm small.yaml --folder 'a b'"), 2, err,
                  "which experiment");
    assert_prints(run_command(state, "slurm small.yaml --folder a$b"), 2, err, "--folder takes");
    assert_prints(run_command(state, "slurm small.yaml --partition 'a\nb'"), 2, err,
                  "--partition takes");
    assert_prints(run_command(state, "slurm small.yaml --db lab.db"), 0, out,
                  "nothing is left to train");
}

/* sbatch that notes its words, scontrol that does. */
static void they_train_merge_and_judge(void **state)
{
    write_file(*state, "bin-sbatch", "#!/bin/sh\necho sbatch \"$@\" >>calls\necho 7\n");
    write_file(*state, "bin-scontrol", "#!/bin/sh\necho scontrol \"$@\" >>calls\n");
    assert_int_equal(shell(state, "mkdir bin && for f in sbatch scontrol; do mv bin-$f bin/$f && "
                                  "chmod +x bin/$f; done"),
                     0);
    run_command(state, "slurm small.yaml --db new.db --tasks 2 --folder two");
    assert_int_equal(shell(state, "sh two/submit.sh"), 0);
    assert_non_null(strstr(read_text(state, "calls"),
                           "sbatch --parsable two/array.sh\n"
                           "sbatch --parsable --dependency=afterok:7 two/finish.sh\n"));
    assert_int_equal(shell(state,
                           "for i in 1 2; do SLURM_ARRAY_TASK_ID=$i sh two/array.sh || exit 9; "
                           "done; sed -i '/ plot /d' two/finish.sh; sh two/finish.sh"),
                     0);
    assert_int_equal(value_in(state, "new.db",
                              "SELECT count(*) FROM sweep JOIN run ON id = run "
                              "WHERE status = 'done'"),
                     12);
}

/* What Slurm does before a limit of time: the script's own TERM. */
static void a_task_that_is_stopped_goes_back_into_the_queue(void **state)
{
    run_command(state, "slurm small.yaml --steps 3000000 --db long.db --tasks 1 --folder one");
    assert_int_equal(shell(state, "rm -f calls; SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_JOB_ID=5 sh "
                                  "one/array.sh & pid=$!; sleep 2; kill -TERM $pid; wait $pid"),
                     0);
    assert_string_equal(read_text(state, "calls"), "scontrol requeue 5_1\n");
    assert_true(value_in(state, "one/shard-1.db", "SELECT count(*) FROM resume") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scripts_say_what_a_task_needs),
        cmocka_unit_test(they_train_merge_and_judge),
        cmocka_unit_test(a_task_that_is_stopped_goes_back_into_the_queue),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
