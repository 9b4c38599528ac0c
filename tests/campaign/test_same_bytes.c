/* What is promised of the bytes: the surroundings do not change them. */
#include "lab/base/clock.h"
#include "tests/campaign/surroundings.h"

struct lab {
    char *folder;
    struct answer usual;
    double seconds; /* that its runs take */
    struct stream chance;
    uint64_t drawn;
};

static const int as_listed[] = {0, 1, 2};

static int below(struct lab *lab, int n)
{
    return (int)stream_below(lab->chance, lab->drawn++, (uint64_t)n);
}

/* The answer made in a new folder; NULL, or why it is not the usual one. */
static const char *made(struct lab *lab, const char *around, const char *how)
{
    char *folder = temp_dir();
    lab_write(folder, as_listed);
    const char *why = lab_run(folder, around, how);
    if (!why) {
        struct answer answer;
        answer_read(&answer, folder);
        why = !times_are_sound(folder) ? "times that cannot be"
                                       : answer_differs(&answer, &lab->usual);
        answer_free(&answer);
    }
    remove_dir(folder);
    return why;
}

/* Locales as Debian has them, if it has their sources. */
static bool make_locale(const struct lab *lab, const char *name)
{
    char command[400];
    snprintf(command, sizeof command, "localedef -i %s -f UTF-8 '%s/%s.UTF-8' 2>/dev/null", name,
             lab->folder, name);
    return system(command) == 0;
}

/* ---- one thing at a time, or several that are drawn ---- */

/* The last digits of what LAPACK computes are those of the kernels that OPENBLAS_CORETYPE may choose: it stays. */
static const struct {
    const char *what, *around, *how;
} surroundings[] = {
    {"one process", "", "-j 1"},
    {"three processes", "", "-j 3"},
    {"two threads", "", "-j 1 --threads 2"},
    {"four threads", "", "-j 2 --threads 4"},
    {"addresses that are not random", "setarch -R", ""},
    {"a comma in numbers", "env LC_ALL=de_DE.UTF-8", ""},
    {"the dotless i", "env LC_ALL=tr_TR.UTF-8", ""},
    {"C.UTF-8", "env LC_ALL=C.UTF-8 LANG=C.UTF-8", ""},
    {"a locale that is not there", "env LC_ALL=xx_XX", ""},
    {"a time zone in the east", "env TZ=Asia/Kathmandu", ""},
    {"a time zone in the west", "env TZ=America/St_Johns", ""},
    {"a file of one's own", "umask 077;", ""},
    {"a file of everyone", "umask 000;", ""},
    {"another folder", "cd /;", ""},
    {"no home", "env -u HOME", ""},
    {"a narrow screen", "env COLUMNS=20 LINES=5 TERM=dumb", ""},
    {"a wide screen", "env COLUMNS=500 TERM=xterm-256color", ""},
    {"no environment", "env -i PATH=\"$PATH\" $(env | grep ^OPENBLAS_)", ""},
    {"stale memory", "env MALLOC_PERTURB_=165 MALLOC_ARENA_MAX=1", ""},
    {"threads of libraries", "env OMP_NUM_THREADS=4 OPENBLAS_NUM_THREADS=4", ""},
};
enum { SURROUNDINGS = sizeof surroundings / sizeof *surroundings };

static void surroundings_do_not_matter(void **state)
{
    /* In `make test` those that have least to do with each other go together. */
    static const struct {
        const char *around, *how;
    } together[] = {
        {"umask 077; cd /; env -u HOME LC_ALL=de_DE.UTF-8 TZ=Asia/Kathmandu COLUMNS=20 "
         "MALLOC_PERTURB_=165 setarch -R",
         "-j 3 --threads 2"},
        {"env -i PATH=\"$PATH\" $(env | grep ^OPENBLAS_) LOCPATH=\"$LOCPATH\" LC_ALL=tr_TR.UTF-8",
         "-j 1"},
    };
    struct lab *lab = *state;
    struct promise *p =
        promise("any -j, --threads, addresses, language, zone, folder: the same bytes");
    for (int i = 0; !promise_long() && i < 2; i++)
        promise_case(p, made(lab, together[i].around, together[i].how), "surroundings", i);
    for (int i = 0; promise_long() && i < SURROUNDINGS; i++)
        promise_case(p, made(lab, surroundings[i].around, surroundings[i].how),
                     surroundings[i].what, i);
    for (int i = 0; i < promise_cases(0, 100);
         i++) { /* three at once, each of which begins with what is before */
        char around[300], how[100];
        const int a = 4 + below(lab, SURROUNDINGS - 4), b = 4 + below(lab, SURROUNDINGS - 4),
                  c = below(lab, 4);
        snprintf(around, sizeof around, "%s %s", surroundings[a].around, surroundings[b].around);
        snprintf(how, sizeof how, "%s", surroundings[c].how);
        const bool shell = strchr(surroundings[b].around, ';'); /* cd and umask stand first */
        if (shell)
            snprintf(around, sizeof around, "%s %s", surroundings[b].around,
                     surroundings[a].around);
        promise_case(p, made(lab, around, how), around, i);
    }
    promise_kept(p);
}

/* ---- orders ---- */

/* What is measured, but for the places in a sweep, which follow its axes. */
static char *without_places(const char *text)
{
    char *kept = calloc(1, strlen(text) + 1), *to = kept;
    for (const char *line = text, *end; (end = strchr(line, '\n')); line = end + 1)
        if (strncmp(line, "experiment=", 11) != 0)
            to = mempcpy(to, line, (size_t)(end + 1 - line));
    return kept;
}

static const char *ordered(const struct lab *lab, const int order[3], bool other_first)
{
    char *folder = temp_dir();
    const char *why;
    lab_write(folder, order);
    free(child_run(folder, other_first ? "run t.yaml s.yaml --db lab.db -j 2"
                                       : "run s.yaml t.yaml --db lab.db -j 2"));
    struct child_result *said = child_run(folder, "verdict s.yaml --db lab.db");
    char *text = measured(folder, "lab.db");
    without_threads_and_resumes(text);
    char *mine = without_places(text), *usual = without_places(lab->usual.measured);
    why = strcmp(mine, usual) != 0                     ? "the database"
          : strcmp(said->out, lab->usual.file[4]) != 0 ? said->out
                                                       : NULL;
    free(text);
    free(mine);
    free(usual);
    remove_dir(folder);
    return why;
}

static void order_does_not_matter(void **state)
{
    struct lab *lab = *state;
    struct promise *p = promise("any order of axes and of experiments: the same bytes");
    for (int i = 0; i < promise_cases(2, 12); i++) {
        const int first = i % 3, second = (first + 1 + i / 3 % 2) % 3;
        promise_case(
            p, ordered(lab, (int[]){first, second, 3 - first - second}, i / 6 || !promise_long()),
            "order", i);
    }
    promise_kept(p);
}

/* ---- the clock ---- */

/* The answer by a clock that jumps, in one go or after a kill. */
static const char *by_jumping_clock(struct lab *lab, bool killed)
{
    char around[1000], before[500] = "", *absolute = realpath(program(), NULL);
    const int folder = (int)(strrchr(absolute, '/') - absolute);
    if (killed)
        snprintf(before, sizeof before,
                 "timeout -s KILL %.3f '%s' run s.yaml t.yaml --db lab.db --quiet -j 2;",
                 lab->seconds * below(lab, 1000) / 1000, absolute);
    snprintf(around, sizeof around, "export LD_PRELOAD='%.*s/preload/jumping_clock.so'; %s", folder,
             absolute, before);
    free(absolute);
    return made(lab, around, "-j 2");
}

static void the_clock_does_not_matter(void **state)
{
    struct lab *lab = *state;
    struct promise *whole = promise("the clock jumps: the same bytes, times that can be, no hang"),
                   *killed = promise("the clock jumps, and a kill: goes on to the same bytes");
    for (int i = 0; i < promise_cases(1, 50); i++) {
        promise_case(whole, by_jumping_clock(lab, false), "sweep", i);
        promise_case(killed, by_jumping_clock(lab, true), "sweep", i);
    }
    promise_kept(whole);
    promise_kept(killed);
}

static int lab_open(void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    *state = lab;
    lab->folder = temp_dir();
    lab->chance = promise_stream();
    lab_write(lab->folder, as_listed);
    const char *why = lab_run(lab->folder, "", "-j 2");
    const double begun = clock_elapsed();
    free(child_run(lab->folder, "run s.yaml t.yaml --db timed.db -j 2"));
    lab->seconds = clock_elapsed() - begun;
    if (why)
        fail_msg("%s", why);
    answer_read(&lab->usual, lab->folder);
    if (make_locale(lab, "de_DE") && make_locale(lab, "tr_TR"))
        setenv("LOCPATH", lab->folder, true);
    else
        print_message(
            "skipped: no sources of locales, of which `make deps-dev` brings more than C\n");
    return 0;
}

static int lab_close(void **state)
{
    struct lab *lab = *state;
    promises_end(state);
    answer_free(&lab->usual);
    remove_dir(lab->folder);
    free(lab);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(surroundings_do_not_matter),
                                       cmocka_unit_test(order_does_not_matter),
                                       cmocka_unit_test(the_clock_does_not_matter)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
