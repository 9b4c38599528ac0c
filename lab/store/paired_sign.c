/* paired_sign(a, b), an aggregate over rows that are one seed each: 1 where a is the greater by the rule of verdicts
 * (lab/base/paired.h), -1 where b is, 0 where it is open, as it always is with fewer than 5 rows. NULL is the worst
 * value: a loss that diverged. paired_sign(a, b, n), of n such tests, asks for p <= .05 / n. */
#include "lab/base/paired.h"
#include "lab/store/store_internal.h"
#include <math.h>

struct paired_values {
    int count;
    double level, a[SIGN_FLIP_MOST], b[SIGN_FLIP_MOST];
};

static double number(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL ? INFINITY : sqlite3_value_double(value);
}

static void step(sqlite3_context *context, int arguments, sqlite3_value **argument)
{
    struct paired_values *rows = sqlite3_aggregate_context(context, sizeof *rows);
    if (!rows) {
        sqlite3_result_error_nomem(context);
    } else if (rows->count < SIGN_FLIP_MOST) {
        rows->level = .05 / (arguments > 2 ? sqlite3_value_double(argument[2]) : 1);
        rows->a[rows->count] = number(argument[0]);
        rows->b[rows->count++] = number(argument[1]);
    }
}

static void finish(sqlite3_context *context)
{
    const struct paired_values *rows = sqlite3_aggregate_context(context, 0);
    sqlite3_result_int(
        context, rows ? paired_sign(rows->count, rows->a, rows->b, SCALE_BY_SIZE, rows->level) : 0);
}

int store_add_paired_sign(sqlite3 *db)
{
    const int two = sqlite3_create_function(
        db, "paired_sign", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, NULL, step, finish);
    return two ? two
               : sqlite3_create_function(db, "paired_sign", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                         NULL, NULL, step, finish);
}
