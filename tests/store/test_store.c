/* Opening: what is ours is opened, what is not is refused by name and left as it was. */
#include "tests/store/scratch_store.h"
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct store *open_text(struct scratch_store *d, const char *text, const char *name)
{
    char *file = arena_printf(&d->arena, "%s/%s", d->folder, name);
    FILE *f = fopen(file, "w");
    fputs(text, f);
    fclose(f);
    return store_open(file, false, &d->failure);
}

static void a_new_file_is_ours_in_wal_mode_and_sound(void **state)
{
    struct scratch_store *d = *state;
    assert_int_equal(scratch_int(d, "PRAGMA application_id"), STORE_APPLICATION);
    assert_int_equal(scratch_int(d, "PRAGMA user_version"), store_layouts.version);
    assert_int_equal(scratch_int(d, "PRAGMA synchronous"), 2);
    assert_int_equal(scratch_int(d, "PRAGMA foreign_keys"), 1);
    assert_int_equal(scratch_int(d, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(scratch_int(d, "SELECT integrity_check = 'ok' FROM pragma_integrity_check"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND "
                                    "sql NOT LIKE '%STRICT%'"),
                     0);
}

static void network_file_systems_are_known(void **state)
{
    (void)state;
    assert_true(store_file_system_shared(NFS_SUPER_MAGIC));
    assert_true(store_file_system_shared((long)CIFS_SUPER_MAGIC));
    assert_true(store_file_system_shared((int)CIFS_SUPER_MAGIC)); /* as a 32-bit f_type gives it */
    assert_true(store_file_system_shared(FUSE_SUPER_MAGIC));
    assert_false(store_file_system_shared(EXT4_SUPER_MAGIC));
    assert_false(store_file_system_shared(TMPFS_MAGIC));
    assert_false(store_file_system_shared((long)BTRFS_SUPER_MAGIC));
}

static void what_is_not_a_database_is_refused_by_name(void **state)
{
    struct scratch_store *d = *state;
    assert_null(open_text(d,
                          "question: is this a database? It is not, and long enough to tell\n"
                          "--------------------------------------------------------------",
                          "notes.yaml"));
    check_failed(d, STATUS_DATA, "notes.yaml is not a database");
    assert_null(store_open(d->folder, false, &d->failure));
    check_failed(d, STATUS_DATA, "is a folder, and no database");
    char *pipe_name = arena_printf(&d->arena, "%s/pipe", d->folder);
    assert_int_equal(mkfifo(pipe_name, 0666), 0);
    for (int read_only = 0; read_only < 2; read_only++) {
        assert_null(store_open(pipe_name, read_only, &d->failure));
        check_failed(d, STATUS_DATA, "pipe is no ordinary file");
    }
    assert_null(store_open("/nonexistent/folder/lab.db", false, &d->failure));
    check_failed(d, STATUS_CREATE, "/nonexistent/folder/lab.db: No such file");
}

static void an_empty_file_becomes_a_database(void **state)
{
    struct scratch_store *d = *state;
    struct store *store = open_text(d, "", "empty.db");
    check_ok(d);
    assert_int_equal(sql_int(store, &d->failure, "PRAGMA user_version", ""), store_layouts.version);
    store_close(store);
}

static void an_empty_file_has_nothing_to_read(void **state)
{
    struct scratch_store *d = *state;
    struct stat info;
    char *file = arena_printf(&d->arena, "%s/empty.db", d->folder);
    fclose(fopen(file, "w"));
    assert_null(recorded_open(file, true, &d->failure));
    check_failed(d, STATUS_DATA, "empty.db is empty; `depthlab run NAME --db ");
    assert_true(store_is_new(file) && !store_is_new(d->file) && store_is_new("none.db"));
    assert_int_equal(stat(file, &info), 0);
    assert_int_equal(info.st_size, 0);
}

/* SQLite alone would take some of these for something else than a file. */
static void any_name_is_that_of_a_file(void **state)
{
    struct scratch_store *d = *state;
    static const char *const name[] = {
        ":memory:", "file:x?mode=memory", "a?b#c%41.db", "a b;'\"$(x).db",
        "-x.db",    "\xc3\xa4.db",        "\xff.db",     "line\nend.db"};
    char *before = realpath(".", NULL);
    assert_int_equal(chdir(d->folder), 0);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        const char *const file[] = {name[i],
                                    arena_printf(&d->arena, "//%s/2%s", d->folder, name[i])};
        for (int k = 0; k < 2; k++) {
            store_close(store_open(file[k], false, &d->failure));
            check_ok(d);
            assert_int_equal(access(file[k], F_OK), 0);
            store_close(store_open(file[k], true, &d->failure));
            check_ok(d);
        }
    }
    assert_int_equal(chdir(before), 0);
    free(before);
}

static void a_foreign_database_is_refused_and_not_touched(void **state)
{
    struct scratch_store *d = *state;
    char *file = arena_printf(&d->arena, "%s/other.db", d->folder);
    const char *const made[] = {"CREATE TABLE song (title TEXT)", "PRAGMA application_id = 77"};
    for (int i = 0; i < 2; i++) {
        sqlite3 *db;
        sqlite3_open(file, &db);
        sqlite3_exec(db, made[i], NULL, NULL, NULL);
        sqlite3_close(db);
        assert_null(store_open(file, i, &d->failure));
        check_failed(d, STATUS_DATA, "other.db is not a depthlab database");
        sqlite3_open(file, &db);
        sqlite3_stmt *s;
        sqlite3_prepare_v2(db,
                           "SELECT count(*), journal_mode FROM sqlite_schema, "
                           "pragma_journal_mode",
                           -1, &s, NULL);
        sqlite3_step(s);
        assert_int_equal(sqlite3_column_int(s, 0), 1);
        assert_string_equal(sqlite3_column_text(s, 1), "delete");
        sqlite3_finalize(s);
        sqlite3_close(db);
    }
}

static void a_newer_layout_is_refused(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store, "PRAGMA user_version = 99", &d->failure);
    assert_null(store_open(d->file, false, &d->failure));
    check_failed(d, STATUS_DATA, "layout 99, of a newer program");
    assert_null(store_open(d->file, true, &d->failure));
    check_failed(d, STATUS_DATA, "layout 99, of a newer program");
}

/* -1 reads before the table of steps, and 0 with tables would make all of them anew. */
static void a_layout_that_no_program_writes_is_damage(void **state)
{
    struct scratch_store *d = *state;
    static const int version[] = {-1, INT32_MIN, 0};
    for (int i = 0; i < 3; i++) {
        sql_run(d->store, arena_printf(&d->arena, "PRAGMA user_version = %d", version[i]),
                &d->failure);
        for (int read_only = 0; read_only < 2; read_only++) {
            assert_null(recorded_open(d->file, read_only, &d->failure));
            check_failed(d, STATUS_DATA, arena_printf(&d->arena, "has layout %d,", version[i]));
        }
    }
    sql_run(d->store, "PRAGMA user_version = 2147483647", &d->failure);
    assert_null(store_open(d->file, false, &d->failure));
    check_failed(d, STATUS_DATA, "layout 2147483647, of a newer program");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 1);
}

static void damage_is_said_with_what_helps(void **state)
{
    struct scratch_store *d = *state;
    store_close(d->store);
    d->store = NULL;
    assert_int_equal(truncate(d->file, 20000), 0);
    for (int read_only = 0; read_only < 2; read_only++) {
        assert_null(recorded_open(d->file, read_only, &d->failure));
        check_failed(d, STATUS_DATA,
                     arena_printf(&d->arena, "; `depthlab recover --db %s` saves", d->file));
    }
}

static void reading_a_missing_file_creates_nothing(void **state)
{
    struct scratch_store *d = *state;
    char *file = arena_printf(&d->arena, "%s/none.db", d->folder);
    assert_null(store_open(file, true, &d->failure));
    check_failed(d, STATUS_DATA, "none.db: No such file");
    assert_int_equal(access(file, F_OK), -1);
}

/* A folder that is there is not said to be missing. */
static void a_file_that_cannot_be_made_says_why(void **state)
{
    struct scratch_store *d = *state;
    if (access("/sys/kernel", F_OK))
        skip();
    assert_null(store_open("/sys/kernel/lab.db", false, &d->failure));
    assert_null(strstr(d->failure.message, "No such file"));
    check_failed(d, STATUS_CREATE, "cannot open /sys/kernel/lab.db: ");
}

/* Of which SQLite's own errno is none, or that of something else. */
static void a_name_that_cannot_be_opened_says_why(void **state)
{
    struct scratch_store *d = *state;
    char folder[200], *loop = arena_printf(&d->arena, "%s/loop.db", d->folder);
    assert_int_equal(symlink("loop.db", loop), 0);
    assert_null(store_open(loop, false, &d->failure));
    check_failed(d, STATUS_CREATE, "loop.db: Too many levels of symbolic links");
    memset(folder, 'd', sizeof folder);
    char *deep = arena_printf(&d->arena, "%s", d->folder);
    for (int i = 0; i < 3; i++)
        mkdir(deep = arena_printf(&d->arena, "%s/%.200s", deep, folder), 0777);
    assert_null(store_open(arena_printf(&d->arena, "%s/lab.db", deep), false, &d->failure));
    check_failed(d, STATUS_CREATE, "its name has more than SQLite's 512 bytes");
}

static void a_reader_sees_what_a_writer_wrote_and_cannot_write(void **state)
{
    struct scratch_store *d = *state;
    struct store *reader = store_open(d->file, true, &d->failure);
    check_ok(d);
    assert_int_equal(sql_int(reader, &d->failure, "SELECT count(*) FROM run", ""), 1);
    scratch_new_run(d, "00000000000000bb");
    assert_int_equal(sql_int(reader, &d->failure, "SELECT count(*) FROM run", ""), 2);
    assert_false(store_run_locked(reader, d->run));
    sql_run(reader, "DELETE FROM sweep", &d->failure);
    check_failed(d, STATUS_CREATE, "readonly");
    store_close(reader);
}

static void a_held_moment_stays_while_a_writer_goes_on(void **state)
{
    static const char runs[] = "SELECT count(*) FROM run";
    struct scratch_store *d = *state;
    struct store *reader = store_open(d->file, true, &d->failure);
    assert_int_equal(sql_int(reader, &d->failure, runs, ""), 1);
    assert_int_equal(store_hold_moment(reader, &d->failure), STATUS_OK);
    scratch_new_run(d, "00000000000000bb");
    assert_int_equal(sql_int(reader, &d->failure, runs, ""), 1);
    store_close(reader);
    assert_int_equal(scratch_int(d, runs), 2);
    assert_int_equal(d->failure.status, STATUS_OK);
}

/* Without locks a reader may meet a writer in the middle. */
static void what_changed_while_it_was_read_without_locks_is_said(void **state)
{
    struct scratch_store *d = *state;
    store_close(d->store);
    d->store = store_open(d->file, true, &d->failure);
    assert_int_equal(store_check_unchanged(d->store, &d->failure), STATUS_OK);
    d->store->immutable = true;
    assert_int_equal(stat(d->file, &d->store->seen), 0);
    assert_int_equal(store_check_unchanged(d->store, &d->failure), STATUS_OK);
    struct store *writer = store_open(d->file, false, &d->failure);
    sql_run(writer, "UPDATE run SET steps = 3", &d->failure);
    check_ok(d);
    store_check_unchanged(d->store, &d->failure);
    check_failed(d, STATUS_BUSY, "was written while it was read");
    store_close(writer);
}

static void a_failure_before_is_passed_through(void **state)
{
    struct scratch_store *d = *state;
    fail(&d->failure, STATUS_USAGE, "earlier");
    assert_null(store_open(d->file, false, &d->failure));
    assert_int_equal(store_sweep(d->store, &(struct sweep_record){.experiment = "e"}, &d->failure),
                     STATUS_USAGE);
    check_failed(d, STATUS_USAGE, "earlier");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 1);
}

static void many_processes_create_one_file(void **state)
{
    enum { CHILDREN = 6 };
    struct scratch_store *d = *state;
    char *file = arena_printf(&d->arena, "%s/new.db", d->folder);
    pid_t child[CHILDREN];
    for (int i = 0; i < CHILDREN; i++) {
        child[i] = fork();
        if (child[i])
            continue;
        struct failure failure = {0};
        int64_t run;
        struct store *store = store_open(file, false, &failure);
        store_run(store, "00000000000000aa", "{}", 1, &run, &failure);
        _exit((int)failure.status);
    }
    for (int i = 0; i < CHILDREN; i++) {
        int how;
        waitpid(child[i], &how, 0);
        assert_true(WIFEXITED(how));
        assert_int_equal(WEXITSTATUS(how), 0);
    }
    struct store *store = store_open(file, true, &d->failure);
    check_ok(d);
    assert_int_equal(sql_int(store, &d->failure, "SELECT count(*) FROM run", ""), 1);
    store_close(store);
}

static void the_change_to_wal_waits_for_a_reader(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store, "PRAGMA journal_mode = DELETE", &d->failure);
    check_ok(d);
    store_close(d->store);
    d->store = NULL;
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (!child) {
        sqlite3 *db;
        sqlite3_open(d->file, &db);
        sqlite3_exec(db, "BEGIN; SELECT * FROM run", NULL, NULL, NULL);
        if (write(ready[1], "", 1) == 1)
            usleep(100000);
        _exit(0);
    }
    char byte;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    d->store = store_open(d->file, false, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    waitpid(child, NULL, 0);
    close(ready[0]);
    close(ready[1]);
}

/* A file that may not grow any more is what a full disk looks like from here. */
static void a_full_disk_is_said_to_be_one_and_loses_nothing(void **state)
{
    struct scratch_store *d = *state;
    static unsigned char state_bytes[1 << 20];
    scratch_begin(d, false);
    struct recorder r = store_recorder(d->store, d->run, &d->failure);
    r.checkpoint(r.self, &(struct checkpoint){5, state_bytes, 10, false});
    check_ok(d);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit full = {1 << 18, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &full);
    r.checkpoint(r.self, &(struct checkpoint){10, state_bytes, sizeof state_bytes, false});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    check_failed(d, STATUS_DISK, d->file);
    store_run_end(d->store, d->run, RUN_FAILED, "disk full", 1, &d->failure);
    scratch_reopen(d);
    assert_int_equal(scratch_begin(d, false).step, 5);
}

static void a_writer_that_never_ends_is_reported_as_busy(void **state)
{
    struct scratch_store *d = *state;
    struct store *other = store_open(d->file, false, &d->failure);
    sql_begin(other, &d->failure);
    check_ok(d);
    sqlite3_busy_timeout(d->store->db, 20);
    int64_t run;
    store_run(d->store, "00000000000000bb", "{\"b\":1}", 1, &run, &d->failure);
    check_failed(d, STATUS_BUSY, "lab.db: database is locked");
    sql_end(other, &d->failure);
    store_close(other);
    scratch_new_run(d, "00000000000000bb");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_new_file_is_ours_in_wal_mode_and_sound),
        cmocka_unit_test(network_file_systems_are_known),
        scratch_test(what_is_not_a_database_is_refused_by_name),
        scratch_test(an_empty_file_becomes_a_database),
        scratch_test(an_empty_file_has_nothing_to_read),
        scratch_test(any_name_is_that_of_a_file),
        scratch_test(a_layout_that_no_program_writes_is_damage),
        scratch_test(damage_is_said_with_what_helps),
        scratch_test(a_foreign_database_is_refused_and_not_touched),
        scratch_test(a_newer_layout_is_refused),
        scratch_test(reading_a_missing_file_creates_nothing),
        scratch_test(a_file_that_cannot_be_made_says_why),
        scratch_test(a_name_that_cannot_be_opened_says_why),
        scratch_test(a_reader_sees_what_a_writer_wrote_and_cannot_write),
        scratch_test(a_held_moment_stays_while_a_writer_goes_on),
        scratch_test(what_changed_while_it_was_read_without_locks_is_said),
        scratch_test(a_failure_before_is_passed_through),
        scratch_test(many_processes_create_one_file),
        scratch_test(the_change_to_wal_waits_for_a_reader),
        scratch_test(a_full_disk_is_said_to_be_one_and_loses_nothing),
        scratch_test(a_writer_that_never_ends_is_reported_as_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
