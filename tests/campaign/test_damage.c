/* What is promised of a damaged database: a reading command prints what the sound one prints, or says in a sentence
 * that it cannot. It neither crashes nor hangs, and it prints no other number. An SQLite file has no checksums: a byte
 * that was altered within a number makes another number, and a whole page in the place of another is as good as the
 * right one. Of these nothing can tell but training again: `verify`. */
#include "tests/campaign/damage.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"
#include <sys/resource.h>

static const char spec[] = "question: q\n"
                           "data: {side: 6, train: 64, test: 32}\n"
                           "net: {width: 6, branch: zero-last}\n"
                           "train: {steps: 20, batch: 32, log_curve: 2}\n"
                           "sweep: {block: [plain, preact], depth: [2, 6], seed: [1, 2]}\n"
                           "probe: {rank: [final]}\n"
                           "expect:\n"
                           "  - say: so\n"
                           "    compare: train_loss of {block plain, depth 6} > train_loss of "
                           "{block plain, depth 2}\n";

static const char *const command[] = {
    "status --db x.db",       "status s.yaml --db x.db",   "verdict s.yaml --db x.db",
    "show 1 --db x.db",       "compare 1 5 --db x.db",     "export final --db x.db",
    "export curve --db x.db", "export gradient --db x.db", "export rank --db x.db",
};
enum { COMMANDS = sizeof command / sizeof *command, FINAL = 5 };

struct lab {
    char *folder;
    unsigned char *sound; /* the whole database */
    size_t bytes;
    char *answer[COMMANDS]; /* what it prints */
    struct damage damage;
};

static const char *path_of(const struct lab *lab, const char *name)
{
    static char path[4][300];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", lab->folder, name);
    return path[turn];
}

static unsigned char *whole_file(const char *path, size_t *bytes)
{
    FILE *file = fopen(path, "re");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *bytes = (size_t)ftell(file);
    rewind(file);
    unsigned char *text = malloc(*bytes + 1);
    assert_int_equal(fread(text, 1, *bytes, file), *bytes);
    fclose(file);
    return text;
}

static void put_file(const struct lab *lab, const char *name, const void *bytes, size_t n)
{
    FILE *file = fopen(path_of(lab, name), "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

/* Nothing but the database, and that sound. */
static void clear(const struct lab *lab)
{
    static const char *const name[] = {"x.db-wal", "x.db-shm", "x.db-journal",
                                       "y.db",     "y.db-wal", "y.db-shm"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        remove(path_of(lab, name[i]));
    put_file(lab, "x.db", lab->sound, lab->bytes);
}

/* ---- the law ---- */

/* The file is named, and it is said what helps, or what it is. */
static bool is_refusal(const struct child_result *r)
{
    static const char *const words[] = {"`depthlab recover --db x.db` saves what can be read",
                                        "is not a depthlab database", "is not a database",
                                        "of a newer program", "is empty; `depthlab run"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strstr(r->err, words[i]))
            return r->exit == STATUS_DATA && !strncmp(r->err, "depthlab: x.db", 14);
    return false;
}

/* The same of `recover`. */
static bool is_lost(const struct child_result *r)
{
    return r->exit == STATUS_DATA && !strncmp(r->err, "depthlab: x.db", 14) &&
           (strstr(r->err, "its list of tables cannot be read") ||
            strstr(r->err, "nothing was recovered"));
}

/* Each command; `other`, where it is not NULL, may be the answers too. */
static const char *reading(const struct lab *lab, char *const *other, bool numbers)
{
    static char why[500];
    for (int i = 0; i < COMMANDS; i++) {
        struct child_result *r = child_run(lab->folder, command[i]);
        const bool same = r->exit == 0 && (!numbers || !strcmp(r->out, lab->answer[i]) ||
                                           (other && !strcmp(r->out, other[i])));
        snprintf(why, sizeof why, "%s: exit %d: %.150s %.200s", command[i], r->exit, r->out,
                 r->err);
        const bool gone = !numbers && r->exit == STATUS_USAGE; /* "there is no run 1" */
        const bool good = same || gone || is_refusal(r);
        free(r);
        if (!good)
            return why;
    }
    return NULL;
}

/* Every line about a run that is done is one that the sound database has. */
static bool are_lines_of(char *text, const char *sound)
{
    for (char *line; (line = strsep(&text, "\n"));)
        if (strstr(line, ",done,") && !strstr(sound, line))
            return false;
    return true;
}

static const char *recovering(const struct lab *lab, bool numbers)
{
    static char why[500];
    struct child_result *r = child_run(lab->folder, "recover --db x.db -o y.db");
    const bool made = r->exit == 0 || r->exit == 1;
    bool good = made || is_lost(r);
    snprintf(why, sizeof why, "recover: exit %d: %.150s %.200s", r->exit, r->out, r->err);
    free(r);
    if (good && made) {
        r = child_run(lab->folder, "export final --db y.db");
        good = r->exit == 0 && (!numbers || are_lines_of(r->out, lab->answer[FINAL]));
        snprintf(why, sizeof why, "recovered: exit %d: %.150s %.200s", r->exit, r->out, r->err);
        free(r);
    }
    return good ? NULL : why;
}

static void a_damaged_file_is_refused_or_reads_the_same(void **state)
{
    struct lab *lab = *state;
    const int cases = promise_cases(5, 130);
    struct promise *back = promise("`recover` of these: what it gives back is as it was");
    struct promise *row[KINDS];
    unsigned char *bytes = malloc(lab->bytes);
    for (int k = 0; k < KINDS; k++) {
        row[k] = promise("%s", kinds[k].words);
        for (int i = 0; i < cases; i++) {
            size_t n = lab->bytes;
            memcpy(bytes, lab->sound, n);
            kinds[k].damage(&lab->damage, bytes, &n);
            clear(lab);
            put_file(lab, "x.db", bytes, n);
            promise_case(back, recovering(lab, !kinds[k].silent), kinds[k].words, i);
            promise_case(row[k], reading(lab, NULL, !kinds[k].silent), "case", i);
        }
    }
    free(bytes);
    promise_kept(back);
    for (int k = 0; k < KINDS; k++)
        promise_kept(row[k]);
}

/* ---- a log, a journal ---- */

static const char change[] =
    "UPDATE curve_row SET train_loss = train_loss + 1; UPDATE final_row SET train_loss = "
    "train_loss + 1; UPDATE gradient_row SET h = h + 1";

/* In another process, which dies while the database is open. */
static void run_and_die(const struct lab *lab, const char *sql)
{
    const pid_t pid = fork();
    if (pid == 0) {
        sqlite3 *db;
        _exit(sqlite3_open(path_of(lab, "x.db"), &db) || sqlite3_exec(db, sql, NULL, NULL, NULL));
    }
    assert_int_equal(child_wait(pid), 0);
}

static void read_answers(const struct lab *lab, char *answer[COMMANDS])
{
    for (int i = 0; i < COMMANDS; i++) {
        struct child_result *r = child_run(lab->folder, command[i]);
        if (r->exit)
            fail_msg("%s: exit %d: %s", command[i], r->exit, r->err);
        answer[i] = strdup(r->out);
        free(r);
    }
}

/* One transaction lies in the log. Where that is damaged it did not happen, as after a loss of power. */
static void a_damaged_log_is_of_before_or_after(void **state)
{
    struct lab *lab = *state;
    char *after[COMMANDS], sql[400];
    size_t n;
    struct promise *p = promise("a damaged -wal file: what was before or after its transaction");
    snprintf(sql, sizeof sql,
             "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; BEGIN; %s; COMMIT", change);
    clear(lab);
    run_and_die(lab, sql);
    unsigned char *log = whole_file(path_of(lab, "x.db-wal"), &n);
    size_t db_bytes;
    unsigned char *db = whole_file(path_of(lab, "x.db"), &db_bytes), *bytes = malloc(n);
    read_answers(lab, after);
    assert_string_not_equal(after[FINAL], lab->answer[FINAL]);
    for (int i = 0, cases = promise_cases(5, 130); i < cases; i++) {
        size_t m = n;
        memcpy(bytes, log, n);
        kinds[i % 4].damage(&lab->damage, bytes, &m);
        clear(lab);
        put_file(lab, "x.db", db, db_bytes);
        put_file(lab, "x.db-wal", bytes, m);
        promise_case(p, reading(lab, after, true), kinds[i % 4].words, i);
    }
    for (int i = 0; i < COMMANDS; i++)
        free(after[i]);
    free(log);
    free(db);
    free(bytes);
    promise_kept(p);
}

/* A writer died in the middle of a transaction, half of which is in the file, for its cache has few pages. */
static void a_hot_journal_is_rolled_back(void **state)
{
    struct lab *lab = *state;
    char sql[400];
    struct promise *p = promise("a journal of a dead writer: rolled back to what was before");
    for (int pages = 1; pages <= promise_cases(2, 6); pages++) {
        snprintf(sql, sizeof sql, "PRAGMA journal_mode = DELETE; PRAGMA cache_size = %d; BEGIN; %s",
                 pages, change);
        clear(lab);
        run_and_die(lab, sql);
        size_t n;
        unsigned char *now = whole_file(path_of(lab, "x.db"), &n);
        const bool hot = !access(path_of(lab, "x.db-journal"), F_OK) &&
                         (n != lab->bytes || memcmp(now + 100, lab->sound + 100, n - 100) != 0);
        free(now);
        promise_case(p, hot ? reading(lab, NULL, true) : "there is none", "cache_size", pages);
    }
    promise_kept(p);
}

/* ---- a number that was altered where it stands ---- */

static void verify_finds_an_altered_number(void **state)
{
    static const struct {
        const char *table, *column;
    } number[] = {{"curve_row", "train_loss"},
                  {"final_row", "test_loss"},
                  {"gradient_row", "dh"},
                  {"junction_row", "identity"}};
    struct lab *lab = *state;
    struct promise *p = promise("a number altered where it stands: `verify` finds it");
    clear(lab);
    struct child_result *r = child_run(lab->folder, "verify 5 --db x.db");
    promise_case(p, r->exit ? r->err : NULL, "none is altered", 0);
    free(r);
    for (int i = 0; i < promise_cases(4, 60); i++) {
        const char *table = number[i % 4].table, *column = number[i % 4].column;
        char sql[400];
        clear(lab);
        snprintf(sql, sizeof sql,
                 "PRAGMA journal_mode = DELETE; UPDATE %s SET %s = %s * (1 + 2.3e-16) WHERE run = "
                 "5 AND step = (SELECT max(step) FROM %s WHERE run = 5)",
                 table, column, column, table);
        run_and_die(lab, sql);
        r = child_run(lab->folder, "verify 5 --db x.db");
        promise_case(p, r->exit == 1 ? NULL : "verify says that it is the same", table, i);
        free(r);
    }
    promise_kept(p);
}

static int lab_open(void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    lab->folder = temp_dir();
    lab->damage.chance = promise_stream();
    write_file(lab->folder, "s.yaml", spec);
    struct child_result *r = child_run(lab->folder, "run s.yaml --db x.db -j 2");
    assert_prints(r, 0, out, "8 runs, 8 done");
    free(r);
    r = child_run(lab->folder, "publish whole.db --db x.db"); /* no log beside it */
    assert_int_equal(r->exit, 0);
    free(r);
    lab->sound = whole_file(path_of(lab, "whole.db"), &lab->bytes);
    lab->damage.page = (size_t)lab->sound[16] << 8 | lab->sound[17];
    clear(lab);
    read_answers(lab, lab->answer);
    /* A command that hangs in a loop dies. */
    setrlimit(RLIMIT_CPU, &(struct rlimit){300, 300});
    *state = lab;
    return 0;
}

static int lab_close(void **state)
{
    struct lab *lab = *state;
    promises_end(state);
    remove_dir(lab->folder);
    for (int i = 0; i < COMMANDS; i++)
        free(lab->answer[i]);
    free(lab->sound);
    free(lab);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_file_is_refused_or_reads_the_same),
        cmocka_unit_test(a_damaged_log_is_of_before_or_after),
        cmocka_unit_test(a_hot_journal_is_rolled_back),
        cmocka_unit_test(verify_finds_an_altered_number),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
