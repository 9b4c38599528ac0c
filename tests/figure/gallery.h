/* A store with invented measurements (synthetic.sql), the project's figures, and a folder for what
 * they draw. Only reading is possible; gallery_change changes the store from outside. */
#pragma once
#include "lab/figure/figure.h"
#include "lab/run/recorded.h"
#include "tests/support/check.h"

struct gallery {
    char *folder, *db;
    struct arena arena;
    struct store *store;
    struct figure_place place; /* plots, plots/out: copies, as a lecturer has them */
    const char *blank;         /* of the last series_write */
    struct failure failure;
    int turns; /* how often every figure was drawn */
};

static inline void gallery_shell(const char *format, ...)
{
    char command[1024];
    va_list list;
    va_start(list, format);
    vsnprintf(command, sizeof command, format, list);
    va_end(list);
    if (system(command))
        fail_msg("failed: %s", command);
}

static inline void gallery_change(const struct gallery *g, const char *sql)
{
    gallery_shell("sqlite3 %s \"%s\"", g->db, sql);
}

static inline int gallery_open_seeds(void **state, int seeds)
{
    struct gallery *g = calloc(1, sizeof *g);
    g->folder = temp_dir();
    arena_open(&g->arena, 1 << 26);
    g->db = arena_printf(&g->arena, "%s/lab.db", g->folder);
    g->place.plots = arena_printf(&g->arena, "%s/plots", g->folder);
    g->place.out = arena_printf(&g->arena, "%s/plots/out", g->folder);
    gallery_shell("mkdir %s && cp plots/*.sql plots/*.gp %s", g->place.plots, g->place.plots);
    store_close(recorded_open(g->db, false, &g->failure));
    gallery_shell("sed 's/3 AS seeds/%d AS seeds/' tests/figure/synthetic.sql | sqlite3 %s", seeds,
                  g->db);
    g->store = store_open(g->db, true, &g->failure);
    if (!g->store)
        fail_msg("%s", g->failure.message);
    *state = g;
    return 0;
}

static inline int gallery_open(void **state)
{
    return gallery_open_seeds(state, 3);
}

/* Seeds enough for a title to say worse: the seen runs stand for those that confirm, as if a statement had named
 * every net. */
static inline int gallery_open_six(void **state)
{
    const int failed = gallery_open_seeds(state, 6);
    gallery_change(
        *state,
        "INSERT INTO experiment (name, spec, question, claim, source) SELECT name || ':confirm', "
        "'', '', '', '' FROM experiment; INSERT INTO sweep SELECT experiment || ':confirm', place, "
        "run FROM sweep; DELETE FROM verdict_row; INSERT INTO verdict_row (experiment, place, "
        "claim, expectation, verdict, statistic, holds, seeds) SELECT name, 0, '', '', "
        "'supported', "
        "'', 6, 6 FROM experiment WHERE name NOT LIKE '%:confirm'; INSERT INTO confirm_row SELECT "
        "experiment, 0, verdict, '', 6, 6, 0, '', '', 0, 0, 0 FROM verdict_row");
    return failed;
}

static inline int gallery_close(void **state)
{
    struct gallery *g = *state;
    store_close(g->store);
    arena_close(&g->arena);
    remove_dir(g->folder);
    free(g);
    return 0;
}

/* A whole file as a string, which the caller frees. */
static inline char *gallery_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "r");
    if (!file || fseek(file, 0, SEEK_END))
        fail_msg("%s is not there", path);
    const size_t n = (size_t)ftell(file);
    char *bytes = calloc(1, n + 1);
    rewind(file);
    if (!bytes || fread(bytes, 1, n, file) != n)
        fail_msg("%s cannot be read", path);
    fclose(file);
    if (size)
        *size = n;
    return bytes;
}

/* One experiment that has what each figure shows. */
static const struct {
    const char *figure, *experiment;
} gallery_shown[] = {
    {"degradation", "degradation"},
    {"depth-curve", "degradation"},
    {"gradient-by-layer", "degradation"},
    {"gradient-heat", "degradation"},
    {"gradient-film", "degradation"},
    {"settings", "degradation"},
    {"junction", "degradation"},
    {"generalisation-gap", "not-overfitting"},
    {"who-carries", "who-carries"},
    {"gain-per-block", "residual-explodes"},
    {"healthy-norms", "healthy-norms"},
    {"identity-exists", "identity-exists"},
    {"chain-product", "not-overfitting"},
    {"one-plus", "residual-explodes"},
    {"thousand", "degradation"},
    {"add-vs-concat", "not-overfitting"},
    {"tried-before", "degradation"},
    {"error-curves", "degradation"},
    {"loss-and-junctions", "degradation"},
    {"shortcut-abc", "degradation"},
    {"order", "degradation"},
    {"shortcut-variants", "degradation"},
    {"bottleneck", "bottleneck"},
    {"paths", "residual-explodes"},
    {"shattered", "degradation"},
    {"responses", "degradation"},
    {"lesion", "degradation"},
    {"rank-and-units", "degradation"},
    {"information", "degradation"},
    {"more-information", "degradation"},
    {"landscape", "degradation"},
    {"swap", "degradation"},
    {"sharpness", "degradation"},
    {"trajectory", "degradation"},
    {"span", "degradation"},
    {"jacobian", "residual-explodes"},
    {"histogram", "healthy-norms"},
    {"rank-intervention", "rank-intervention"},
    {"weights-rank", "degradation"},
    {"sparse-reduction", "sparse-reduction"},
    {"long-skip", "long-skip"},
    {"one-small-factor", "one-small-factor"},
    {"overfitting", "degradation"},
    {"saturates", "degradation"},
};
enum { GALLERY_SHOWN = sizeof gallery_shown / sizeof *gallery_shown };

static inline const char *gallery_draw(struct gallery *g, const char *experiment, const char *name,
                                       const struct figure_style *style)
{
    const char *path = "";
    g->failure = (struct failure){0};
    figure_draw(&g->arena, g->store, &g->place, experiment, name, style, &path, &g->failure);
    return path;
}
