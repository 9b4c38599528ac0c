/* What is exported reads back equal, through libcsv's own parser. */
#include "lab/store/export.h"
#include "tests/store/scratch_store.h"
#include <csv.h>

/* Fields one after another, each ended by '\x1f', rows by '\n'. */
static void keep_field(void *text, size_t n, void *to)
{
    fprintf(to, "%.*s\x1f", (int)n, (const char *)text);
}

static void keep_row(int end, void *to)
{
    (void)end;
    fputc('\n', to);
}

static char *exported(struct scratch_store *d, const char *sql)
{
    char *csv = NULL, *fields = NULL;
    size_t bytes, length;
    FILE *file = open_memstream(&csv, &bytes);
    struct query *q = query_open(d->store, sql, &d->failure);
    store_export_csv(q, file, &d->failure);
    query_close(q);
    fclose(file);
    check_ok(d);

    struct csv_parser parser;
    FILE *to = open_memstream(&fields, &length);
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    assert_int_equal(csv_parse(&parser, csv, bytes, keep_field, keep_row, to), bytes);
    assert_int_equal(csv_fini(&parser, keep_field, keep_row, to), 0);
    csv_free(&parser);
    fclose(to);
    free(csv);
    char *copy = arena_strdup(&d->arena, fields);
    free(fields);
    return copy;
}

static void texts_survive_commas_quotes_and_lines(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(exported(d,
                                 "SELECT 'a,b' AS \"x,\"\"y\", 'say \"no\"' AS q, "
                                 "'two' || char(10) || 'lines' AS t, '' AS e, NULL AS n, 7 AS i"),
                        "x,\"y\x1fq\x1ft\x1f"
                        "e\x1fn\x1fi\x1f\n"
                        "a,b\x1fsay \"no\"\x1ftwo\nlines\x1f\x1f\x1f"
                        "7\x1f\n");
}

static void numbers_read_back_equal(void **state)
{
    struct scratch_store *d = *state;
    double x[] = {0.1, 1.0 / 3, 5e-324, -1.7976931348623157e308, (double)0.1f, 123456789.125};
    enum { N = sizeof x / sizeof *x };
    for (int i = 0; i < N; i++)
        sql_do(d->store, &d->failure,
               "INSERT INTO curve_row (run, step, place, train_loss) VALUES (1, ?, 0, ?)", "ir",
               (int64_t)i, x[i]);
    const char *text = exported(d, "SELECT train_loss FROM curve ORDER BY step");
    for (int i = 0; i < N; i++) {
        text = strchr(text, '\n') + 1;
        assert_true(strtod(text, NULL) == x[i]);
    }
}

static void a_view_tells_not_finite_from_missing(void **state)
{
    struct scratch_store *d = *state;
    sql_run(d->store,
            "INSERT INTO gradient_row (run, step, place, h, odd) VALUES "
            "(1, 0, 0, 2.5, (1 << 2) | (2 << 4) | (3 << 6))",
            &d->failure);
    assert_string_equal(exported(d, "SELECT h, dh, dw, w, dead, odd FROM gradient"),
                        "h\x1f"
                        "dh\x1f"
                        "dw\x1fw\x1f"
                        "dead\x1fodd\x1f\n"
                        "2.5\x1fnan\x1finf\x1f-inf\x1f\x1f"
                        "228\x1f\n");
}

static void an_empty_view_is_a_line_of_names(void **state)
{
    struct scratch_store *d = *state;
    assert_string_equal(exported(d, "SELECT run, h FROM gradient"), "run\x1fh\x1f\n");
}

static void failures_are_reported(void **state)
{
    struct scratch_store *d = *state;
    FILE *full = fopen("/dev/full", "w");
    struct query *q = query_open(d->store, "SELECT * FROM final", &d->failure);
    store_export_csv(q, full, &d->failure);
    query_close(q);
    check_failed(d, STATUS_DISK, "No space left");
    q = query_open(d->store, "SELECT * FROM nowhere", &d->failure);
    assert_int_equal(store_export_csv(q, full, &d->failure), STATUS_DATA);
    check_failed(d, STATUS_DATA, "nowhere");
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scratch_test(texts_survive_commas_quotes_and_lines),
        scratch_test(numbers_read_back_equal),
        scratch_test(a_view_tells_not_finite_from_missing),
        scratch_test(an_empty_view_is_a_line_of_names),
        scratch_test(failures_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
