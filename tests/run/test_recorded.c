/* A database has a table and a view of everything that is recorded, however old it is. */
#include "lab/run/experiment.h"
#include "lab/run/recorded.h"
#include "lab/store/store_internal.h"
#include "tests/support/check.h"

static int open_folder(void **state)
{
    *state = temp_dir();
    return 0;
}

static int close_folder(void **state)
{
    remove_dir(*state);
    return 0;
}

static void check_views(struct store *store)
{
    const struct series *list[RECORDED_MOST];
    struct failure failure = {0};
    recorded_series(list);
    for (int i = 0; list[i]; i++) {
        char sql[100];
        snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", list[i]->name);
        assert_int_equal(sql_int(store, &failure, sql, ""), 0);
    }
    if (failure.status)
        fail_msg("%s", failure.message);
}

static void a_new_file_has_every_view(void **state)
{
    char file[500];
    struct failure failure = {0};
    snprintf(file, sizeof file, "%s/lab.db", (char *)*state);
    struct store *store = recorded_open(file, false, &failure);
    assert_non_null(store);
    check_views(store);
    store_close(store);
}

/* A reader brings a file that it may write up to date, and then only reads. */
static void a_reader_finds_them_in_an_older_file(void **state)
{
    char file[500];
    struct failure failure = {0};
    snprintf(file, sizeof file, "%s/lab.db", (char *)*state);
    store_close(store_open(file, false, &failure)); /* no series yet */
    struct store *store = recorded_open(file, true, &failure);
    assert_non_null(store);
    check_views(store);
    assert_int_not_equal(sql_run(store, "DELETE FROM run", &failure), STATUS_OK);
    store_close(store);
}

static void a_reader_makes_no_file(void **state)
{
    char file[500];
    struct failure failure = {0};
    snprintf(file, sizeof file, "%s/none.db", (char *)*state);
    assert_null(recorded_open(file, true, &failure));
    assert_int_equal(failure.status, STATUS_DATA);
    assert_int_not_equal(access(file, F_OK), 0);
}

static void what_makes_a_view_is_named_where_it_lacks(void **state)
{
    struct arena arena;
    struct failure failure = {0};
    struct cell cell;
    struct probe_schedule probe = {.probe = probe_find("rank"), .steps = 1};
    struct experiment e = {.grid = {1, &cell}};
    (void)state;
    arena_open(&arena, 1 << 20);
    cell_preset(&cell);
    assert_string_equal(recorded_lack(&arena, &e, "rank", &failure), "probe: {rank: [final]}");
    e.spec.probe = &probe;
    e.spec.probes = 1;
    assert_null(recorded_lack(&arena, &e, "rank", &failure));
    assert_string_equal(recorded_lack(&arena, &e, "landscape_line", &failure),
                        "probe: {landscape: [final]}");
    assert_null(recorded_lack(&arena, &e, "curve", &failure));
    assert_null(recorded_lack(&arena, &e, "sweep", &failure));
    assert_null(recorded_lack(&arena, &e, "junction", &failure));
    cell.train.log_layers = 0;
    assert_string_equal(recorded_lack(&arena, &e, "junction", &failure), "log_layers: 50");
    assert_string_equal(recorded_lack(&arena, &e, "reduction", &failure), "form: bottleneck");
    cell.train.log_layers = 50;
    cell.net.rank = 8;
    assert_null(recorded_lack(&arena, &e, "reduction", &failure));
    assert_int_equal(failure.status, STATUS_OK);
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_makes_a_view_is_named_where_it_lacks),
        cmocka_unit_test_setup_teardown(a_new_file_has_every_view, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(a_reader_finds_them_in_an_older_file, open_folder,
                                        close_folder),
        cmocka_unit_test_setup_teardown(a_reader_makes_no_file, open_folder, close_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
