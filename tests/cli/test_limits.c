/* Where output cannot go, files may not grow or memory is short, a command ends with its message and its exit
 * code, never by a signal. */
#include "tests/cli/trained_sweep.h"
#include <sys/resource.h>

/* Every command that prints, with words that make it do so. */
static const char *const printing[] = {
    "--help",
    "help run",
    "run --help",
    "--version",
    "list",
    "model",
    "probe",
    "data list",
    "status --db lab.db",
    "show small seed=1 block=plain depth=2 --db lab.db",
    "compare 1 2 --db lab.db",
    "export final --db lab.db",
    "run small.yaml --db lab.db",
};

static void check_unwritten(void **state, const char *out, const char *why)
{
    static char text[1 << 16];
    char err[300];
    snprintf(err, sizeof err, "%s/child.err", (char *)*state);
    for (size_t i = 0; i < sizeof printing / sizeof *printing; i++) {
        const int code = child_wait(child_start(*state, printing[i], out, err));
        read_file(err, text, sizeof text);
        const char *message = strstr(text, why);
        if (code != 74 || !message || strstr(message + 1, why))
            fail_msg("%s: exit %d (wanted 74, and once `%s`)\n%s", printing[i], code, why, text);
    }
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_that_is_gone_is_an_error),
        cmocka_unit_test(so_is_a_full_disk),
        cmocka_unit_test(a_file_that_may_not_grow_is_an_error),
        cmocka_unit_test(memory_is_taken_by_need),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
