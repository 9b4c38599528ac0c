/* The database: results/lab.db, an SQLite file that a student can open without this program.
 *
 * Tables are STRICT, with foreign keys, in WAL mode (DELETE on network file systems) with
 * synchronous=FULL; application_id and user_version say whose file and which layout
 * (lab/store/schema.sql and what follows it). lab/store alone sees sqlite3.h. Everything stored can be
 * read through views whose names and first columns are fixed: final, curve, gradient, junction,
 * reduction, verdict, metrics.
 *
 * A run is named by the hash of its cell, so two experiments that share a cell share the run, and
 * nothing that was measured is ever overwritten by another setting. While it is trained, a run is
 * locked by one byte of the file lab.db.lock (an OFD lock at offset run id): a process that dies
 * lets go of it, and the last one removes the file.
 *
 * Always true: rows and the checkpoint that follows them commit in one transaction. After kill -9
 * at any instant the same command resumes and ends with the same bytes.
 *
 * store.c opens and closes; below, each group of functions names its files. Queries are in query.h. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/record.h"
#include "lab/store/query.h"

struct store;

/* Open, and create or migrate where needed. A database of a newer program is refused, and one that
 * is not ours. `read_only` neither creates nor migrates, and needs no more than a file that can be read: of a
 * folder that cannot be written too. `file` NULL: an empty one in memory, which nobody else sees. */
struct store *store_open(const char *file, bool read_only, struct failure *);
/* Is there nothing to read: no file, or an empty one? */
bool store_is_new(const char *file);
/* Has it an older layout, and may it be opened for writing? */
bool store_may_bring_up(const char *file, struct failure *);
/* May this process write the file, and beside it? */
bool store_may_write(const struct store *);
/* What was read without locks, because the folder cannot be written, is worth nothing if the file was written
 * meanwhile: STATUS_BUSY then. Asked at the end. */
enum status store_check_unchanged(const struct store *, struct failure *);
void store_close(struct store *);

/* Is what was stored what is there? Each run's cell must be the one that it is named for, and in a file that is read
 * quickly (STORE_CHECKED bytes) every page must be one that SQLite can have written. Numbers have no such form. */
enum { STORE_CHECKED = 64 << 20 };
enum status store_check(struct store *, struct failure *);

/* What is read from here on, until the store is closed, is of one moment, whoever writes meanwhile: a command's queries
 * agree. In WAL mode nobody waits for it; in others a writer does. */
enum status store_hold_moment(struct store *, struct failure *);

/* What is read and written in between is one transaction: other processes write before it or after it. The end
 * commits, or rolls back when anything failed. */
enum status store_begin(struct store *, struct failure *);
enum status store_end(struct store *, struct failure *);

/* ---- runs: run.c, and run_writer.c for the recorder ---- */

enum run_status { RUN_NEW, RUN_UNFINISHED, RUN_DONE, RUN_DIVERGED, RUN_FAILED };
extern const char *const run_status_name[]; /* "new", "unfinished", "done", "diverged", "failed" */
enum run_status run_status_of(const char *name);

/* The build and machine a run is made with, kept with it. */
struct provenance {
    const char *revision; /* git revision, "+" appended when the tree was dirty */
    const char *host, *processor, *build, *libraries;
    int threads;
};

/* Find or make the run of this cell. `cell` is its canonical JSON. The views show a run once an
 * experiment's sweep holds it. */
enum status store_run(struct store *, const char *hash, const char *cell, uint64_t seed,
                      int64_t *run, struct failure *);
/* Make it with this number, in an empty database: what is said of it then fits the database it is from. */
enum status store_run_as(struct store *, int64_t run, const char *hash, const char *cell,
                         uint64_t seed, struct failure *);
enum status store_run_cell(struct store *, struct arena *, int64_t run, const char **cell,
                           enum run_status *, struct failure *);

/* Lock the run and mark it unfinished; STATUS_BUSY when another holds it. With `again` all its rows
 * go first. Gives the last checkpoint that is not kept, or data = NULL. A run that is resumed by another build or on
 * another machine names both. */
enum status store_run_begin(struct store *, struct arena *, int64_t run, const struct provenance *,
                            bool again, struct checkpoint *, struct failure *);

/* This revision gives the run's numbers, too: it trained it again, and they came out the same. */
enum status store_run_revision(struct store *, int64_t run, const char *revision, struct failure *);

/* What is known once the network is built: its trained parameters, the floating-point operations of a
 * sample's forward pass and the bytes of its values, and the name of each layer. */
struct run_network {
    int64_t params;
    double flops, bytes;
    int layers;
    const char *const *name;
};
enum status store_run_network(struct store *, int64_t run, const struct run_network *,
                              struct failure *);

/* What the best constant guess does on the run's training part: its loss and its error. */
enum status store_run_guess(struct store *, int64_t run, double loss, double error,
                            struct failure *);

/* Where an instrument's rows go while the run is open. The recorder's messages go into the failure,
 * which outlives the run: give train() the same one, and the first to fail is the one that is read.
 *
 * Rows wait in memory, and the checkpoint writes them, itself and the step in one transaction, so
 * that many processes can share a file. A series without a table gets one; a series that has a
 * column more than its table is refused. A row that was there is replaced: a resumed run may pass
 * its checkpoint's step again. */
struct recorder store_recorder(struct store *, int64_t run, struct failure *);

/* Set the status and let go of the lock. Rows since the last checkpoint are committed with RUN_DONE
 * and RUN_DIVERGED, and dropped with RUN_UNFINISHED and RUN_FAILED, for the next writer measures
 * them again. `detail` says where a diverged run diverged, or why a failed one failed; `seconds` is
 * the time of this writer. The run's `steps` is the largest step recorded. Works after a failure
 * too. */
enum status store_run_end(struct store *, int64_t run, enum run_status, const char *detail,
                          double seconds, struct failure *);

/* Hold the run's lock from here on, over store_run_begin to store_run_end, which lets go of it: what is read of
 * the run in between stays true. STATUS_BUSY when another holds it. */
enum status store_run_lock(struct store *, int64_t run, struct failure *);
void store_run_unlock(struct store *, int64_t run);

/* Is somebody training it now, be it this store? */
bool store_run_locked(struct store *, int64_t run);

/* ---- states of runs: state.c ---- */

/* The state that the finished run of this hash ended with, or the one of a run after `step` updates (-1: the
 * last), in the arena; data = NULL when there is none. And which steps there are, in words: "100, 400". */
enum status store_run_state(struct store *, struct arena *, const char *hash, struct checkpoint *,
                            struct failure *);
enum status store_run_state_at(struct store *, struct arena *, int64_t run, int64_t step,
                               struct checkpoint *, struct failure *);
const char *store_run_states(struct store *, struct arena *, int64_t run, struct failure *);

/* A run's states go with the next store_states_drop, unless they are kept for good, dear, on files or of another
 * arithmetic, or the run has not ended. One that is put back
 * leaves one of the same step that is there as it is. */
enum status store_state_put(struct store *, int64_t run, const struct checkpoint *,
                            struct failure *);
enum status store_states_keep(struct store *, int64_t run, struct failure *);
enum status store_states_drop(struct store *, int runs, const int64_t *run, double dear_seconds,
                              const char *arithmetic, struct failure *);

/* All of them, of runs that have ended and that nobody will look into. */
enum status store_states_forget(struct store *, int runs, const int64_t *run, struct failure *);

/* What a database can do without: states of runs that took at most so many seconds, which were not asked for
 * and depend on no files, for training again in the same arithmetic brings them back. prune.c */
struct prune {
    int64_t states, state_bytes;
    int64_t others;      /* states of runs in another arithmetic, which stay */
    int64_t bytes, free; /* of the file; pages of it that hold nothing */
    int64_t bytes_after; /* what store_prune made of it */
};
enum status store_prune_plan(struct store *, double dear_seconds, const char *arithmetic,
                             struct prune *, struct failure *);
/* Drop them, and make the file smaller: all or nothing at any instant. Refused, with STATUS_BUSY, while runs are
 * trained, and where the disk has not the room that this takes. */
enum status store_prune(struct store *, double dear_seconds, const char *arithmetic, struct prune *,
                        struct failure *);

/* Write one moment of the database into another file, by a name that appears when it is whole: in DELETE mode
 * and read-only, so that it can be read wherever it lies. Sweeps may go on meanwhile. publish.c */
enum status store_publish(struct store *, struct arena *, const char *file, struct failure *);
/* The same, for the owner to write on. */
enum status store_copy(struct store *, struct arena *, const char *file, struct failure *);

/* What could be read of a damaged database, in a new and empty one that has all series. A run of which anything
 * is lost is new there; where a part of the sweeps is lost all go, and verdicts go with anything. recover.c */
struct recovery {
    int64_t runs, lost; /* in the new one; those of them that are new for what they lost */
    bool whole;         /* nothing was lost */
    bool sweeps;        /* there are sweeps */
};
enum status store_recover(const char *damaged, struct store *into, struct recovery *,
                          struct failure *);

/* ---- merging: merge.c ---- */

/* A probe and the series that it writes. */
struct probe_series {
    const char *probe;
    const struct series *const *series; /* ends with NULL */
};
struct merge_order {
    const char *from;                   /* the file of the other database */
    const struct series *const *series; /* of every run; ends with NULL */
    const struct probe_series *probe;   /* all there are; ends with a NULL name */
};

enum { MERGE_NAMED = 8 };
struct merge {
    int64_t runs; /* of the other database */
    int64_t taken,
        unfinished; /* that were further there than here; of them those that have not ended */
    int64_t probes; /* probe runs, of runs that had ended here, too */
    int64_t conflicts;
    const char
        *conflict[MERGE_NAMED]; /* the first of them: "run 3fa9...: final_row at step 400: ..." */
    const char *
        changed; /* experiments whose sweeps or runs changed, and whose verdicts went, with commas */
    const char *others; /* those of which this database has another sweep, which stays */
};

/* Take what another database has and this one lacks, in one transaction: runs that are new here or were further
 * there, with all their rows and states, probe runs, and the places of sweeps of the same file and words. A run that
 * has ended in both must have the same numbers in both, else nothing is taken (STATUS_DATA). What is merged twice
 * changes nothing, and the order of several does not matter. The other database is only read. STATUS_BUSY while a run that would be replaced is being
 * trained. */
enum status store_merge(struct store *, struct arena *, const struct merge_order *, struct merge *,
                        struct failure *);

/* ---- probes of states: probe_run.c ---- */

/* One probe run: a state of a run, measured by a probe. */
struct probe_record {
    int64_t run, step;
    const char *probe;
    const char *how; /* what the rows depend on beside the state, as JSON: samples, seed, ... */
    const struct series *const *series; /* that it may write; ends with NULL */
};

/* store_recorder takes rows between begin and end. Those that have come are written, together with how
 * many parts of the work they are, by store_probe_keep and at the end; where `done` is false the end
 * writes nothing. The first that are written replace those of an earlier run of the same probe at the
 * same state, unless that was interrupted and is the same in everything: then *parts says how much of
 * it is there, and the rest is added. The run's status and its other rows stay as they are.
 * STATUS_BUSY while somebody trains it, or when another process runs the same probe and is ahead.
 * The record is borrowed until the end. */
enum status store_probe_begin(struct store *, const struct probe_record *, int *parts,
                              struct failure *);
enum status store_probe_keep(struct store *, int64_t run, int parts, struct failure *);
enum status store_probe_end(struct store *, int64_t run, bool done, struct failure *);

/* ---- series: series_table.c ---- */

/* Make the table and the view of each series of the list, which ends with NULL, and the views `best` and
 * `metrics`, where they lack or are of an older program (series_table.h). */
enum status store_series(struct store *, const struct series *const *, struct failure *);
/* Has the file what store_series would make? */
bool store_series_made(struct store *, const struct series *const *, struct failure *);
/* What the view calls the series' place: "layer". */
const char *store_series_place(const struct series *);

/* ---- experiments: sweep.c ---- */

struct verdict_row {
    const char *claim, *expectation, *verdict, *statistic;
    int holds, seeds;
    double p; /* NaN: no test was made */
    const char *leaning, *scale;
    double effect, low, high; /* NaN: there is none */
    bool exploratory;         /* written or changed after its numbers were seen */
    const char *why;          /* why it fails; NULL: nothing is said */
    const char *kind;         /* "compare", "near" or "check"; NULL: of an older program */
};

/* The same statements over seeds of their own, whose runs are the sweep of an experiment NAME:confirm
 * (lab/claim/confirm.h); no name that a file can have has a colon. */
#define STORE_CONFIRM ":confirm"
struct confirm_row {
    const char *verdict,
        *statistic; /* verdict NULL: of a statement that is not confirmed, being a fact */
    int holds, seeds;
    double p; /* adjusted */
    const char *leaning, *scale;
    double effect, low, high;
};

/* An experiment and its last request. NULL texts are kept as "". */
struct sweep_record {
    const char *experiment, *spec, *question, *claim, *source; /* the file's */
    const char *lecture; /* its texts as a JSON object; NULL: none */
    const char *request; /* the words behind `depthlab run NAME` */
    int runs;
    const int64_t *run; /* the grid's, in its order; one that is named twice counts once */
    const int
        *place; /* of a part of the grid: each run's place in it; NULL: it is the whole grid */
};

/* Keep the experiment and make its runs its current sweep, which the views read. Verdicts go, being of
 * the sweep before, and so does the sweep that confirms it. A part of a grid joins the sweep that is there, if
 * that is of the same file and words. */
enum status store_sweep(struct store *, const struct sweep_record *, struct failure *);
bool store_has_experiment(struct store *, const char *experiment, struct failure *);
/* Replace the experiment's verdicts. */
enum status store_verdicts(struct store *, const char *experiment, int rows,
                           const struct verdict_row *, struct failure *);
/* Of the same statements, in the same order. */
enum status store_confirmed(struct store *, const char *experiment, int rows,
                            const struct confirm_row *, struct failure *);

/* The view `verdict` of :experiment, to be read FROM, with the `word` by which each statement stands: `stands`, and the
 * seen verdict before anything is confirmed, when `said` is 0. */
#define STORE_STANDING                                                                             \
    "(SELECT *, iif(said, stands, verdict) AS word FROM (SELECT *, count(confirmed) OVER () > 0 "  \
    "OR min(kind = 'check') OVER () AS said FROM verdict WHERE experiment = :experiment))"

/* How the experiment's claim stands by its verdicts, the confirmed ones where there are any: "refuted in part: 5 of 8
 * statements are supported, 2 are not, 1 is open"; before that "unconfirmed: by the seen runs alone 5 of 8 ..."; ""
 * without verdicts. standing.c */
const char *store_standing(struct store *, struct arena *, const char *experiment,
                           struct failure *);
/* How many experiments' confirmed verdicts chance can be expected to have made false, in a sentence; "" where none is
 * confirmed. */
const char *store_false_expected(struct store *, struct arena *, struct failure *);
