/* What the queries of a figure become. */
#include "lab/figure/series.h"
#include "tests/figure/gallery.h"

/* Run this .sql; the .dat, or "" after a failure. The caller frees it. */
static char *series_of(struct gallery *g, const char *sql, const char **with)
{
    char *path = arena_printf(&g->arena, "%s/a.sql", g->folder), *dat = NULL;
    size_t size;
    FILE *file = fopen(path, "w");
    fputs(sql, file);
    fclose(file);
    g->failure = (struct failure){0};
    file = open_memstream(&dat, &size);
    g->blank = "";
    query_scratch_begin(g->store, &g->failure);
    series_write(&g->arena, g->store, path, "healthy-norms", with, &g->blank, file, &g->failure);
    query_scratch_end(g->store);
    fclose(file);
    return dat;
}

static void check_dat(struct gallery *g, const char *sql, const char *want)
{
    const char *with = "";
    char *dat = series_of(g, sql, &with);
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    assert_string_equal(dat, want);
    free(dat);
}

static void check_refused(struct gallery *g, const char *sql, enum status status,
                          const char *message)
{
    const char *with = "";
    free(series_of(g, sql, &with));
    assert_int_equal(g->failure.status, status);
    if (!strstr(g->failure.message, message))
        fail_msg("`%s` does not contain `%s`", g->failure.message, message);
}

static void values_become_variables(void **state)
{
    check_dat(
        *state,
        "-- text finding\nSELECT 'it''s `x` {1}';\n-- number a\nSELECT 1e-30;\n"
        "-- number none\nSELECT NULL;\n-- number whole\nSELECT 7;\n-- number third\nSELECT 1/3.0\n",
        "finding = 'it'.\"'\".'s `x` \\{1\\}'\na = 1e-30\nnone = NaN\nwhole = 7\n"
        "third = 0.333333333333333\n");
}

static void rows_become_datablocks_and_null_becomes_nan(void **state)
{
    check_dat(*state,
              "-- table t\nSELECT column1 AS a, column2 AS b FROM (VALUES (1, 0.5), (2, NULL), (3, "
              "9e999), (4, 'a|b'));",
              "# a | b\n$t << EOD\n1|0.5\n2|NaN\n3|NaN\n4|\"a¦b\"\nEOD\nt_n = 4\n\n");
}

static void columns_without_any_value_are_named(void **state)
{
    struct gallery *g = *state;
    const char *with = "";
    free(series_of(g,
                   "-- table t\nSELECT column1 AS a, column2 AS b FROM (VALUES (1, NULL), (NULL, "
                   "NULL));\n-- series s 1\nSELECT 1 AS c, NULL AS d;\n",
                   &with));
    assert_string_equal(g->blank, "`b` of its `t`, `d` of its `s`");
}

static void a_series_is_cut_where_its_keys_change(void **state)
{
    check_dat(*state,
              "-- series c 2\nSELECT * FROM (VALUES (1, 1, 5), (1, 1, 6), (1, 2, 7), (2, 2, 8));",
              "# column1 | column2 | column3\n$c << "
              "EOD\n1|1|5\n1|1|6\n\n\n1|2|7\n\n\n2|2|8\nEOD\nc_n = 3\n\n");
}

static void named_queries_serve_later_sections_and_files(void **state)
{
    struct gallery *g = *state;
    const char *with = "";
    free(series_of(g, "-- with\na AS (SELECT 1 AS x)\n-- with\nb AS (SELECT x + 1 AS x FROM a)\n",
                   &with));
    char *dat = series_of(g, "-- number n\nSELECT x FROM b;\n", &with);
    assert_string_equal(dat, "n = 2\n");
    free(dat);
}

static void the_experiment_is_bound(void **state)
{
    check_dat(*state, "-- number n\nSELECT count(*) FROM sweep WHERE experiment = :experiment;\n",
              "n = 18\n");
}

static void no_rows_are_a_failure_that_names_them(void **state)
{
    check_refused(*state,
                  "-- Prose.\n\n-- number one\nSELECT 1;\n-- table things\nSELECT 1 WHERE 0;\n",
                  STATUS_FAILED, "these runs have nothing for its `things`");
    check_refused(*state, "-- text t\nSELECT 'x' WHERE 0;\n", STATUS_FAILED, "its `t`");
}

static void what_is_lacking_is_said_in_the_files_words(void **state)
{
    struct gallery *g = *state;
    check_refused(g,
                  "-- lack\nSELECT 'no run of ' || :experiment || ' is red' UNION SELECT 'z';\n"
                  "-- table things\nSELECT 1 WHERE 0;\n",
                  STATUS_FAILED, "no run of healthy-norms is red");
    assert_string_equal(g->failure.message, "no run of healthy-norms is red");
    check_dat(g, "-- lack\nSELECT 'x' WHERE 0;\n-- lack\nSELECT NULL;\n-- number n\nSELECT 1;\n",
              "n = 1\n");
}

static void a_value_is_one_value(void **state)
{
    check_refused(*state, "-- number n\nSELECT 1 UNION SELECT 2;\n", STATUS_DATA,
                  "must be one value");
    check_refused(*state, "-- text n\nSELECT 1, 2;\n", STATUS_DATA, "must be one value");
}

/* A random number is the same to all who read it; the next figure makes its own. */
static void what_is_said_once_is_computed_once(void **state)
{
    struct gallery *g = *state;
    static const char sql[] = "-- once drawn\nSELECT random() AS x, :experiment AS e\n-- prose\n"
                              "-- with\nd AS (SELECT * FROM drawn)\n"
                              "-- once twice\nSELECT x FROM d UNION ALL SELECT x FROM drawn\n"
                              "-- number n\nSELECT count(DISTINCT x) + count(*) FROM twice;\n"
                              "-- text e\nSELECT e FROM d;\n";
    for (int i = 0; i < 2; i++)
        check_dat(g, sql, "n = 3\ne = 'healthy-norms'\n");
    check_refused(g, "-- number n\nSELECT x FROM drawn;\n", STATUS_DATA, "no such table: drawn");
    check_refused(g, "\n-- once a\nDELETE FROM run\n", STATUS_DATA, "a.sql:2: a query may only");
    check_refused(g, "-- once a\nSELECT 1; SELECT 2\n", STATUS_DATA, "one query is expected");
}

static void wrong_sql_is_refused_at_its_line(void **state)
{
    check_refused(*state, "-- number n\nSELECT 1;\n-- table t\nSELECT x FROM nowhere;\n",
                  STATUS_DATA, "a.sql:3: ");
    check_refused(*state, "-- number n\nSELECT 1; SELECT 2;\n", STATUS_DATA, "a.sql:1: ");
    check_refused(*state, "-- number n\nSELECT 1;\n-- number m\n", STATUS_DATA, "a.sql:3: ");
    check_refused(*state, "-- number n\nSELECT 1;\n-- numbers m\n-- number\n", STATUS_DATA,
                  "a.sql:4: `-- number NAME` is expected");
    check_refused(*state, "-- number n\nDELETE FROM run;\n", STATUS_DATA, "a.sql:1: ");
}

static void a_missing_file_is_named(void **state)
{
    struct gallery *g = *state;
    const char *with = "", *blank = "";
    g->failure = (struct failure){0};
    series_write(&g->arena, g->store, "/nowhere/a.sql", "e", &with, &blank, stderr, &g->failure);
    assert_int_equal(g->failure.status, STATUS_DISK);
    assert_non_null(strstr(g->failure.message, "/nowhere/a.sql: cannot be read: No such file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_become_variables),
        cmocka_unit_test(rows_become_datablocks_and_null_becomes_nan),
        cmocka_unit_test(columns_without_any_value_are_named),
        cmocka_unit_test(a_series_is_cut_where_its_keys_change),
        cmocka_unit_test(named_queries_serve_later_sections_and_files),
        cmocka_unit_test(the_experiment_is_bound),
        cmocka_unit_test(no_rows_are_a_failure_that_names_them),
        cmocka_unit_test(what_is_lacking_is_said_in_the_files_words),
        cmocka_unit_test(a_value_is_one_value),
        cmocka_unit_test(what_is_said_once_is_computed_once),
        cmocka_unit_test(wrong_sql_is_refused_at_its_line),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests(tests, gallery_open, gallery_close);
}
