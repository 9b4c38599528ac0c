/* What is promised of a database that many use at once. */
#include "tests/campaign/disturbed.h"

/* ---- writers ---- */

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

/* ---- readers ---- */

/* What they find is a moment of a sweep: there may be nothing to judge or to draw yet. */
static const char *read_well(const struct lab *lab, int reader, int code)
{
    static char text[4000], why[4200];
    char name[20];
    snprintf(name, sizeof name, "%d.txt", reader);
    read_file(path_of(lab, name), text, sizeof text);
    const bool early = strstr(text, "unfinished") || strstr(text, "no runs") ||
                       strstr(text, "are done") || strstr(text, "is not finished") ||
                       strstr(text, "no statements") || strstr(text, "no run") ||
                       strstr(text, "killed.db is empty; ") || strstr(text, "no verdicts") ||
                       strstr(text, "nothing has been run");
    snprintf(why, sizeof why, "exit %d: %s", code, text);
    return code == 0 || early ? NULL : why;
}

/* One round: each reader once, all at once, while the sweep goes on. */
static void read_at_once(const struct lab *lab, struct promise *p, int round)
{
    static const char *const reader[] = {
        "status --db killed.db",
        "status s --db killed.db",
        "verdict s.yaml --db killed.db",
        "show s.yaml seed=1 depth=2 block=plain --db killed.db",
        "export curve --db killed.db -o c.csv",
        "plot s.yaml --db killed.db --out p",
        "report s.yaml --db killed.db -o r.html --out q",
        "publish copy.db --db killed.db",
    };
    enum { N = sizeof reader / sizeof *reader };
    pid_t pid[N];
    for (int i = 0; i < N; i++) {
        char out[400], name[20];
        snprintf(name, sizeof name, "%d.txt", i);
        snprintf(out, sizeof out, "%s", path_of(lab, name));
        pid[i] = child_start(lab->folder, reader[i], out, out);
    }
    for (int i = 0; i < N; i++)
        promise_case(p, read_well(lab, i, child_wait(pid[i])), reader[i], round);
}

static void readers_of_a_sweep(void **state)
{
    struct lab *lab = *state;
    struct promise *reads = promise(
                       "8 readers while a sweep goes on: each reads, or says that it is early"),
                   *copies = promise("a copy published while a sweep goes on is sound"),
                   *same = promise("a sweep that is read while it goes on: the same bytes");
    for (int round = 0; round < promise_cases(2, 40); round++) {
        const pid_t pid = sweep_begun(lab, sweep, "killed.db");
        rest(lab);
        read_at_once(lab, reads, round);
        assert_int_equal(child_wait(pid), 0);
        if (!access(path_of(lab, "copy.db"), F_OK))
            promise_case(copies,
                         lab_shell(lab, "test \"$(sqlite3 copy.db 'PRAGMA integrity_check')\" = ok")
                             ? "it is not"
                             : NULL,
                         "round", round);
        lab_shell(lab, "rm -rf copy.db p q r.html c.csv");
        promise_case(same, repeated(lab, sweep), "round", round);
    }
    promise_kept(reads);
    promise_kept(copies);
    promise_kept(same);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweeps_at_once),
        cmocka_unit_test(readers_of_a_sweep),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
