/* SELECT, and what its columns hold: numbers, texts, nothing, or what SQLite cannot store. */
#include "lab/store/query.h"
#include "lab/base/number.h"
#include "lab/store/store_internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMETERS = 64 };

struct result_column {
    int odd;                   /* the result's column that records what this one's NULLs were; -1 */
    int shift;                 /* where the two bits about this one are */
    char number[NUMBER_BYTES]; /* query_text of a number */
};

struct query {
    struct store *store;
    sqlite3_stmt *statement;
    struct failure *failure;
    uint64_t bound;              /* bit i: parameter i + 1 has a value */
    struct result_column *field; /* one a column, behind this */
};

/* SQLite knows, through views too, which column of which table a result's column is. One that is a
 * measurement belongs to the result's column `odd` of the same table, if there is one. */
static void find_odd(struct query *query, int column)
{
    sqlite3_stmt *statement = query->statement;
    struct result_column *field = &query->field[column];
    field->odd = -1;
    const char *origin = sqlite3_column_origin_name(statement, column);
    const char *table = sqlite3_column_table_name(statement, column);
    for (int k = 0; table && k < sqlite3_column_count(statement); k++) {
        const char *other = sqlite3_column_table_name(statement, k);
        const char *name = sqlite3_column_origin_name(statement, k);
        if (other && name && !strcmp(table, other) && !strcmp(name, "odd"))
            field->odd = k;
    }
    if (field->odd < 0)
        return;
    field->shift = (int)sql_int(query->store, query->failure,
                                "SELECT coalesce(max(2 * (cid - 3)), -1) "
                                "FROM pragma_table_info(?) WHERE name = ? AND type = 'REAL'",
                                "tt", table, origin);
    if (field->shift < 0)
        field->odd = -1;
}

/* 0 unless the column's NULL stands for: 1 NaN, 2 +infinity, 3 -infinity. */
static int odd_of(const struct query *query, int column)
{
    const struct result_column *field = &query->field[column];
    if (field->odd < 0 || sqlite3_column_type(query->statement, column) != SQLITE_NULL)
        return 0;
    return (int)(sqlite3_column_int64(query->statement, field->odd) >> field->shift & 3);
}

static struct query *make(struct store *store, sqlite3_stmt *statement, struct failure *failure)
{
    if (sqlite3_bind_parameter_count(statement) > PARAMETERS)
        fail(failure, STATUS_DATA, "a query has at most %d parameters", PARAMETERS);
    int columns = sqlite3_column_count(statement);
    size_t bytes = sizeof(struct query) + (size_t)columns * sizeof(struct result_column);
    struct query *query = failure->status ? NULL : calloc(1, bytes);
    if (!query) {
        fail_memory(failure);
        sqlite3_finalize(statement);
        return NULL;
    }
    *query = (struct query){store, statement, failure, 0, (struct result_column *)(query + 1)};
    for (int c = 0; c < columns; c++)
        find_odd(query, c);
    return query;
}

struct query *query_open_next(struct store *store, const char **sql, struct failure *failure)
{
    sqlite3_stmt *statement = NULL;
    while (!failure->status && !statement && **sql) {
        const char *rest = *sql;
        if (sqlite3_prepare_v2(store->db, *sql, -1, &statement, &rest))
            sql_fail(store, *sql, failure);
        *sql = rest;
    }
    if (statement && !sqlite3_stmt_readonly(statement))
        fail(failure, STATUS_DATA, "a query may only read: %.300s", sqlite3_sql(statement));
    return statement ? make(store, statement, failure) : NULL;
}

struct query *query_open(struct store *store, const char *sql, struct failure *failure)
{
    const char *rest = sql;
    struct query *query = query_open_next(store, &rest, failure);
    if (!query) {
        fail(failure, STATUS_DATA, "a query is needed: %.300s", sql);
        return NULL;
    }
    struct query *second = query_open_next(store, &rest, failure);
    if (second)
        fail(failure, STATUS_DATA, "one query is expected: %.300s", sql);
    query_close(second);
    if (!failure->status)
        return query;
    query_close(query);
    return NULL;
}

struct query *query_open_table(struct store *store, const char *name, const char *sql,
                               struct failure *failure)
{
    sqlite3_stmt *statement = NULL;
    query_close(query_open(store, sql, failure));
    char *make_table =
        failure->status ? NULL : sqlite3_mprintf("CREATE TEMP TABLE \"%w\" AS %s", name, sql);
    if (!failure->status && !make_table)
        fail_memory(failure);
    else if (make_table && sqlite3_prepare_v2(store->db, make_table, -1, &statement, NULL))
        sql_fail(store, make_table, failure);
    sqlite3_free(make_table);
    return statement ? make(store, statement, failure) : NULL;
}

enum status query_scratch_begin(struct store *store, struct failure *failure)
{
    return sql_run(store, "SAVEPOINT scratch", failure);
}

void query_scratch_end(struct store *store)
{
    sqlite3_exec(store->db, "ROLLBACK TO scratch; RELEASE scratch", NULL, NULL, NULL);
}

/* The number of this parameter, from 1; 0 when the query has none of that name. */
static int parameter(struct query *query, const char *name)
{
    int i = query ? sqlite3_bind_parameter_index(query->statement, name) : 0;
    if (i)
        query->bound |= (uint64_t)1 << (i - 1);
    return i;
}

static void check(struct query *query, int code)
{
    if (code)
        sql_fail(query->store, sqlite3_sql(query->statement), query->failure);
}

void query_bind_text(struct query *query, const char *name, const char *value)
{
    int i = parameter(query, name);
    if (i)
        check(query, sqlite3_bind_text(query->statement, i, value, -1, SQLITE_TRANSIENT));
}

void query_bind_int(struct query *query, const char *name, int64_t value)
{
    int i = parameter(query, name);
    if (i)
        check(query, sqlite3_bind_int64(query->statement, i, value));
}

void query_bind_real(struct query *query, const char *name, double value)
{
    int i = parameter(query, name);
    if (i)
        check(query, sqlite3_bind_double(query->statement, i, value));
}

void query_bind_ints(struct query *query, const char *name, int n, const int64_t *value)
{
    int i = parameter(query, name);
    sqlite3_str *list = i ? sqlite3_str_new(query->store->db) : NULL;
    for (int k = 0; i && k < n; k++)
        sqlite3_str_appendf(list, "%c%lld", k ? ',' : '[', (long long)value[k]);
    if (!i)
        return;
    sqlite3_str_appendall(list, n > 0 ? "]" : "[]");
    char *text = sqlite3_str_finish(list);
    if (text)
        check(query, sqlite3_bind_text(query->statement, i, text, -1, sqlite3_free));
    else
        fail_memory(query->failure);
}

bool query_next(struct query *query)
{
    if (!query || query->failure->status)
        return false;
    int parameters = sqlite3_bind_parameter_count(query->statement);
    for (int i = 1; i <= parameters; i++)
        if (!(query->bound >> (i - 1) & 1))
            fail(query->failure, STATUS_DATA, "%s of the query has no value: %.300s",
                 sqlite3_bind_parameter_name(query->statement, i), sqlite3_sql(query->statement));
    return sql_step(query->store, query->statement, query->failure);
}

int query_columns(const struct query *query)
{
    return query ? sqlite3_column_count(query->statement) : 0;
}

const char *query_column_name(const struct query *query, int column)
{
    const char *name = query ? sqlite3_column_name(query->statement, column) : "";
    if (!name)
        fail_memory(query->failure);
    return name ? name : "";
}

bool query_is_null(const struct query *query, int column)
{
    return !query ||
           (sqlite3_column_type(query->statement, column) == SQLITE_NULL && !odd_of(query, column));
}

bool query_is_text(const struct query *query, int column)
{
    return query && sqlite3_column_type(query->statement, column) == SQLITE_TEXT;
}

int64_t query_int(const struct query *query, int column)
{
    return query ? sqlite3_column_int64(query->statement, column) : 0;
}

double query_real(const struct query *query, int column)
{
    if (!query || sqlite3_column_type(query->statement, column) != SQLITE_NULL)
        return query ? sqlite3_column_double(query->statement, column) : NAN;
    int odd = odd_of(query, column);
    return odd == 2 ? INFINITY : odd == 3 ? -INFINITY : NAN;
}

const char *query_text(const struct query *query, int column)
{
    static const char *const odd_text[] = {"", "nan", "inf", "-inf"};
    if (!query)
        return "";
    int type = sqlite3_column_type(query->statement, column);
    if (type == SQLITE_NULL)
        return odd_text[odd_of(query, column)];
    if (type != SQLITE_FLOAT)
        return sql_text(query->statement, column, query->failure);
    double value = sqlite3_column_double(query->statement, column);
    char *text = query->field[column].number;
    number_measured(value, text);
    return text;
}

void query_close(struct query *query)
{
    if (!query)
        return;
    sqlite3_finalize(query->statement);
    free(query);
}

struct reader {
    void *self;
    void (*see)(void *self, const char *name);
};

/* SQLite asks for leave to read each column; what lies in a view comes with the view's name. */
static int authorize(void *reader, int action, const char *table, const char *column,
                     const char *database, const char *view)
{
    const struct reader *r = reader;
    (void)column, (void)database;
    if (action == SQLITE_READ && table)
        r->see(r->self, table);
    if (action == SQLITE_READ && view)
        r->see(r->self, view);
    return SQLITE_OK;
}

enum status query_reads(struct store *store, const char *sql, void *self,
                        void (*see)(void *self, const char *name), struct failure *failure)
{
    struct reader reader = {self, see};
    query_close(query_open(store, sql, failure)); /* what is wrong with it, while nobody watches */
    if (failure->status)
        return failure->status;
    sqlite3_stmt *statement = NULL;
    sqlite3_set_authorizer(store->db, authorize, &reader);
    if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL))
        sql_fail(store, sql, failure);
    sqlite3_set_authorizer(store->db, NULL, NULL);
    sqlite3_finalize(statement);
    return failure->status;
}
