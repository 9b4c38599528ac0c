/* An experiment's current grid, its verdicts, and the views that show them. */
#include "tests/store/scratch_store.h"

static void sweep(struct scratch_store *d, const char *experiment, int runs, const int64_t *run)
{
    store_sweep(d->store,
                &(struct sweep_record){.experiment = experiment,
                                       .spec = "text",
                                       .question = "does it?",
                                       .claim = "it does",
                                       .source = "a paper",
                                       .request = "--seed 1",
                                       .runs = runs,
                                       .run = run},
                &d->failure);
    check_ok(d);
}

static void a_new_grid_replaces_the_old_one_and_keeps_its_runs(void **state)
{
    struct scratch_store *d = *state;
    int64_t grid[] = {scratch_new_run(d, "00000000000000bb"),
                      scratch_new_run(d, "00000000000000cc")};
    sweep(d, "e", 2, grid);
    assert_true(store_has_experiment(d->store, "e", &d->failure));
    assert_false(store_has_experiment(d->store, "f", &d->failure));
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM final WHERE experiment = 'e'"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM final WHERE run = 1"), 0);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM run"), 3);
    assert_int_equal(scratch_int(d, "SELECT question = 'does it?' AND request = '--seed 1' AND "
                                    "source = 'a paper' FROM experiment"),
                     1);
}

static void experiments_share_a_run(void **state)
{
    struct scratch_store *d = *state;
    int64_t grid[] = {scratch_new_run(d, "00000000000000bb"), d->run, d->run};
    sweep(d, "f", 3, grid);
    sql_run(d->store, "INSERT INTO curve_row (run, step, place, train_loss) VALUES (1, 0, 0, 2.5)",
            &d->failure);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM final WHERE experiment = 'f'"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM curve WHERE run = 1"), 2);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM metrics"), 1);
    sweep(d, "f", 0, NULL);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM curve WHERE run = 1"), 1);
}

static void a_grid_with_an_unknown_run_changes_nothing(void **state)
{
    struct scratch_store *d = *state;
    store_sweep(d->store,
                &(struct sweep_record){
                    .experiment = "e", .spec = "new", .runs = 2, .run = (int64_t[]){d->run, 99}},
                &d->failure);
    check_failed(d, STATUS_DATA, "FOREIGN KEY");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM final WHERE experiment = 'e'"), 1);
    assert_int_equal(scratch_int(d, "SELECT spec = 'question: ?' FROM experiment"), 1);
}

static void verdicts_are_replaced_and_go_with_their_grid(void **state)
{
    struct scratch_store *d = *state;
    const struct verdict_row row[] = {
        {"c", "a > b", "supported", "A = 1", 5, 5, 0.03125, "", "ratio", 2, 1.5, INFINITY, false,
         "", "compare"},
        {"c", "a == b", "inconclusive", "no runs", 0, 0, NAN, "for", "", NAN, NAN, NAN, true, "w",
         "check"},
    };
    for (int i = 0; i < 2; i++)
        store_verdicts(d->store, "e", 2, row, &d->failure);
    check_ok(d);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 2);
    assert_int_equal(scratch_int(d, "SELECT p = 0.03125 AND holds = 5 FROM verdict "
                                    "WHERE verdict = 'supported'"),
                     1);
    assert_int_equal(scratch_int(d,
                                 "SELECT scale = 'ratio' AND effect = 2 AND low = 1.5 AND high = "
                                 "9e999 AND leaning = '' FROM verdict WHERE p"),
                     1);
    assert_int_equal(
        scratch_int(
            d, "SELECT leaning = 'for' AND low IS NULL AND exploratory AND why = 'w' FROM verdict "
               "WHERE p IS NULL"),
        1);
    assert_int_equal(scratch_int(d, "SELECT p IS NULL FROM verdict WHERE expectation = 'a == b'"),
                     1);
    store_verdicts(d->store, "e", 1,
                   &(struct verdict_row){
                       .claim = "c", .expectation = "x", .verdict = "perhaps", .statistic = ""},
                   &d->failure);
    check_failed(d, STATUS_DATA, "CHECK");
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 2);
    sweep(d, "e", 1, &d->run);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM verdict"), 0);
}

/* The names and first columns of design, section 5: plots and students stand on them. */
static void the_views_have_the_agreed_columns(void **state)
{
    struct scratch_store *d = *state;
    static const char *const agreed[][2] = {
        {"final", "run,experiment,family,block,depth,width,norm,init,lr,seed,status,params,steps,"
                  "train_loss,train_acc,test_loss,test_acc"},
        {"curve", "run,experiment,block,depth,seed,lr,step,epoch,train_loss,train_acc,test_loss,"
                  "test_acc"},
        {"gradient", "run,experiment,block,depth,seed,step,layer,layer_name,h,dh,dw,w"},
        {"junction", "run,experiment,block,depth,seed,step,junction,identity,branch,cosine,total"},
        {"reduction", "run,experiment,block,depth,seed,step,layer,layer_name,kept,best,share,rank"},
        {"best", "run,experiment,family,block,depth,width,norm,init,lr,seed,status,params,steps,"
                 "train_loss,train_acc,test_loss,test_acc"},
        {"rank", "run,experiment,block,depth,seed,step,place,features"},
        {"verdict", "experiment,claim,expectation,verdict,statistic,holds,seeds,p,"
                    "leaning,scale,effect,low,high"},
        {"metrics", "key,value,timestamp,step,is_nan,run_uuid"},
    };
    for (size_t i = 0; i < sizeof agreed / sizeof *agreed; i++) {
        struct query *q = query_open(
            d->store, "SELECT group_concat(name) || ',' FROM pragma_table_info(:v)", &d->failure);
        query_bind_text(q, ":v", agreed[i][0]);
        assert_true(query_next(q));
        size_t n = strlen(agreed[i][1]);
        if (strncmp(query_text(q, 0), agreed[i][1], n) != 0 || query_text(q, 0)[n] != ',')
            fail_msg("%s has %s", agreed[i][0], query_text(q, 0));
        query_close(q);
    }
    check_ok(d);
}

static void lecture_of(struct scratch_store *d, const char *request, const char *lecture)
{
    store_sweep(
        d->store,
        &(struct sweep_record){
            .experiment = "e", .request = request, .lecture = lecture, .runs = 1, .run = &d->run},
        &d->failure);
    check_ok(d);
}

/* Of another sweep it would be no finding, and before the end there is none. */
static void what_was_seen_is_of_the_default_sweep_when_it_has_ended(void **state)
{
    static const char lecture[] = "{\"predict\":\"p?\",\"seen\":\"s\",\"after\":[\"f\"]}";
    struct scratch_store *d = *state;
    lecture_of(d, "", lecture);
    assert_int_equal(scratch_int(d, "SELECT predict = 'p?' AND seen IS NULL AND NOT is_default AND "
                                    "after = '[\"f\"]' AND terms = '[]' FROM lecture"),
                     1);
    sql_run(d->store, "UPDATE run SET status = 'done'", &d->failure);
    assert_int_equal(scratch_int(d, "SELECT seen = 's' AND is_default FROM lecture"), 1);
    lecture_of(d, "--full", lecture);
    assert_int_equal(
        scratch_int(d, "SELECT seen IS NULL AND predict = 'p?' AND NOT is_default FROM lecture"),
        1);
    lecture_of(d, "", NULL);
    assert_int_equal(
        scratch_int(d, "SELECT predict IS NULL AND after = '[]' AND is_default FROM lecture"), 1);
}

static void a_cell_shows_in_the_views(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "INSERT INTO gradient_row (run, step, place, dh) VALUES (1, 5, 2, 0.5);"
            "INSERT INTO layer_name VALUES (1, 2, 'block 1');"
            "INSERT INTO junction_row (run, step, place, branch) VALUES (1, 5, 1, 0.25);"
            "INSERT INTO reduction_row (run, step, place, kept) VALUES (1, 5, 2, 0.75)",
            &d->failure);
    assert_int_equal(scratch_int(d,
                                 "SELECT depth = 8 AND typeof(depth) = 'integer' AND lr = 0.01 AND "
                                 "typeof(lr) = 'real' AND block = 'plain' AND width = 32 "
                                 "FROM final"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT dh = 0.5 AND layer = 2 AND layer_name = 'block 1' AND "
                                    "block = 'plain' AND depth = 8 FROM gradient"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT branch = 0.25 AND depth = 8 FROM junction"), 1);
    assert_int_equal(scratch_int(d,
                                 "SELECT kept = 0.75 AND layer = 2 AND layer_name = 'block 1' AND "
                                 "depth = 8 FROM reduction"),
                     1);
}

static void metrics_follow_mlflow_where_numbers_end(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "UPDATE run SET ended = '2024-01-02T03:04:05Z';"
            "INSERT INTO curve_row (run, step, place, train_loss, test_loss, odd) VALUES "
            "(1, 0, 0, 2.5, NULL, 0), (1, 1, 0, NULL, 1.5, 1 << 2), (1, 2, 0, NULL, NULL, "
            "(2 << 2) | (3 << 8))",
            &d->failure);
    assert_int_equal(scratch_int(d, "SELECT count(*) FROM metrics"), 5);
    assert_int_equal(scratch_int(d, "SELECT value = 2.5 AND is_nan = 0 AND run_uuid = "
                                    "'00000000000000aa' AND timestamp = 1704164645000 FROM metrics "
                                    "WHERE key = 'train_loss' AND step = 0"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT value = 0 AND is_nan FROM metrics "
                                    "WHERE key = 'train_loss' AND step = 1"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT value = 1.7976931348623157e308 AND is_nan = 0 "
                                    "FROM metrics WHERE key = 'train_loss' AND step = 2"),
                     1);
    assert_int_equal(scratch_int(d, "SELECT value = -1.7976931348623157e308 AND is_nan = 0 "
                                    "FROM metrics WHERE key = 'test_acc' AND step = 2"),
                     1);
}

static void views_find_their_rows_by_index(void **state)
{
    struct scratch_store *d = *state;
    static const char *const asked[] = {
        "final WHERE run = 1",           "final WHERE experiment = 'e'",
        "curve WHERE run = 1",           "curve WHERE experiment = 'e'",
        "gradient WHERE run = 1",        "gradient WHERE experiment = 'e' AND step = 0",
        "junction WHERE run = 1",        "junction WHERE experiment = 'e'",
        "verdict WHERE experiment = 'e'"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        char *sql = arena_printf(&d->arena, "EXPLAIN QUERY PLAN SELECT * FROM %s", asked[i]);
        struct query *q = query_open(d->store, sql, &d->failure);
        int searches = 0;
        while (query_next(q)) {
            if (strstr(query_text(q, 3), "SCAN"))
                fail_msg("%s: %s", sql, query_text(q, 3));
            searches += !!strstr(query_text(q, 3), "SEARCH");
        }
        query_close(q);
        check_ok(d);
        assert_true(searches > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(a_new_grid_replaces_the_old_one_and_keeps_its_runs),
        scratch_test(experiments_share_a_run),
        scratch_test(a_grid_with_an_unknown_run_changes_nothing),
        scratch_test(verdicts_are_replaced_and_go_with_their_grid),
        scratch_test(the_views_have_the_agreed_columns),
        scratch_test(what_was_seen_is_of_the_default_sweep_when_it_has_ended),
        scratch_test(a_cell_shows_in_the_views),
        scratch_test(metrics_follow_mlflow_where_numbers_end),
        scratch_test(views_find_their_rows_by_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
