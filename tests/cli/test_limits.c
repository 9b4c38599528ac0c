/* Where output cannot go, files may not grow or memory is short, a command ends with its message and its exit
 * code, never by a signal. */
#include "tests/cli/trained_sweep.h"
#include <sys/resource.h>

/* Every command that prints, with words that make it do so. */
static const char *const printing[] = {
    "",
    "--help",
    "help run",
    "run --help",
    "--version",
    "list",
    "list --json",
    "model",
    "model --json",
    "probe",
    "probe --json",
    "probe rank small seed=1 block=plain depth=2 --db lab.db",
    "probe rank small seed=1 block=plain depth=2 --json --db lab.db",
    "data list",
    "data list --json",
    "data check flowers.csv",
    "data check flowers.csv --json",
    "data export --side 6 --output @",
    "check small.yaml --db lab.db",
    "status --db lab.db",
    "status --json --db lab.db",
    "status small --db lab.db",
    "verdict --json --db lab.db",
    "verdict judged --db lab.db",
    "show small seed=1 block=plain depth=2 --db lab.db",
    "show 1 --json --db lab.db",
    "compare 1 2 --db lab.db",
    "compare 1 2 --json --db lab.db",
    "plot small.yaml --db lab.db",
    "plot small.yaml --format txt --db lab.db",
    "report small.yaml --db lab.db -o r.html",
    "slides --course hour.yaml --out s --db lab.db",
    "export final --db lab.db",
    "export --list --db lab.db",
    "import w.safetensors",
    "import w.safetensors --json",
    "eval --weights w.safetensors",
    "eval --weights w.safetensors --json",
    "publish p.db --db lab.db",
    "prune --dry-run --db lab.db",
    "recover --db lab.db -o @",
    "verify 1 --db lab.db",
    "gradcheck",
    "gradcheck --json",
    "run small.yaml --db lab.db",
    "plan small.yaml",
    "plan small.yaml --json",
    "cells small.yaml --db lab.db",
    "cells small.yaml --json --db lab.db",
    "merge merged.db lab.db",
    "slurm small.yaml --db other.db --folder jobs",
    "completion bash",
    "manual run",
};

static void check_unwritten(void **state, const char *out, const char *why)
{
    static char text[1 << 16];
    char err[300];
    snprintf(err, sizeof err, "%s/child.err", (char *)*state);
    write_file(*state, "hour.yaml",
               "title: An hour\nparts: [{title: One, minutes: 20, experiments: [small.yaml]}]\n");
    for (size_t i = 0; i < sizeof printing / sizeof *printing; i++) {
        char line[200];
        const size_t n = strcspn(printing[i], "@"); /* a name that is not there */
        snprintf(line, sizeof line, "%.*s", (int)n, printing[i]);
        if (printing[i][n])
            snprintf(line + n, sizeof line - n, "new%d-%zu", !out, i);
        const int code = child_wait(child_start(*state, line, out, err));
        read_file(err, text, sizeof text);
        const char *message = strstr(text, why);
        if (code != 74 || !message || strstr(message + 1, why))
            fail_msg("%s: exit %d (wanted 74, and once `%s`)\n%s", printing[i], code, why, text);
    }
}

/* `worker` answers to `run`, and is not listed. */
static void every_command_is_among_them(void **state)
{
    const struct child_result *result = run_command(state, "--help");
    int commands = 0;
    for (const char *line = strchr(result->out, '\n'); line; line = strchr(line + 1, '\n')) {
        char name[32];
        bool found = false;
        if (strncmp(line, "\n  ", 3) != 0 || sscanf(line, " %31[a-z]", name) != 1)
            continue;
        for (size_t i = 0; i < sizeof printing / sizeof *printing; i++)
            found |= !strncmp(printing[i], name, strlen(name)) && printing[i][0] != '-';
        if (!found)
            fail_msg("%s is not tried", name);
        commands++;
    }
    assert_in_range(commands, 19, 40);
}

static void a_reader_that_is_gone_is_an_error(void **state)
{
    check_unwritten(state, NULL, "Broken pipe");
}

static void so_is_a_full_disk(void **state)
{
    if (!access("/dev/full", W_OK))
        check_unwritten(state, "/dev/full", "No space left");
}

/* Other calls come between the write that failed and the end. */
static void a_cause_is_the_writes_or_is_not_told(void **state)
{
    static char text[1 << 12];
    char err[300];
    snprintf(err, sizeof err, "%s/child.err", (char *)*state);
    if (access("/dev/full", W_OK))
        skip();
    const int code = child_wait(
        child_start(*state, "plot small.yaml depth-curve degradation --format txt --db lab.db",
                    "/dev/full", err));
    read_file(err, text, sizeof text);
    assert_int_equal(code, 74);
    if (strcmp(text, "depthlab: the output cannot be written\n") &&
        strcmp(text, "depthlab: the output cannot be written: No space left on device\n"))
        fail_msg("%s", text);
}

/* Where a file would take the place of the output, the output would go into the file. */
static void no_file_takes_the_place_of_what_is_closed(void **state)
{
    int status;
    const pid_t child = fork();
    if (!child) {
        for (int i = 0; i < 3; i++)
            close(i);
        execl(program(), program(), "gradcheck", NULL);
        _exit(127);
    }
    (void)state;
    for (int i = 0; i < 3; i++) {
        char path[64], to[64] = "";
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)child, i);
        for (int wait = 0; wait < 200 && strcmp(to, "/dev/null"); wait++) {
            usleep(10000);
            memset(to, 0, sizeof to);
            readlink(path, to, sizeof to - 1);
        }
        assert_string_equal(to, "/dev/null");
    }
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

/* Run with at most so many bytes of this resource. */
static struct child_result *run_within(void **state, int resource, rlim_t bytes, const char *words)
{
    struct rlimit before, less;
    getrlimit((__rlimit_resource_t)resource, &before);
    less = (struct rlimit){bytes, before.rlim_max};
    setrlimit((__rlimit_resource_t)resource, &less);
    struct child_result *result = run_command(state, words);
    setrlimit((__rlimit_resource_t)resource, &before);
    return result;
}

/* Whether it is the database, its log, a file that is written or what gnuplot draws. */
static void a_file_that_may_not_grow_is_an_error(void **state)
{
    static const struct {
        const char *words;
        rlim_t bytes;
    } row[] = {
        {"run small.yaml --db new.db", 1 << 12},
        {"run small.yaml --db new.db", 1 << 16},
        {"run small.yaml --db new.db", 200000},
        {"export gradient --db lab.db -o g.csv", 40000},
        {"plot small.yaml --db lab.db", 40000},
        {"report small.yaml --db lab.db -o r.html", 20000},
        {"plot small.yaml --db lab.db", 1 << 10},
    };
    run_command(state, "export final --db lab.db -o f.csv");
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        assert_prints(run_within(state, RLIMIT_FSIZE, row[i].bytes, row[i].words), 74, err,
                      "depthlab: ");
    char words[700];
    snprintf(words, sizeof words, "test -z \"$(find '%s' -name '*.depthlab')\"", (char *)*state);
    assert_int_equal(system(words), 0);
    assert_prints(run_command(state, "run small.yaml --db new.db"), 0, out, "12 runs, 12 done");
}

/* A small net and the program itself take about 50 MiB of address space; algebra takes 128 MiB, and gnuplot
 * about as much. Twice that is enough, and what is not enough is said. */
static void memory_is_taken_by_need(void **state)
{
#ifdef __SANITIZE_ADDRESS__
    (void)state;
    skip(); /* its own mappings do not fit */
#else
    const rlim_t small = 100 << 20, large = 360 << 20;
    assert_prints(run_within(state, RLIMIT_AS, small, "run small.yaml --db tight.db -j 2"), 0, out,
                  "12 runs, 12 done");
    assert_prints(run_within(state, RLIMIT_AS, small, "export final --db tight.db"), 0, out, "run");
    assert_prints(run_within(state, RLIMIT_AS, small, "status --db tight.db"), 0, out, "small");
    assert_prints(run_within(state, RLIMIT_AS, large, "plot small.yaml --db tight.db"), 0, out,
                  "depth-curve.png");
    assert_prints(run_within(state, RLIMIT_AS, large, "report small.yaml --db tight.db -o r.html"),
                  0, out, "r.html");
    static const char probe[] = "probe reconstruct small block=plain depth=6 seed=1 --db tight.db";
    assert_prints(run_within(state, RLIMIT_AS, large, probe), 0, out, "");
    assert_prints(run_within(state, RLIMIT_AS, small, probe), 1, err, "out of memory");
#endif
}

static int lab_open(void **state)
{
    trained_sweep_open(state);
    write_file(*state, "judged.yaml",
               "question: q\n"
               "data: {side: 6, train: 100, test: 40}\n"
               "net: {width: 8}\n"
               "train: {steps: 2, batch: 32}\n"
               "sweep: {depth: [2, 4]}\n"
               "expect:\n"
               "  - say: x\n"
               "    compare: \"train_loss of {depth: 2} > train_loss of {depth: 4}\"\n");
    write_file(*state, "flowers.csv", "a,b,kind\n1.5,2,x\n2.5,1,y\n1,2.5,x\n3,1.5,y\n1.2,2.2,x\n");
    run_command(state, "run judged.yaml --db lab.db");
    const struct child_result *result =
        run_command(state, "export 1 --weights w.safetensors --db lab.db");
    return result->exit;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_command_is_among_them),
        cmocka_unit_test(a_reader_that_is_gone_is_an_error),
        cmocka_unit_test(so_is_a_full_disk),
        cmocka_unit_test(a_cause_is_the_writes_or_is_not_told),
        cmocka_unit_test(no_file_takes_the_place_of_what_is_closed),
        cmocka_unit_test(a_file_that_may_not_grow_is_an_error),
        cmocka_unit_test(memory_is_taken_by_need),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
