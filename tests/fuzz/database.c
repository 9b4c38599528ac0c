/* A database that was damaged, or made by somebody else. */
#include "lab/run/recorded.h"
#include "tests/fuzz/fuzz.h"
#include <stdio.h>
#include <string.h>

/* Every row of every view. */
static void read_views(struct store *store, struct failure *failure)
{
    char sql[300];
    struct query *view = query_open(
        store, "SELECT format('SELECT * FROM \"%w\"', name) FROM sqlite_schema WHERE type = 'view'",
        failure);
    while (query_next(view)) {
        snprintf(sql, sizeof sql, "%s", query_text(view, 0));
        struct failure own = {0};
        struct query *q = query_open(store, sql, &own);
        while (query_next(q))
            for (int k = 0; k < query_columns(q); k++)
                query_text(q, k);
        query_close(q);
    }
    query_close(view);
}

static const char *opened(const char *path, bool read_only)
{
    struct failure failure = {0};
    struct store *store = recorded_open(path, read_only, &failure);
    const char *broken = !store == !failure.status ? "neither a store nor a failure" : NULL;
    if (store)
        read_views(store, &failure);
    store_close(store);
    return broken ? broken : fuzz_failure(&failure);
}

static const char *recovered(const char *path)
{
    struct failure failure = {0};
    struct recovery result;
    struct store *into = recorded_open(NULL, false, &failure);
    store_recover(path, into, &result, &failure);
    const char *broken = fuzz_failure(&failure);
    if (!broken && !failure.status) {
        struct query *q =
            query_open(into, "SELECT count(*) FROM pragma_foreign_key_check", &failure);
        if (!query_next(q) || query_int(q, 0) || failure.status)
            broken = "what was recovered is not sound";
        query_close(q);
    }
    store_close(into);
    return broken;
}

/* Read, recovered, and opened to be written: that may migrate it. */
const char *fuzz_database(const uint8_t *data, size_t size)
{
    static const char *const beside[] = {"x.db-wal", "x.db-shm", "x.db-journal", "x.db.lock"};
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
        remove(fuzz_path(beside[i]));
    char path[300];
    snprintf(path, sizeof path, "%s", fuzz_write("x.db", data, size));
    const char *broken = opened(path, true);
    broken = broken ? broken : recovered(path);
    return broken ? broken : opened(path, false);
}
