/* The database: results/lab.db, an SQLite file that a student can open without this program.
 *
 * Tables are STRICT, with foreign keys, in WAL mode with synchronous=FULL; application_id and
 * user_version say whose file and which layout (lab/store/schema.sql). lab/store alone sees
 * sqlite3.h. Everything stored can be read through views whose names and first columns are fixed:
 * final, curve, gradient, junction, verdict, metrics.
 *
 * A run is named by the hash of its cell, so two experiments that share a cell share the run, and
 * nothing that was measured is ever overwritten by another setting. While it is trained, a run is
 * locked by one byte of the file lab.db.lock (an OFD lock at offset run id): a process that dies
 * lets go of it.
 *
 * Always true: rows and the checkpoint that follows them commit in one transaction. After kill -9
 * at any instant the same command resumes and ends with the same bytes. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/record.h"

struct store;

/* Open, and create or migrate where needed. A database of a newer program is refused, and one that
 * is not ours. `read_only` neither creates nor migrates. */
struct store *store_open(const char *file, bool read_only, struct failure *);
void store_close(struct store *);

/* ---- runs ---- */

enum run_status { RUN_NEW, RUN_UNFINISHED, RUN_DONE, RUN_DIVERGED, RUN_FAILED };
extern const char *const run_status_name[]; /* "new", "unfinished", "done", "diverged", "failed" */

/* The build and machine a run is made with, kept with it. */
struct provenance {
    const char *revision; /* git revision, "+" appended when the tree was dirty */
    const char *host, *processor, *build, *libraries;
};

/* Find or make the run of this cell. `cell` is its canonical JSON. */
enum status store_run(struct store *, const char *hash, const char *cell, uint64_t seed,
                      int64_t *run, struct failure *);
enum status store_run_cell(struct store *, struct arena *, int64_t run, const char **cell,
                           enum run_status *, struct failure *);

/* Lock the run and mark it unfinished; STATUS_BUSY when another process holds it. With `again` all
 * its rows go first. Gives the last checkpoint, or data = NULL. */
enum status store_run_begin(struct store *, struct arena *, int64_t run, const struct provenance *,
                            bool again, struct checkpoint *, struct failure *);

/* Where an instrument's rows go while the run is open. */
struct recorder store_recorder(struct store *, int64_t run);

/* Commit what is pending, set the status and let go of the lock. `detail` says where a diverged run
 * diverged, or why a failed one failed. */
enum status store_run_end(struct store *, int64_t run, enum run_status, const char *detail,
                          double seconds, struct failure *);

/* Is some process training it now? */
bool store_run_locked(struct store *, int64_t run);

/* ---- experiments ---- */

struct verdict_row {
    const char *claim, *expectation, *verdict, *statistic;
    int holds, seeds;
    double p; /* NaN: no test was made */
};

/* Keep the experiment's text and make `runs` its current grid (the table `sweep`). */
enum status store_sweep(struct store *, const char *experiment, const char *spec_text,
                        const char *question, const char *claim, const char *source, int runs,
                        const int64_t *run, struct failure *);
/* Replace the experiment's verdicts. */
enum status store_verdicts(struct store *, const char *experiment, int rows,
                           const struct verdict_row *, struct failure *);

/* ---- questions ---- */

/* A prepared query; texts and numbers are bound by name (":experiment"). The first failure sticks in
 * the failure given to query_open, and query_next then returns false. */
struct query;
struct query *query_open(struct store *, const char *sql, struct failure *);
void query_bind_text(struct query *, const char *name, const char *value);
void query_bind_int(struct query *, const char *name, int64_t value);
void query_bind_real(struct query *, const char *name, double value);
bool query_next(struct query *);
int query_columns(const struct query *);
const char *query_column_name(const struct query *, int column);
bool query_is_null(const struct query *, int column);
int64_t query_int(const struct query *, int column);
double query_real(const struct query *, int column);
const char *query_text(const struct query *, int column); /* until the next query_next; "" for NULL */
void query_close(struct query *);

/* The next statement of a script of several; advances *sql. NULL when none is left. */
struct query *query_open_next(struct store *, const char **sql, struct failure *);
