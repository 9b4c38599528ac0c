/* A sweep of a spec that is built by hand, in a database whose rows the test makes up. */
#pragma once
#include "lab/base/hash.h"
#include "lab/claim/resolve.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/run/recorded.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/grid.h"
#include "lab/spec/spec.h"
#include "tests/support/check.h"

enum { LAB_AXES = 6, LAB_VALUES = 32, LAB_RUNS = 200 };

struct lab {
    struct arena arena;
    struct failure failure;
    char *folder;
    struct store *store;
    struct spec spec;
    struct axis axis[LAB_AXES];
    struct grid grid;
    int64_t run[LAB_RUNS];
};

#define lab_ok(lab)                                                                                \
    do {                                                                                           \
        if ((lab)->failure.status)                                                                 \
            fail_msg("unexpected failure: %s", (lab)->failure.message);                            \
    } while (0)

static inline int lab_open(void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    if (!lab)
        return -1;
    arena_open(&lab->arena, 1 << 28);
    lab->folder = temp_dir();
    lab->store =
        recorded_open(arena_printf(&lab->arena, "%s/lab.db", lab->folder), false, &lab->failure);
    lab->spec = (struct spec){.name = "e",
                              .file = "e.yaml",
                              .text = "",
                              .question = "why?",
                              .claim = "so it is",
                              .source = "us",
                              .axis = lab->axis};
    cell_preset(&lab->spec.base);
    *state = lab;
    return lab->failure.status != STATUS_OK;
}

static inline int lab_close(void **state)
{
    struct lab *lab = *state;
    store_close(lab->store);
    remove_dir(lab->folder);
    arena_close(&lab->arena);
    free(lab);
    return 0;
}

#define lab_test(f) cmocka_unit_test_setup_teardown(f, lab_open, lab_close)

/* An axis of the sweep: lab_axis(lab, "depth", "4 8 16", 0). */
static inline void lab_axis(struct lab *lab, const char *key, const char *values, int zip)
{
    struct axis *a = &lab->axis[lab->spec.axes++];
    *a = (struct axis){.setting = setting_find(key), .zip = zip};
    a->value = arena_alloc(&lab->arena, LAB_VALUES * sizeof *a->value);
    char *rest, *text = arena_strdup(&lab->arena, values);
    for (char *v = strtok_r(text, " ", &rest); v; v = strtok_r(NULL, " ", &rest))
        a->value[a->values++] = v;
}

/* The grid becomes runs that nobody has trained yet. */
static inline void lab_sweep(struct lab *lab)
{
    grid_expand(&lab->arena, &lab->spec, &lab->grid, &lab->failure);
    for (int i = 0; i < lab->grid.cells; i++) {
        const char *text = cell_json(&lab->arena, &lab->grid.cell[i], &lab->failure);
        char hash[17];
        hash_text(text, hash);
        store_run(lab->store, hash, text, lab->grid.cell[i].seed, &lab->run[i], &lab->failure);
    }
    store_sweep(lab->store,
                &(struct sweep_record){.experiment = lab->spec.name,
                                       .question = "why?",
                                       .claim = "so it is",
                                       .source = "us",
                                       .runs = lab->grid.cells,
                                       .run = lab->run},
                &lab->failure);
    lab_ok(lab);
}

static inline void lab_begin(struct lab *lab, int cell)
{
    const struct provenance made = {"r", "h", "p", "b", "l", 1};
    struct checkpoint none;
    store_run_begin(lab->store, &lab->arena, lab->run[cell], &made, true, &none, &lab->failure);
    lab_ok(lab);
}

static inline void lab_row(struct lab *lab, int cell, const struct series *series, int64_t step,
                           int place, const double *value, uint32_t missing)
{
    struct recorder to = store_recorder(lab->store, lab->run[cell], &lab->failure);
    to.row(to.self, series, step, place, value, missing);
    lab_ok(lab);
}

static inline void lab_end(struct lab *lab, int cell, enum run_status status)
{
    store_run_end(lab->store, lab->run[cell], status, "", 1, &lab->failure);
    lab_ok(lab);
}

/* A whole run that only has a final row: losses are `loss`, accuracies 1 / (1 + loss), and there is
 * no test set. */
static inline void lab_final(struct lab *lab, int cell, double loss)
{
    const double row[] = {loss, 1 / (1 + loss), 0, 0, loss};
    lab_begin(lab, cell);
    lab_row(lab, cell, &series_final, 400, 0, row, 0xc);
    lab_end(lab, cell, RUN_DONE);
}

static inline void lab_diverged(struct lab *lab, int cell)
{
    lab_begin(lab, cell);
    lab_end(lab, cell, RUN_DIVERGED);
}

/* One layer whose dh is given; every other column is 1. */
static inline void lab_layer(struct lab *lab, int cell, int64_t step, int layer, double dh)
{
    const double row[] = {1, dh, 1, 1, 1, 1, 1, 1};
    assert_int_equal(series_gradient.columns, 8);
    lab_row(lab, cell, &series_gradient, step, layer, row, 0);
}

/* One junction; NaN for a cosine that it does not have. */
static inline void lab_junction(struct lab *lab, int cell, int64_t step, int junction,
                                double identity, double branch, double cosine)
{
    const double row[] = {identity, branch, cosine, identity + branch};
    assert_int_equal(series_junction.columns, 4);
    lab_row(lab, cell, &series_junction, step, junction, row, isnan(cosine) ? 1 << 2 : 0);
}

/* An expectation at line 1, column 1 of a spec that is nothing but its text. */
static inline struct expectation lab_expectation(struct lab *lab, const char *kind,
                                                 const char *text)
{
    lab->spec.text = text;
    return (struct expectation){
        .say = "it is so", .kind = kind, .text = text, .line = 1, .column = 1};
}

/* Resolve the quantity of `text` > 0, forgetting an earlier failure, and check it against the sweep. */
static inline enum status lab_resolve(struct lab *lab, const char *text, bool check,
                                      struct resolved_quantity *resolved)
{
    struct statement statement;
    const struct expectation expectation =
        lab_expectation(lab, "compare", arena_printf(&lab->arena, "%s > 0", text));
    lab->failure = (struct failure){0};
    parser_statement(&lab->arena, &lab->spec, &expectation, &statement, &lab->failure);
    lab_ok(lab);
    resolve_quantity(&lab->arena, &lab->spec, &statement.span, statement.quantity, resolved,
                     &lab->failure);
    if (check && !lab->failure.status)
        resolve_check(&lab->arena, &lab->spec, &statement.span, resolved, &lab->failure);
    return lab->failure.status;
}
