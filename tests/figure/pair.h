/* What a figure's pair of files (plots/NAME.sql, NAME.gp) makes of the gallery's measurements: the rows of
 * its data and its title. */
#pragma once
#include "tests/figure/gallery.h"

/* Draw a figure and read its data. The caller frees them. */
static inline char *dat_from(struct gallery *g, const char *experiment, const char *name)
{
    const char *path;
    g->failure = (struct failure){0};
    figure_draw(&g->arena, g->store, &g->place, experiment, name,
                &(struct figure_style){.format = "txt"}, &path, &g->failure);
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    return gallery_read(arena_printf(&g->arena, "%s/%s/%s.dat", g->place.out, experiment, name),
                        NULL);
}

static inline char *dat_of(struct gallery *g, const char *name)
{
    return dat_from(g, "degradation", name);
}

/* The rest of the first row of $table that begins with these fields. */
static inline const char *row_of(const char *dat, const char *table, const char *fields)
{
    char name[64], row[64];
    snprintf(name, sizeof name, "$%s << EOD", table);
    snprintf(row, sizeof row, "\n%s|", fields);
    const char *begin = strstr(dat, name), *found = begin ? strstr(begin, row) : NULL;
    if (!found || found > strstr(begin, "\nEOD"))
        fail_msg("$%s has no row %s", table, fields);
    return found + strlen(row);
}

static inline double first_number(struct gallery *g, const char *sql)
{
    struct query *query = query_open(g->store, sql, &g->failure);
    double value = query_next(query) ? query_real(query, 0) : NAN;
    query_close(query);
    return value;
}

static inline void check_title(struct gallery *g, const char *name, const char *title)
{
    char *dat = dat_of(g, name), *line = arena_printf(&g->arena, "\nfinding = '%s'\n", title);
    if (!strstr(dat, line))
        fail_msg("%s in: %.300s", line, dat);
    free(dat);
}

#define pair_test(f) cmocka_unit_test_setup_teardown(f, gallery_open, gallery_close)
#define six_seeds_test(f) cmocka_unit_test_setup_teardown(f, gallery_open_six, gallery_close)
