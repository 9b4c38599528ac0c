#include "lab/figure/figure.h"
#include "lab/base/atomic_file.h"
#include "lab/base/folder.h"
#include "lab/base/name.h"
#include "lab/base/suggest.h"
#include "lab/figure/gnuplot.h"
#include "lab/figure/quote.h"
#include "lab/figure/series.h"
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE = 120 }; /* seconds for gnuplot */

/* Names become parts of paths. */
static enum status check_name(const char *what, const char *name, struct failure *failure)
{
    if (!name_is_plain(name))
        return fail(failure, STATUS_USAGE, "'%s' is not a name of %s, which has " NAME_RULE, name,
                    what);
    return STATUS_OK;
}

static enum status count_runs(struct store *store, const char *experiment, int64_t *runs,
                              int64_t *open, struct failure *failure)
{
    struct query *query =
        query_open(store,
                   "SELECT count(*), count(*) FILTER (WHERE status NOT IN ('done', 'diverged')) "
                   "FROM final WHERE experiment = :experiment",
                   failure);
    query_bind_text(query, ":experiment", experiment);
    const bool counted = query_next(query);
    *runs = counted ? query_int(query, 0) : 0;
    *open = counted ? query_int(query, 1) : 0;
    query_close(query);
    return failure->status;
}

bool figure_is_ready(struct store *store, const char *experiment, struct failure *failure)
{
    int64_t runs, open;
    return !count_runs(store, experiment, &runs, &open, failure) && runs && !open;
}

enum status figure_ready(struct store *store, const char *experiment, struct failure *failure)
{
    int64_t runs, open;
    if (count_runs(store, experiment, &runs, &open, failure))
        return failure->status;
    if (!runs)
        fail(failure, STATUS_FAILED, "experiment %s has no runs yet; `depthlab run %s` makes them",
             experiment, experiment);
    else if (open)
        fail(failure, STATUS_FAILED,
             "%lld of the %lld runs of experiment %s are unfinished; `depthlab run %s` "
             "(with the same options as before) finishes them",
             (long long)open, (long long)runs, experiment, experiment);
    return failure->status;
}

/* What a pair's .sql gives. */
struct pair {
    struct arena *arena;
    struct store *store;
    const char *plots, *experiment, *name;
    const char *blank; /* columns without a value (series.h) */
};

static void write_pair(void *self, FILE *dat, struct failure *failure)
{
    struct pair *p = self;
    const char *best = arena_text(p->arena, failure, "%s/best.sql", p->plots);
    const char *sql = arena_text(p->arena, failure, "%s/%s.sql", p->plots, p->name);
    const char *with = "";
    fprintf(dat, "# The numbers of figure %s, experiment %s, for %s/%s.gp to load.\n\n", p->name,
            p->experiment, p->plots, p->name);
    if (query_scratch_begin(p->store, failure))
        return;
    if (!series_write(p->arena, p->store, best, p->experiment, &with, &p->blank, dat, failure))
        series_write(p->arena, p->store, sql, p->experiment, &with, &p->blank, dat, failure);
    query_scratch_end(p->store);
}

/* What gnuplot draws comes through a pipe: it does not look whether its writes succeed. */
static enum status draw(struct arena *arena, const char *assignments, const char *script,
                        const char *path, struct failure *failure)
{
    struct atomic_file out;
    if (failure->status || atomic_file_open(arena, path, &out, failure))
        return failure->status;
    if (!gnuplot_run(assignments, script, PATIENCE, out.file, failure) && !ftell(out.file))
        fail(failure, STATUS_FAILED, "%s: nothing was drawn", path);
    return atomic_file_close(&out, failure);
}

/* The words of SQLite and gnuplot are for those who edit a pair: they go into a file of their own. */
static void set_aside(const char *log, const struct failure *words, const char *lack,
                      struct failure *failure)
{
    FILE *file = fopen(log, "w");
    if (file)
        fprintf(file, "%s\n", words->message);
    if (file && !(ferror(file) | fclose(file)))
        fail(failure, STATUS_FAILED, "it cannot be drawn from these runs%s; %s says where it stops",
             lack, log);
    else
        fail(failure, STATUS_CREATE, "%s: %s", log, strerror(errno));
}

/* A column that a probe or a run has since they were recorded is NULL in them. */
static const char *blank_text(struct arena *arena, const char *experiment, const char *blank,
                              struct failure *failure)
{
    return *blank ? arena_text(arena, failure,
                               ": there are no values for %s (of what is measured since, `depthlab "
                               "run %s --again` has them)",
                               blank, experiment)
                  : "";
}

/* Its path goes to gnuplot as a text, and those have no way to say such a character. */
static void check_path(const char *path, struct failure *failure)
{
    for (const char *c = path; *c; c++)
        if (iscntrl((unsigned char)*c)) {
            fail(failure, STATUS_CREATE,
                 "%s: gnuplot cannot read a file whose path has control characters; --out names "
                 "another folder",
                 path);
            return;
        }
}

/* The .dat that is there stays when nothing can be drawn from the new one; where there is none, the new one
 * is what gnuplot's words are about. */
static void draw_from(struct arena *arena, const struct figure_place *place, const char *folder,
                      const char *name, const struct figure_numbers *numbers, int looks,
                      const struct figure_style *look, const char *const *picture,
                      struct failure *failure)
{
    const char *path = arena_text(arena, failure, "%s/%s/%s.dat", place->out, folder, name);
    const char *script = arena_text(arena, failure, "%s/%s.gp", place->plots, numbers->script);
    struct atomic_file dat;
    check_path(path, failure);
    if (failure->status || atomic_file_open(arena, path, &dat, failure))
        return;
    numbers->write(numbers->self, dat.file, failure);
    if (!failure->status && fflush(dat.file))
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", path, strerror(errno));
    const bool written = !failure->status;
    const char *const read = dat.temporary ? dat.temporary : path;
    /* gnuplot runs what stands behind a first < */
    const char *const from = arena_text(arena, failure, "%s%s", *read == '/' ? "" : "./", read);
    for (int i = 0; i < looks && !failure->status; i++) {
        const char *words = arena_text(arena, failure, "%s; experiment=%s; dat=%s; out='/dev/fd/1'",
                                       look_words(arena, &look[i], failure),
                                       quote_string(arena, folder, failure),
                                       quote_string(arena, from, failure));
        draw(arena, words, script, picture[i], failure);
    }
    const bool kept = written && failure->status && access(path, F_OK);
    atomic_file_close(&dat, kept ? &(struct failure){0} : failure);
}

static const char *picture_of(struct arena *arena, const struct figure_place *place,
                              const char *folder, const char *name,
                              const struct figure_style *style, struct failure *failure)
{
    return arena_text(arena, failure, "%s/%s/%s%s", place->out, folder, name,
                      look_suffix(arena, style, failure));
}

enum status figure_from(struct arena *arena, const struct figure_place *place, const char *folder,
                        const char *name, const struct figure_numbers *numbers,
                        const struct figure_style *style, const char **path,
                        struct failure *failure)
{
    *path = picture_of(arena, place, folder, name, style, failure);
    if (failure->status || look_check(style, failure) || check_name("a set", name, failure) ||
        folder_make(arena, arena_text(arena, failure, "%s/%s", place->out, folder), failure))
        return failure->status;
    draw_from(arena, place, folder, name, numbers, 1, style, path, failure);
    return failure->status;
}

enum status figure_draw_looks(struct arena *arena, struct store *store,
                              const struct figure_place *place, const char *experiment,
                              const char *name, int looks, const struct figure_style *look,
                              const char **path, struct failure *failure)
{
    struct failure wrong = {0};
    struct pair pair = {arena, store, place->plots, experiment, name, ""};
    const struct figure_numbers numbers = {name, &pair, write_pair};
    const char *folder = arena_text(arena, failure, "%s/%s", place->out, experiment);
    const char *log = arena_text(arena, failure, "%s/%s.log", folder, name);
    for (int i = 0; i < looks && !look_check(&look[i], failure); i++)
        path[i] = picture_of(arena, place, experiment, name, &look[i], failure);
    if (failure->status || check_name("an experiment", experiment, failure) ||
        check_name("a figure", name, failure) || figure_check(arena, place->plots, name, failure) ||
        figure_ready(store, experiment, failure) || folder_make(arena, folder, failure))
        return failure->status;
    unlink(log);
    draw_from(arena, place, experiment, name, &numbers, looks, look, path, &wrong);
    struct failure plain = {0};
    if (wrong.status == STATUS_DATA)
        set_aside(log, &wrong, blank_text(arena, experiment, pair.blank, failure), &plain);
    else
        plain = wrong;
    return plain.status ? fail(failure, plain.status, "%s: %s", name, plain.message) : STATUS_OK;
}

enum status figure_draw(struct arena *arena, struct store *store, const struct figure_place *place,
                        const char *experiment, const char *name, const struct figure_style *look,
                        const char **path, struct failure *failure)
{
    return figure_draw_looks(arena, store, place, experiment, name, 1, look, path, failure);
}

/* ---- what there is, and what it reads ---- */

static const char *file_of(struct arena *arena, const char *plots, const char *name,
                           const char *ending, struct failure *failure)
{
    return arena_text(arena, failure, "%s/%s%s", plots, name, ending);
}

const char **figure_names(struct arena *arena, const char *plots, struct failure *failure)
{
    const char **name = folder_names(arena, plots, ".sql", failure);
    int count = 0;
    for (int i = 0; name && name[i]; i++)
        if (strcmp(name[i], "best") != 0) /* what others start from */
            name[count++] = name[i];
    if (name)
        name[count] = NULL;
    return name;
}

enum status figure_check(struct arena *arena, const char *plots, const char *name,
                         struct failure *failure)
{
    struct suggestion near = {.word = name};
    if (!access(file_of(arena, plots, name, ".sql", failure), R_OK) &&
        !access(file_of(arena, plots, name, ".gp", failure), R_OK))
        return failure->status;
    for (const char **n = figure_names(arena, plots, failure); n && *n; n++)
        suggest_offer(&near, *n);
    return fail(failure, STATUS_DATA, "there is no figure `%s` (%s/%s.sql and .gp)%s", name, plots,
                name, suggest_inline(&near));
}

enum status figure_reads(struct arena *arena, struct store *store, const char *plots,
                         const char *name, const struct series_reader *reader,
                         struct failure *failure)
{
    const char *with = "";
    if (!series_reads(arena, store, file_of(arena, plots, "best", ".sql", failure), &with, reader,
                      failure))
        series_reads(arena, store, file_of(arena, plots, name, ".sql", failure), &with, reader,
                     failure);
    return failure->status;
}
