/* A damaged database loses what cannot be read, says so, and the same command brings it back to the same
 * bits. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

enum { PAGE = 4096 };

static char *path_of(void **state, const char *name)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
    return path;
}

static void clear(void **state)
{
    static const char *const name[] = {
        "bad.db",           "bad.db-wal",           "bad.db-shm",
        "bad.db.recovered", "bad.db.recovered-wal", "bad.db.recovered-shm"};
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        remove(path_of(state, name[i]));
}

/* bad.db: a copy that can be written. */
static void copy(void **state)
{
    clear(state);
    assert_prints(run_command(state, "publish bad.db --db lab.db"), 0, out, "bad.db");
    assert_int_equal(chmod(path_of(state, "bad.db"), 0644), 0);
}

static void write_at(void **state, long at, const char *bytes, size_t n)
{
    FILE *file = fopen(path_of(state, "bad.db"), "r+e");
    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    fwrite(bytes, 1, n, file);
    assert_int_equal(fclose(file), 0);
}

/* Every digit that was measured, whatever the runs' numbers and order: a sum over the rows. */
static uint64_t measured(void **state, const char *db)
{
    uint64_t sum = 0;
    struct failure failure = {0};
    struct store *store = store_open(path_of(state, db), true, &failure);
    struct query *q =
        query_open(store,
                   "SELECT format('%s %s %d %d %d %!.17g %!.17g', experiment, block, "
                   "depth, seed, step, train_loss, train_acc) FROM curve UNION ALL "
                   "SELECT format('%s %d %d %d %d %!.17g %!.17g %!.17g', block, depth, "
                   "seed, step, layer, h, dh, dw) FROM gradient UNION ALL "
                   "SELECT format('%s %d %d %d %d %!.17g %!.17g', block, depth, seed, "
                   "step, junction, identity, branch) FROM junction UNION ALL "
                   "SELECT format('%s %d %d %!.17g', block, depth, seed, train_loss) "
                   "FROM final",
                   &failure);
    while (query_next(q)) {
        uint64_t hash = 1469598103934665603u;
        for (const char *c = query_text(q, 0); *c; c++)
            hash = (hash ^ (unsigned char)*c) * 1099511628211u;
        sum += hash;
    }
    query_close(q);
    store_close(store);
    if (failure.status)
        fail_msg("%s", failure.message);
    return sum;
}

static void a_sound_one_loses_nothing(void **state)
{
    copy(state);
    assert_prints(run_command(state, "recover --db bad.db"), 0, out,
                  "bad.db.recovered: 13 runs, and nothing was lost");
    assert_true(measured(state, "bad.db") == measured(state, "bad.db.recovered"));
    assert_prints(run_command(state, "recover --db bad.db"), 73, err, "is there already");
}

static void a_layout_that_nobody_writes_is_mended(void **state)
{
    copy(state);
    write_at(state, 60, "\xff\xff\xff\xff", 4);
    assert_prints(run_command(state, "status --db bad.db"), 65, err, "has layout -1");
    assert_prints(run_command(state, "recover --db bad.db -o good.db"), 0, out, "nothing was lost");
    assert_prints(run_command(state, "status --db good.db"), 0, out, "small         12    12");
}

/* Damage to a page: overwritten, cleared, one row less than it has. */
enum { OVERWRITTEN, CLEARED, ONE_LESS, DAMAGES };

/* Every other page is enough to meet each kind of table with each kind of damage. */
enum { STRIDE = 2 };

static void damage(void **state, int page, int how)
{
    unsigned char bytes[PAGE];
    const long at = (long)(page - 1) * PAGE;
    FILE *file = fopen(path_of(state, "bad.db"), "re");
    assert_non_null(file);
    fseek(file, at, SEEK_SET);
    assert_int_equal(fread(bytes, 1, PAGE, file), PAGE);
    fclose(file);
    unsigned char *rows = bytes + (page == 1 ? 104 : 4); /* the low byte of how many */
    *rows = (unsigned char)(*rows - (*rows > 0));
    if (how != ONE_LESS)
        memset(bytes, how == CLEARED ? 0 : 0xa5, PAGE);
    write_at(state, at, (const char *)bytes, PAGE);
}

/* Each page in turn: recovery either has nothing to say but why, or leaves a database in which the same
 * command makes every number as it was. */
static void any_page_may_be_damaged(void **state)
{
    int recovered = 0, again = 0;
    copy(state);
    const uint64_t whole = measured(state, "lab.db");
    const int pages = (int)value_in(state, "bad.db", "SELECT page_count FROM pragma_page_count");
    for (int page = 1; page <= pages; page += STRIDE) {
        copy(state);
        damage(state, page, page % DAMAGES);
        struct child_result *result = run_command(state, "recover --db bad.db");
        if (result->exit == 65) {
            assert_string_equal(result->out, "");
            assert_int_not_equal(access(path_of(state, "bad.db.recovered"), F_OK), 0);
            continue;
        }
        if (result->exit > 1)
            fail_msg("page %d: exit %d\n%s", page, result->exit, result->err);
        recovered++;
        again += result->exit;
        assert_prints(run_command(state, "run small.yaml wild.yaml --db bad.db.recovered"), 0, out,
                      "");
        if (measured(state, "bad.db.recovered") != whole)
            fail_msg("page %d: other numbers", page);
        assert_int_equal(value_in(state, "bad.db.recovered",
                                  "SELECT count(*) FROM run WHERE status IN ('done', 'diverged')"),
                         13);
    }
    assert_true(recovered > 10);
    assert_true(again > 5);
}

static void of_what_has_no_tables_nothing_can_be_read(void **state)
{
    copy(state);
    assert_int_equal(truncate(path_of(state, "bad.db"), 3 * PAGE), 0);
    assert_prints(run_command(state, "status --db bad.db"), 65, err,
                  "bad.db is damaged (database disk image is malformed); `depthlab recover --db "
                  "bad.db` saves what can be read");
    assert_prints(run_command(state, "recover --db bad.db"), 65, err,
                  "its list of tables cannot be read");
    write_file(*state, "text.db", "a text, and no database\n");
    assert_prints(run_command(state, "recover --db text.db"), 65, err,
                  "text.db: its list of tables cannot be read");
    assert_int_not_equal(access(path_of(state, "text.db.recovered"), F_OK), 0);
    write_file(*state, "empty.db", "");
    assert_prints(run_command(state, "recover --db empty.db"), 65, err,
                  "empty.db is empty: there is nothing to recover");
    assert_prints(run_command(state, "recover --db none.db"), 65, err, "no database none.db");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_one_loses_nothing),
        cmocka_unit_test(a_layout_that_nobody_writes_is_mended),
        cmocka_unit_test(any_page_may_be_damaged),
        cmocka_unit_test(of_what_has_no_tables_nothing_can_be_read),
    };
    return cmocka_run_group_tests(tests, trained_sweep_open, trained_sweep_close);
}
