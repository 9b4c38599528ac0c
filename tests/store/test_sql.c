/* SQLite's failures become ours: the file's name, the message, the status that fits. */
#include "tests/store/scratch_store.h"
#include "tests/support/failing_malloc.h"

static void a_statement_takes_its_parameters_by_letter(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store, "CREATE TABLE t (a INTEGER, b REAL, c TEXT, d REAL) STRICT", &d->failure);
    sql_do(d->store, &d->failure, "INSERT INTO t VALUES (?, ?, ?, ?)", "irtr", INT64_MIN, 0.5,
           "it's", (double)NAN);
    check_ok(d);
    assert_true(sql_int(d->store, &d->failure, "SELECT a FROM t", "") == INT64_MIN);
    assert_int_equal(scratch_int(d, "SELECT b = 0.5 AND c = 'it''s' AND d IS NULL FROM t"), 1);
    assert_int_equal(scratch_int(d, "SELECT a FROM t WHERE b > 1"), 0);
}

static void a_query_binds_texts_and_bytes_by_their_length(void **state)
{
    struct scratch_store *d = *state;
    const char text[] = "abc";
    sqlite3_stmt *s = sql_query(d->store, &d->failure, "SELECT ?, hex(?), NULL", "nb", text,
                                (size_t)2, text, (size_t)1);
    assert_true(sql_step(d->store, s, &d->failure));
    assert_string_equal(sql_text(s, 0, &d->failure), "ab");
    assert_string_equal(sql_text(s, 1, &d->failure), "61");
    assert_string_equal(sql_text(s, 2, &d->failure), "");
    sqlite3_finalize(s);
    check_ok(d);
}

/* SQLite refuses a parameter that the statement does not have. */
static void a_bind_that_fails_is_a_failure(void **state)
{
    struct scratch_store *d = *state;
    assert_null(sql_query(d->store, &d->failure, "SELECT ?", "ii", (int64_t)1, (int64_t)2));
    check_failed(d, STATUS_DATA, "out of range, in: SELECT ?");
}

/* The text of a blob is memory that SQLite has to get. */
static void lack_of_memory_has_one_sentence(void **state)
{
#ifdef SANITIZED
    skip();
#endif
    struct scratch_store *d = *state;
    struct query *q = query_open(d->store, "SELECT zeroblob(1000000), :text", &d->failure);
    query_bind_text(q, ":text", "t");
    assert_true(query_next(q));
    check_ok(d);
    malloc_left = 0;
    const char *text = query_text(q, 0);
    malloc_left = -1;
    assert_string_equal(text, "");
    query_close(q);
    check_failed(d, STATUS_FAILED, "out of memory");
}

/* A page for which there is no room is one that SQLite's check finds fault with. */
static void lack_of_memory_is_no_damage(void **state)
{
    struct scratch_store *d = *state;
    for (int bytes = 0; bytes < 1 << 20; bytes += 512) {
        sqlite3_db_release_memory(d->store->db);
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + bytes);
        const bool sound = sql_sound(d->store, "PRAGMA quick_check(1)", &d->failure);
        sqlite3_hard_heap_limit64(0);
        if (sound)
            return;
        check_failed(d, STATUS_FAILED, "out of memory");
    }
    fail_msg("never sound");
}

static void damage_is_said_in_one_line(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA writable_schema = ON; UPDATE sqlite_schema "
            "SET rootpage = 999999 WHERE name = 'sweep'",
            &d->failure);
    store_close(d->store);
    d->store = store_open(d->file, true, &d->failure);
    assert_false(sql_sound(d->store, "PRAGMA quick_check(1)", &d->failure));
    assert_null(strchr(d->failure.message, '\n'));
    check_failed(d, STATUS_DATA, "lab.db is damaged (");
}

static void failures_name_file_message_and_statement(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store, "SELECT colour FROM run", &d->failure);
    check_failed(d, STATUS_DATA, "lab.db: no such column: colour, in: SELECT colour FROM run");
    sql_do(d->store, &d->failure, "INSERT INTO sweep VALUES ('x', 0, 77)", "");
    check_failed(d, STATUS_DATA, "FOREIGN KEY");
    sql_do(d->store, &d->failure, "INSERT INTO layer_name VALUES (?, 'two', '')", "i", d->run);
    check_failed(d, STATUS_DATA, "cannot store TEXT value in INTEGER column");
}

/* A question that nothing is wrong with fails for what the file has become. */
static void a_table_or_view_that_was_altered_is_damage(void **state)
{
    static const char *const change[] = {"'detail', 'detbil') WHERE name = 'run'",
                                         "'v.', 'w.') WHERE name = 'final'"};
    struct scratch_store *d = *state;
    for (int i = 0; i < 2; i++) {
        sql_run(d->store, "SELECT nobody FROM run", &d->failure);
        check_failed(d, STATUS_DATA, "no such column: nobody, in: SELECT nobody");
        sql_run(d->store,
                arena_printf(&d->arena,
                             "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
                             "replace(sql, %s",
                             change[i]),
                &d->failure);
        store_close(d->store);
        d->store = store_open(d->file, true, &d->failure);
        check_ok(d);
        sql_run(d->store, "SELECT * FROM final", &d->failure);
        check_failed(d, STATUS_DATA, "is damaged (no such column: ");
        store_close(d->store);
        remove(d->file);
        d->store = recorded_open(d->file, false, &d->failure);
    }
}

static void a_transaction_is_all_or_nothing(void **state)
{
    struct scratch_store *d = *state;
    sql_begin(d->store, &d->failure);
    sql_run(d->store, "DELETE FROM sweep", &d->failure);
    sql_run(d->store, "nonsense", &d->failure);
    sql_run(d->store, "DELETE FROM experiment", &d->failure);
    assert_int_equal(sql_end(d->store, &d->failure), STATUS_DATA);
    check_failed(d, STATUS_DATA, "nonsense");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 1);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM experiment"), 1);

    sql_begin(d->store, &d->failure);
    sql_run(d->store, "DELETE FROM sweep", &d->failure);
    assert_int_equal(sql_end(d->store, &d->failure), STATUS_OK);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM sweep"), 0);
}

static void a_full_disk_is_said_without_the_statement(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store, "PRAGMA max_page_count = 1", &d->failure); /* as many as there are */
    sql_run(d->store,
            "CREATE TABLE t AS WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
            "LIMIT 100) SELECT zeroblob(4096) AS b FROM n",
            &d->failure);
    check_failed(d, STATUS_DISK, "lab.db: its disk is full, or that of temporary files (TMPDIR");
}

/* What SQLite takes without a word: a file that has lost its name, or has another. */
static void what_is_stored_in_a_file_that_was_moved_is_said_to_be(void **state)
{
    struct scratch_store *d = *state;
    char moved[400];
    snprintf(moved, sizeof moved, "%s.moved", d->file);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rename(d->file, moved), 0);
        if (i == 1)
            fclose(fopen(d->file, "w")); /* another is in its place */
        sql_begin(d->store, &d->failure);
        sql_run(d->store, "UPDATE run SET seconds = seconds + 1", &d->failure);
        assert_int_equal(sql_end(d->store, &d->failure), STATUS_DISK);
        check_failed(d, STATUS_DISK, "was removed, moved or replaced while it was in use");
        assert_int_equal(rename(moved, d->file), 0); /* nothing is lost */
        const double seconds = (double)scratch_int(d, "SELECT max(seconds) FROM run");
        sql_begin(d->store, &d->failure);
        assert_int_equal(sql_end(d->store, &d->failure), STATUS_OK);
        assert_true(seconds >= i + 1);
    }
}

static void a_database_in_memory_has_the_functions(void **state)
{
    struct scratch_store *d = *state;
    struct store memory;
    char name[] = "nobody";
    sql_memory(&memory, name, &d->failure);
    assert_int_equal(sql_int(&memory, &d->failure, "SELECT json('[7]') ->> 0", ""), 7);
    check_ok(d);
    sql_run(&memory, "nonsense", &d->failure);
    check_failed(d, STATUS_DATA, "nobody: ");
    sqlite3_close(memory.db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_query_binds_texts_and_bytes_by_their_length),
        scratch_test(a_bind_that_fails_is_a_failure),
        scratch_test(lack_of_memory_has_one_sentence),
        scratch_test(lack_of_memory_is_no_damage),
        scratch_test(damage_is_said_in_one_line),
        scratch_test(a_statement_takes_its_parameters_by_letter),
        scratch_test(failures_name_file_message_and_statement),
        scratch_test(a_table_or_view_that_was_altered_is_damage),
        scratch_test(a_transaction_is_all_or_nothing),
        scratch_test(a_full_disk_is_said_without_the_statement),
        scratch_test(what_is_stored_in_a_file_that_was_moved_is_said_to_be),
        scratch_test(a_database_in_memory_has_the_functions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
