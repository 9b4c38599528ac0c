/* What is promised of databases that earlier programs made. tests/store/old has a real one of every layout: the
 * sweep of old.yaml, eight runs, as the last program of that layout trained it; that of layout 1 has no probes.
 * With a new layout comes a new file: depthlab run old.yaml, journal_mode=DELETE, VACUUM, gzip -9n. */
#include "tests/campaign/old_database.h"

/* ---- the promises ---- */

static const char *refused_to_read_only(const char *folder, int layout)
{
    char want[100];
    snprintf(want, sizeof want, "has layout %d, of an older program, and cannot be brought",
             layout);
    struct failure failure = {0};
    struct store *store = store_open(path_of(folder, "old.db"), true, &failure);
    const bool last = layout == store_layouts.version;
    const char *why = last == !store ? "opened or not, against what its layout says" : NULL;
    store_close(store);
    if (!why && !last && (failure.status != STATUS_DATA || !strstr(failure.message, want)))
        why = "another sentence";
    return why;
}

static const char *migrated(const char *folder)
{
    struct failure failure = {0};
    store_close(recorded_open(path_of(folder, "old.db"), false, &failure));
    if (!failure.status)
        return check_sound(folder);
    print_error("%s\n", failure.message);
    return "it cannot be opened";
}

/* The command ends with this code, and with this on standard output or error. */
static const char *says(const char *folder, const char *words, int code, const char *want)
{
    static char why[400];
    struct child_result *r = child_run(folder, words);
    snprintf(why, sizeof why, "%s: exit %d: %.150s %.150s", words, r->exit, r->out, r->err);
    const bool good = r->exit == code && (strstr(r->out, want) || strstr(r->err, want));
    free(r);
    return good ? NULL : why;
}

static const char *commands(const char *folder)
{
    static const struct {
        const char *words, *want;
    } row[] = {
        {"verdict old.yaml --db old.db", "deeper plain nets are worse"},
        {"status old.yaml --db old.db", "preact"},
        {"show 1 --db old.db", "training loss"},
        {"export gradient --db old.db", "distinct_units"},
        {"plot old.yaml depth-curve --db old.db --out drawn", "depth-curve.png"},
        {"recover --db old.db -o recovered.db", "nothing was lost"},
    };
    const char *wrong = NULL;
    remove(path_of(folder, "recovered.db"));
    for (size_t i = 0; i < sizeof row / sizeof *row && !wrong; i++)
        wrong = says(folder, row[i].words, 0, row[i].want);
    return wrong;
}

/* From this layout on runs say in which arithmetic they are made, and so are those of today. */
enum { ARITHMETIC = 6 };

static const char *found_again(const char *folder, int layout)
{
    const bool same = layout >= ARITHMETIC;
    const char *wrong = says(folder, "run old.yaml --db old.db", 0,
                             same ? "8 runs, none to train" : "8 runs, 8 to train");
    if (!wrong && same)
        wrong = says(folder, "verify --db old.db --runs 2", 0, "2 runs");
    return wrong ? wrong : says(folder, "status --db old.db", 0, "old            8     8");
}

static void an_old_database_is_read_as_it_was(void **state)
{
    const char *folder = *state;
    struct promise *only =
                       promise("a database of layout 1 to %d where nothing may be written: told",
                               store_layouts.version),
                   *kept = promise("migrated from there: every number as it was"),
                   *judged = promise("migrated from there: every verdict as it was"),
                   *drawn = promise("migrated from there: the data of a figure, as of the same "
                                    "runs in another layout"),
                   *same = promise("migrated from there: the layout of a new one"),
                   *read = promise("migrated from there: commands read it, figures are drawn"),
                   *found = promise("migrated from there: runs are found again, or to be trained");
    struct failure failure = {0};
    remove(path_of(folder, "old.db"));
    store_close(recorded_open(path_of(folder, "old.db"), false, &failure));
    char *fresh = layout_text(folder), *figure = NULL;
    for (int layout = 1; layout <= store_layouts.version; layout++) {
        unpack(folder, layout);
        char *queries = queries_of(folder), *before = numbers(folder, queries, true);
        char *verdict = verdicts(folder);
        assert_true(strlen(before) > 10000);
        promise_case(only, refused_to_read_only(folder, layout), "layout", layout);
        const char *wrong = migrated(folder);
        char *after = wrong ? NULL : numbers(folder, queries, false), *now = layout_text(folder);
        promise_case(kept,
                     wrong                   ? wrong
                     : strcmp(before, after) ? "other numbers"
                                             : NULL,
                     "layout", layout);
        char *verdict_now = wrong ? strdup("") : verdicts(folder);
        assert_true(strlen(verdict) > 100);
        promise_case(judged, strcmp(verdict, verdict_now) ? "other verdicts" : NULL, "layout",
                     layout);
        promise_case(same, strcmp(now, fresh) ? "another" : NULL, "layout", layout);
        promise_case(read, commands(folder), "layout", layout);
        if (layout >= ARITHMETIC) {
            char *data = figure_data(folder);
            if (figure)
                promise_case(drawn, strcmp(data, figure) ? "other data" : NULL, "layout", layout);
            free(figure);
            figure = data;
        }
        promise_case(found, found_again(folder, layout), "layout", layout);
        free(queries);
        free(before);
        free(after);
        free(verdict);
        free(verdict_now);
        free(now);
    }
    free(fresh);
    free(figure);
    promise_kept(judged);
    promise_kept(drawn);
    promise_kept(only);
    promise_kept(kept);
    promise_kept(same);
    promise_kept(read);
    promise_kept(found);
}

/* A file that says it has an older layout than it has: refused, with what helps, and not touched. */
static void a_layout_that_it_has_not_is_told(void **state)
{
    const char *folder = *state;
    struct promise *p = promise("an older layout than a database has: refused, and left as it was");
    for (int layout = 1; layout < store_layouts.version; layout++) {
        char sql[60];
        unpack(folder, store_layouts.version);
        sqlite3 *db = open_plain(folder);
        snprintf(sql, sizeof sql, "PRAGMA user_version = %d", layout);
        sqlite3_exec(db, sql, NULL, NULL, NULL);
        sqlite3_close(db);
        char *queries = queries_of(folder), *before = numbers(folder, queries, false),
             *text = layout_text(folder);
        const char *wrong =
            says(folder, "status --db old.db", 65, "`depthlab recover --db old.db`");
        char *after = numbers(folder, queries, false), *now = layout_text(folder);
        if (!wrong && (strcmp(before, after) || strcmp(text, now)))
            wrong = "it was changed";
        remove(path_of(folder, "recovered.db"));
        if (!wrong)
            wrong = says(folder, "recover --db old.db -o recovered.db", 0, "nothing was lost");
        promise_case(p, wrong, "layout", layout);
        free(queries);
        free(before);
        free(after);
        free(text);
        free(now);
    }
    promise_kept(p);
}

/* ---- killed on the way ---- */

static bool has_strace(void)
{
    return !system("strace -o /dev/null true 2>/dev/null");
}

/* The command that migrates, killed at its n-th such call; false when it makes fewer. */
static bool killed_at(const char *folder, const char *call, int n)
{
    char *const absolute = realpath(program(), NULL), command[1200];
    snprintf(command, sizeof command,
             "exec 2>/dev/null; cd '%s' && strace -f -qqq -o /dev/null -e trace=%s -e "
             "inject=%s:signal=KILL:when=%d '%s' status --db old.db >/dev/null 2>&1",
             folder, call, call, n, absolute);
    free(absolute);
    return system(command) != 0;
}

/* It has the layout that it had, or the last. */
static const char *between(const char *folder, int layout)
{
    sqlite3 *db = open_plain(folder);
    char *version = answer(db, "PRAGMA user_version"),
         *sound = answer(db, "PRAGMA integrity_check");
    const int at = atoi(version);
    const char *wrong = at != layout && at != store_layouts.version ? "a layout in between"
                        : strcmp(sound, "ok\n")                     ? "it is not sound"
                                                                    : NULL;
    free(version);
    free(sound);
    sqlite3_close(db);
    return wrong;
}

static void a_kill_leaves_the_old_or_the_new(void **state)
{
    static const char *const call[] = {"pwrite64", "fdatasync"};
    const char *folder = *state;
    if (!has_strace())
        skip();
    struct promise *p = promise("kill -9 while a database is migrated: old or new, nothing lost");
    for (int layout = 1; layout < store_layouts.version; layout += promise_long() ? 1 : 5)
        for (int c = 0; c < 2; c++) {
            unpack(folder, layout);
            char *queries = queries_of(folder);
            assert_null(migrated(folder));
            char *whole = numbers(folder, queries, false), *text = layout_text(folder);
            const int step = promise_long() ? 1 + 6 * (c == 0) : c ? 7 : 61;
            for (int n = 1;; n += step) {
                unpack(folder, layout);
                if (!killed_at(folder, call[c], n))
                    break;
                const char *wrong = between(folder, layout);
                wrong = wrong ? wrong : migrated(folder);
                char *after = wrong ? NULL : numbers(folder, queries, false),
                     *now = layout_text(folder);
                promise_case(p,
                             wrong                  ? wrong
                             : strcmp(whole, after) ? "other numbers"
                             : strcmp(text, now)    ? "another layout"
                                                    : NULL,
                             call[c], n);
                free(after);
                free(now);
            }
            free(queries);
            free(whole);
            free(text);
        }
    promise_kept(p);
}

static int open_folder(void **state)
{
    static char spec[4000];
    char *folder = temp_dir();
    read_file("tests/store/old/old.yaml", spec, sizeof spec);
    write_file(folder, "old.yaml", spec);
    *state = folder;
    return 0;
}

static int close_folder(void **state)
{
    promises_end(state);
    remove_dir(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_old_database_is_read_as_it_was),
        cmocka_unit_test(a_layout_that_it_has_not_is_told),
        cmocka_unit_test(a_kill_leaves_the_old_or_the_new),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
