/* A spec that is written in the test: it becomes the file x.yaml of an empty folder. */
#pragma once
#include "lab/spec/grid.h"
#include "lab/spec/spec.h"
#include "tests/support/check.h"

/* One with a little of everything. */
static const char model[] =
    "question: Does TRAINING loss rise with depth?\n"
    "claim: Deeper plain networks reach a higher training loss.\n"
    "source: He et al. 2015, fig. 1; the source article\n"
    "data:   {name: glyphs, side: 12, noise: 0.35}\n"
    "net:    {family: mlp, width: 32, norm: none, init: he, branch: zero-last}   # a comment\n"
    "train:  {steps: 400, batch: 128, optimizer: sgd, lr: 0.01, momentum: 0.9}\n"
    "sweep:\n"
    "  block: [plain, preact]\n"
    "  depth: [2, 4, 8, 16, 32, 64, 128]\n"
    "  seed:  [1, 2, 3, 4, 5]\n"
    "full:   {seed: 1..10, lr: [0.003, 0.01, 0.03], train: {steps: 4000}}\n"
    "expect:\n"
    "  - say: at 32 layers the plain net trains worse\n"
    "    compare: \"train_loss of {block: plain} > train_loss of {block: preact}\"\n"
    "  - say: and at 128\n"
    "    near: train_loss of {block plain, depth 128}\n"
    "      near 2.3 within 0.1\n"
    "figures: [degradation, depth-curve]\n";

struct reader {
    struct arena arena;
    struct spec spec;
    struct grid grid;
    struct failure failure;
};

static inline int open_reader(void **state)
{
    struct reader *r = calloc(1, sizeof *r);
    char *folder = temp_dir();
    if (!r || chdir(folder))
        return -1;
    arena_open(&r->arena, (size_t)1 << 30);
    free(folder);
    *state = r;
    return 0;
}

static inline int close_reader(void **state)
{
    struct reader *r = *state;
    char *folder = getcwd(NULL, 0);
    if (chdir("/"))
        return -1;
    remove_dir(folder);
    arena_close(&r->arena);
    free(r);
    return 0;
}

static inline void write_spec(const char *text, size_t bytes)
{
    FILE *out = fopen("x.yaml", "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, bytes, out), bytes);
    assert_int_equal(fclose(out), 0);
}

/* Read x.yaml and expand its grid; `set` is a list of overrides that ends with key NULL, or NULL. */
static inline enum status read_again(struct reader *r, bool full, const struct override *set)
{
    int n = 0;
    while (set && set[n].key)
        n++;
    r->failure = (struct failure){0};
    arena_rewind(&r->arena, 0);
    if (spec_read(&r->arena, "x.yaml", full, n, set, &r->spec, &r->failure))
        return r->failure.status;
    return grid_expand(&r->arena, &r->spec, &r->grid, &r->failure);
}

static inline enum status read_spec(struct reader *r, const char *text, bool full,
                                    const struct override *set)
{
    write_spec(text, strlen(text));
    return read_again(r, full, set);
}

/* The same, for a spec that must be good. */
static inline void must_read(struct reader *r, const char *text, bool full,
                             const struct override *set)
{
    if (read_spec(r, text, full, set))
        fail_msg("%s", r->failure.message);
}

/* The axes as one line: "block: plain preact | depth: 4 8". */
static inline const char *axes_of(struct reader *r)
{
    const char *line = "";
    for (int k = 0; k < r->spec.axes; k++) {
        const struct axis *a = &r->spec.axis[k];
        line = arena_printf(&r->arena, "%s%s%s:", line, k ? " | " : "", a->setting->key);
        for (int i = 0; i < a->values; i++)
            line = arena_printf(&r->arena, "%s %s", line, a->value[i]);
    }
    return line;
}
