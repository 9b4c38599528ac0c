/* A prepared query of the database; it may only read. Texts and numbers are bound by name
 * (":experiment"), a name the query does not have is passed over, and one left without a value is a
 * failure. The first failure sticks in the failure given to query_open, and query_next then returns
 * false; a query that is NULL has no rows. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stdint.h>

struct store;
struct query;
struct query *query_open(struct store *, const char *sql, struct failure *);
void query_bind_text(struct query *, const char *name, const char *value);
void query_bind_int(struct query *, const char *name, int64_t value);
void query_bind_real(struct query *, const char *name, double value);
/* A list of numbers, for json_each. */
void query_bind_ints(struct query *, const char *name, int n, const int64_t *value);
bool query_next(struct query *);
int query_columns(const struct query *);
const char *query_column_name(const struct query *, int column);
/* A measurement that was not finite is no NULL where the query also selects its row's `odd`. */
bool query_is_null(const struct query *, int column);
bool query_is_text(const struct query *, int column);
int64_t query_int(const struct query *, int column);
double query_real(const struct query *, int column); /* NaN for NULL */
/* Until the next query_next. "" for NULL; of a number the shortest text that reads back equal. */
const char *query_text(const struct query *, int column);
void query_close(struct query *);

/* Between these two everything is read as of one moment; the tables that queries fill are gone at the end. */
enum status query_scratch_begin(struct store *, struct failure *);
void query_scratch_end(struct store *);
/* A query whose rows later ones read as the table `name`: the first query_next fills it. A database that may only
 * be read stays as it is. */
struct query *query_open_table(struct store *, const char *name, const char *sql, struct failure *);

/* The next statement of a script of several; advances *sql. NULL when none is left. */
struct query *query_open_next(struct store *, const char **sql, struct failure *);

/* Show each view and table that a query would read; the query is not run. Names may come several times. */
enum status query_reads(struct store *, const char *sql, void *self,
                        void (*see)(void *self, const char *name), struct failure *);
