/* What the files of lab/store share, and nobody else includes: the open database and a few verbs.
 *
 * Every verb takes the failure last. After a failure the verbs do nothing, so a transaction is
 * written as a list: sql_begin, the statements, sql_end; sql_end commits, or rolls back when
 * anything failed. Write transactions begin IMMEDIATE: they wait for other writers at their start
 * and cannot be refused in the middle. */
#pragma once
#include "lab/store/store.h"
#include <sqlite3.h>
#include <sys/stat.h>

struct store {
    sqlite3 *db;
    char *file;   /* as it was given */
    char *target; /* where it lies, when `file` is a link: -wal and .lock are there; or NULL */
    bool read_only, private;   /* private: in memory; its runs need no locks */
    bool shared;               /* it lies on a network file system */
    bool immutable;            /* read without locks: its folder cannot be written */
    struct stat seen;          /* what it was when it was opened so */
    int depth;                 /* of transactions within transactions */
    int lock;                  /* the sidecar's descriptor; -1 until it is needed */
    struct run_writer *writer; /* the runs that are open here (run_writer.h) */
};

enum { STORE_APPLICATION = 0x44707468 }; /* "Dpth", at byte 68 of every file of ours */

/* The moment, UTC, as the database writes it. */
#define NOW "strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"

/* ---- sql.c ---- */

/* What helps a damaged file. */
#define STORE_RECOVER "`depthlab recover --db %s` saves what can be read"

/* Record SQLite's last message, under the status that fits. */
enum status sql_fail(struct store *, const char *doing, struct failure *);

/* An empty database in memory, for SQLite's functions; messages call it `name`. sqlite3_close(db) is
 * all that it takes to close it. */
enum status sql_memory(struct store *, char *name, struct failure *);

/* Statements without parameters and results. */
enum status sql_run(struct store *, const char *sql, struct failure *);

/* One statement with parameters and no results. One letter of `types` for each: i int64_t, r double
 * (NaN: NULL), t text; and followed by their size_t: n text of n bytes, b bytes. */
enum status sql_do(struct store *, struct failure *, const char *sql, const char *types, ...);

/* The number that a query gives; 0 when it gives none. */
int64_t sql_int(struct store *, struct failure *, const char *sql, const char *types, ...);

/* A statement to be stepped by hand; NULL after a failure. Its texts are borrowed until it is
 * finalized. */
sqlite3_stmt *sql_query(struct store *, struct failure *, const char *sql, const char *types, ...);
/* Step it: true when there is a row. */
bool sql_step(struct store *, sqlite3_stmt *, struct failure *);
/* A text of the row, never NULL. */
const char *sql_text(sqlite3_stmt *, int column, struct failure *);

/* Does this check of SQLite's (PRAGMA quick_check, integrity_check) find the file sound? A page that could not be
 * read, for want of memory or from a failing disk, is that failure, and no damage. */
bool sql_sound(struct store *, const char *check, struct failure *);

/* They nest: the outermost pair is the transaction. */
enum status sql_begin(struct store *, struct failure *);
enum status sql_end(struct store *, struct failure *);

/* ---- state.c, prune.c ---- */

/* States that may go (seconds ?1, arithmetic ?2, "" for any): of ended runs that took no longer, depend on no
 * files and can be trained again to the same bits; unless they are kept for good. */
#define STATES_THAT_MAY_GO                                                                         \
    " FROM checkpoint c JOIN run r ON r.id = c.run WHERE NOT c.keep AND r.status IN ('done', "     \
    "'diverged') AND r.seconds <= ?1 AND NOT coalesce(r.cell ->> '$.\"data.checksum\"', 0) AND "   \
    "NOT "                                                                                         \
    "coalesce(r.cell ->> '$.\"start.checksum\"', 0) AND (?2 = '' OR r.cell ->> '$.arithmetic' IS " \
    "?2)"

/* ---- lock.c: one byte of the sidecar a run ---- */

enum status lock_take(struct store *, int64_t run, struct failure *);
void lock_drop(struct store *, int64_t run);
bool lock_taken(struct store *, int64_t run); /* by another store, of this process or not */
void lock_close(struct store *);

/* ---- migrate.c ---- */

struct layouts {
    const char *fresh;       /* what an empty file gets: the last layout */
    const char *const *step; /* step[v] brings layout v to v + 1, v from 1 */
    int version;             /* the last layout */
};

/* Bring the file to the last layout, in one transaction: a step that fails leaves the file as it was. */
enum status migrate(struct store *, const struct layouts *, struct failure *);

/* The file's layout. One that no program writes is a failure. */
int64_t store_layout(struct store *, struct failure *);

/* Has the file what a new one has, and do its views fit its tables? Asked where something went wrong. */
bool layout_fits(struct store *);

/* The layouts of this program. */
extern const struct layouts store_layouts;

/* ---- run.c ---- */

/* The run becomes new, without rows and states. */
void run_forget(struct store *, int64_t run, struct failure *);

/* ---- store.c ---- */

/* The name of FILE-wal, FILE.lock; for sqlite3_free(), NULL without memory. */
char *store_beside(const struct store *, const char *end);

/* A file as it is: whosever and whatever it is. */
struct store *store_open_any(const char *file, bool read_only, struct failure *);

/* The file's name as a URI, in which every character stands for itself: SQLite gives some names a meaning
 * (":memory:", "file:x?mode=ro"). For free(); NULL without memory. */
char *store_uri(const char *file, const char *parameters);

/* Do several machines share this kind of file system (statfs f_type)? WAL needs shared memory. */
bool store_file_system_shared(long type);

/* ---- paired_sign.c ---- */

/* The SQL function of this name; SQLite's code. */
int store_add_paired_sign(sqlite3 *);
