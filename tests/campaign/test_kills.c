/* What is promised of a sweep that is killed, stopped or shared. */
#include "lab/base/clock.h"
#include "tests/cli/measured.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"
#include <dirent.h>
#include <sys/prctl.h>

static const char spec[] = "question: q\n"
                           "data: {side: 6, train: 200, test: 40}\n"
                           "net: {width: 8, branch: zero-last}\n"
                           "train: {steps: 40, batch: 32, log_curve: 5}\n"
                           "sweep: {block: [plain, preact], depth: [2, 12], seed: [1, 2]}\n"
                           "probe: {rank: [0, final]}\n"
                           "expect:\n"
                           "  - say: so\n"
                           "    compare: train_loss of {block plain, depth 12} > train_loss of "
                           "{block plain, depth 2}\n";

struct lab {
    char *folder, *whole; /* what an undisturbed sweep measures */
    double seconds;       /* that it takes */
    struct stream chance;
    uint64_t drawn;
};

/* Up to as long as an undisturbed sweep takes. */
static void rest(struct lab *lab)
{
    usleep((useconds_t)(1e6 * lab->seconds * stream_uniform(lab->chance, lab->drawn++)));
}

static const char *path_of(const struct lab *lab, const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", lab->folder, name);
    return path;
}

/* ---- after a kill ---- */

/* Files that nobody asked for: beside the database, or of a writer that is dead. */
static const char *left_over(const struct lab *lab)
{
    static char why[300];
    const char *found = NULL;
    DIR *folder = opendir(lab->folder);
    for (struct dirent *e; (e = readdir(folder));)
        if ((!strncmp(e->d_name, "killed.db", 9) && e->d_name[9]) ||
            strstr(e->d_name, ".depthlab")) {
            snprintf(why, sizeof why, "left over: %.200s", e->d_name);
            found = why;
        }
    closedir(folder);
    return found;
}

/* Orphans become ours (PR_SET_CHILD_SUBREAPER): is none there a second later? */
static const char *orphans(void)
{
    pid_t pid = 0;
    for (int i = 0; i < 1000 && (pid = waitpid(-1, NULL, WNOHANG)) >= 0; i += pid == 0)
        if (pid == 0)
            usleep(1000);
    return pid < 0 ? NULL : "an orphan after a second";
}

static void remove_database(const struct lab *lab, const char *db)
{
    static const char *const tail[] = {"", "-wal", "-shm", ".lock"};
    char name[80];
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
        snprintf(name, sizeof name, "%s%s", db, tail[i]);
        unlink(path_of(lab, name));
    }
}

/* The same command again ends as if nothing had been. */
static const char *repeated(const struct lab *lab, const char *words)
{
    static char why[300];
    const char *wrong = orphans();
    struct child_result *result = child_run(lab->folder, words);
    if (result->exit) {
        snprintf(why, sizeof why, "repeated: exit %d: %.200s", result->exit, result->err);
        wrong = why;
    }
    free(result);
    wrong = wrong ? wrong : left_over(lab);
    char *text = measured(lab->folder, "killed.db");
    wrong = wrong ? wrong : strcmp(text, lab->whole) ? "other bytes" : NULL;
    free(text);
    remove_database(lab, "killed.db");
    return wrong;
}

/* ---- kills at random ---- */

static const char sweep[] = "run s.yaml --db killed.db -j 2";
enum victim { PARENT, GROUP, WORKER, VICTIMS };
static const char *const victim_name[VICTIMS] = {"parent", "group", "one worker"};

/* Begun, and its database is there. */
static pid_t sweep_begun(struct lab *lab, const char *words, const char *db)
{
    char out[400];
    snprintf(out, sizeof out, "%s", path_of(lab, "out.txt"));
    const pid_t pid = child_start(lab->folder, words, out, out);
    for (int i = 0; access(path_of(lab, db), F_OK) && i < 10000; i++)
        usleep(500);
    return pid;
}

static void kill_victim(pid_t pid, enum victim victim)
{
    pid_t worker = victim == WORKER ? child_of(pid) : 0;
    if (victim != WORKER)
        kill(victim == GROUP ? -pid : pid, SIGKILL);
    else if (worker > 0)
        kill(worker, SIGKILL);
}

static void killed_at_random(void **state)
{
    struct lab *lab = *state;
    const int cases = promise_cases(6, 200);
    struct promise *p[VICTIMS] = {promise("kill -9 of the parent: the same bytes"),
                                  promise("kill -9 of the group: the same bytes"),
                                  promise("kill -9 of one worker: the same bytes")};
    for (int i = 0; i < cases; i++) {
        const enum victim victim = (enum victim)(i % VICTIMS);
        const pid_t pid = sweep_begun(lab, sweep, "killed.db");
        rest(lab);
        kill_victim(pid, victim);
        child_wait(pid);
        promise_case(p[victim], repeated(lab, sweep), victim_name[victim], i);
    }
    for (int v = 0; v < VICTIMS; v++)
        promise_kept(p[v]);
}

/* ---- a kill at each write ---- */

static bool has_strace(void)
{
    return !system("strace -o /dev/null true 2>/dev/null");
}

/* The command under strace, killed at its n-th call; its exit code, 0 when it makes fewer. */
static int killed_at(const struct lab *lab, const char *call, int n, const char *before,
                     const char *words)
{
    char *const absolute = realpath(program(), NULL), command[2000];
    snprintf(command, sizeof command,
             "exec 2>/dev/null; cd '%s' && %s strace -f -qqq -o /dev/null -e trace=%s -e "
             "inject=%s:signal=KILL:when=%d "
             "'%s' %s >/dev/null 2>&1",
             lab->folder, before, call, call, n, absolute, words);
    free(absolute);
    const int code = system(command);
    return WIFEXITED(code) && !WEXITSTATUS(code) ? 0 : 1;
}

/* Each call of it, or every so many-th. */
static void killed_at_each(struct lab *lab, const char *call, int stride, const char *words)
{
    char before[600] = "";
    struct promise *p = promise("kill -9 at each %s of `%.*s`: the same bytes", call,
                                (int)strcspn(words, " "), words);
    if (!strncmp(words, "worker",
                 6)) /* its orders: all that there is to do, in a plan that is made */
        snprintf(
            before, sizeof before,
            "cp plan.db killed.db && for i in 1 2 3 4 5 6 7 8; do printf 'train\\000%%d\\000\\000"
            "probe\\000rank\\000%%d\\000--step\\0000\\000--step\\00040\\000\\000' $i $i; done |");
    for (int n = 1;; n += promise_long() ? 1 : stride) {
        const bool whole = !killed_at(lab, call, n, before, words);
        if (whole && p->cases)
            break;
        promise_case(p, whole ? "it was not killed" : repeated(lab, sweep), call, n);
        if (whole)
            break;
    }
    remove_database(lab, "killed.db");
    promise_kept(p);
}

/* A plan of which nothing is trained: no worker could be started. */
static void make_plan(const struct lab *lab)
{
    char *const absolute = realpath(program(), NULL), command[1000];
    snprintf(
        command, sizeof command,
        "cd '%s' && strace -qqq -o /dev/null -e inject=clone,clone3,fork:error=EAGAIN '%s' run "
        "s.yaml --db plan.db >plan.txt 2>&1",
        lab->folder, absolute);
    free(absolute);
    assert_int_not_equal(system(command), 0);
    struct child_result *result = child_run(lab->folder, "status --db plan.db");
    assert_prints(result, 0, out, "s ");
    free(result);
}

static void killed_at_each_write(void **state)
{
    struct lab *lab = *state;
    if (!has_strace())
        skip();
    make_plan(lab);
    killed_at_each(lab, "pwrite64", 170, sweep);
    killed_at_each(lab, "fdatasync", 17, sweep);
    killed_at_each(lab, "pwrite64", 130, "worker --db killed.db");
    killed_at_each(lab, "fdatasync", 13, "worker --db killed.db");
    remove_database(lab, "plan.db");
}

/* ---- files that other commands write ---- */

static void check_file(struct lab *lab, const char *call, const char *words, const char *file)
{
    static char whole[1 << 20], text[1 << 20];
    struct promise *p = promise("kill -9 at each %s of `%.*s`: no file left", call,
                                (int)strcspn(words, " "), words);
    free(child_run(lab->folder, words));
    read_file(path_of(lab, file), whole, sizeof whole);
    for (int n = 1; killed_at(lab, call, n, "", words); n += promise_long() ? 1 : 3) {
        struct child_result *result = child_run(lab->folder, words);
        read_file(path_of(lab, file), text, sizeof text);
        promise_case(p,
                     result->exit          ? "repeated: it fails"
                     : strcmp(whole, text) ? "other bytes"
                                           : left_over(lab),
                     call, n);
        free(result);
    }
    promise_kept(p);
}

static void a_file_that_is_not_whole_goes(void **state)
{
    struct lab *lab = *state;
    if (!has_strace())
        skip();
    check_file(lab, "write", "export final --db whole.db -o f.csv", "f.csv");
    check_file(lab, "rename", "export final --db whole.db -o f.csv", "f.csv");
    check_file(lab, "write", "report s.yaml --db whole.db -o r.html", "r.html");
}

/* ---- signals ---- */

static const char *stopped(const char *text, int code, int signal)
{
    static char why[200];
    const char *runs = strstr(text, "s: 8 runs, ");
    const bool interrupted = strstr(text, "interrupted");
    if (runs && ((code == 128 + signal && interrupted) || (code == 0 && !interrupted)))
        return NULL;
    snprintf(why, sizeof why, "signal %d: exit %d: %.120s", signal, code, text);
    return why;
}

static void a_signal_stops_it_by_exit_with_its_summary(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    static char text[1 << 16];
    struct lab *lab = *state;
    struct promise *p = promise("INT, TERM, HUP: exit 130, 143, 129 with the summary");
    const int cases = promise_cases(6, 60);
    for (int i = 0; i < cases; i++) {
        const int signal = signals[i % 3];
        const pid_t pid =
            sweep_begun(lab, "run s.yaml --db killed.db -j 2 --steps 400", "killed.db");
        rest(lab);
        kill(i % 2 ? pid : -pid, signal);
        const int code = child_wait(pid);
        read_file(path_of(lab, "out.txt"), text, sizeof text);
        const char *wrong = stopped(text, code, signal);
        wrong = wrong ? wrong : orphans();
        promise_case(p, wrong ? wrong : left_over(lab), "case", i);
        remove_database(lab, "killed.db");
    }
    promise_kept(p);
}

/* ---- sweeps at once ---- */

/* The database with a trigger that notes which run came to its end, and how often. */
static void watch_ends(const struct lab *lab)
{
    char command[700];
    free(child_run(lab->folder, "run s.yaml --db killed.db --depth 4 --seed 1 --block plain"));
    snprintf(command, sizeof command,
             "sqlite3 '%s' \"CREATE TABLE ended (run); CREATE TRIGGER note AFTER UPDATE OF status "
             "ON run "
             "WHEN new.status = 'done' BEGIN INSERT INTO ended VALUES (new.id); END\"",
             path_of(lab, "killed.db"));
    assert_int_equal(system(command), 0);
}

static bool sound(const struct lab *lab, const char *sql, const char *answer)
{
    char command[900];
    snprintf(command, sizeof command, "test \"$(sqlite3 '%s' \"%s\")\" = %s",
             path_of(lab, "killed.db"), sql, answer);
    return !system(command);
}

static void sweeps_at_once(void **state)
{
    enum { N = 12 };
    static const struct {
        const char *depth, *answer;
    } plan[] = {{"2", "s: 4 runs, "}, {"2,12", "s: 8 runs, "}, {"2,4", "s: 8 runs, "}};
    struct lab *lab = *state;
    struct promise *codes = promise("12 sweeps at once: exit 0 or 75, each its own plan"),
                   *once = promise("12 sweeps at once: no run is trained twice"),
                   *whole = promise("12 sweeps at once: the database is sound");
    for (int round = 0; round < promise_cases(1, 10); round++) {
        pid_t pid[N];
        watch_ends(lab);
        for (int i = 0; i < N; i++) {
            char words[200], out[400];
            snprintf(words, sizeof words, "run s.yaml --db killed.db -j 1 --depth %s",
                     plan[i % 3].depth);
            snprintf(out, sizeof out, "%s/%d.txt", lab->folder, i);
            pid[i] = child_start(lab->folder, words, out, out);
        }
        for (int i = 0; i < N; i++) {
            char name[20], text[4000], why[4100];
            const int code = child_wait(pid[i]);
            snprintf(name, sizeof name, "%d.txt", i);
            read_file(path_of(lab, name), text, sizeof text);
            snprintf(why, sizeof why, "exit %d: %s", code, text);
            promise_case(codes,
                         (code == 0 || code == 75) && strstr(text, plan[i % 3].answer) ? NULL : why,
                         "sweep", i);
        }
        promise_case(once,
                     sound(lab,
                           "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM "
                           "ended GROUP BY run)",
                           "1")
                         ? NULL
                         : "a run ended twice",
                     "round", round);
        promise_case(whole,
                     sound(lab, "PRAGMA integrity_check", "ok") &&
                             sound(lab, "SELECT count(*) FROM run WHERE status = 'done'", "12")
                         ? NULL
                         : "it is not",
                     "round", round);
        remove_database(lab, "killed.db");
    }
    promise_kept(codes);
    promise_kept(once);
    promise_kept(whole);
}

/* ---- all of them ---- */

static int lab_open(void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    lab->folder = temp_dir();
    lab->chance = promise_stream();
    write_file(lab->folder, "s.yaml", spec);
    const double begin = clock_elapsed();
    struct child_result *result = child_run(lab->folder, "run s.yaml --db whole.db -j 2");
    lab->seconds = clock_elapsed() - begin;
    assert_prints(result, 0, out, "8 runs, 8 done");
    free(result);
    lab->whole = measured(lab->folder, "whole.db");
    free(child_run(lab->folder, "run s.yaml --db whole.db -j 2")); /* takes the log away again */
    *state = lab;
    return 0;
}

static int lab_close(void **state)
{
    struct lab *lab = *state;
    promises_end(state);
    remove_dir(lab->folder);
    free(lab->whole);
    free(lab);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_random),
        cmocka_unit_test(killed_at_each_write),
        cmocka_unit_test(a_file_that_is_not_whole_goes),
        cmocka_unit_test(a_signal_stops_it_by_exit_with_its_summary),
        cmocka_unit_test(sweeps_at_once),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
