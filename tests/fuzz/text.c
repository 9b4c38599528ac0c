/* Texts that a person writes: a spec, --set, a statement. */
#include "lab/claim/claim.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/grid.h"
#include "lab/spec/override_words.h"
#include "tests/fuzz/fuzz.h"
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 28, CELLS = 8 };

/* A cell's text reads back as the same cell. */
static const char *cell_law(struct arena *arena, const struct cell *cell)
{
    struct failure failure = {0};
    struct cell again;
    const char *text = cell_json(arena, cell, &failure);
    cell_from_json(arena, text, &again, &failure);
    const char *back = cell_json(arena, &again, &failure);
    return failure.status       ? "a cell that was read has no text that can be read"
           : strcmp(text, back) ? "a cell's text reads back as another cell"
                                : NULL;
}

static const char *spec_law(struct arena *arena, const struct spec *spec, struct failure *failure)
{
    const char *broken = NULL;
    struct grid grid = {0};
    if (!failure->status)
        grid_expand(arena, spec, &grid, failure);
    for (int i = 0; !failure->status && i < grid.cells && i < CELLS && !broken; i++)
        broken = cell_law(arena, &grid.cell[i]);
    return broken ? broken : fuzz_failure(failure);
}

const char *fuzz_spec(const uint8_t *data, size_t size)
{
    const char *path = fuzz_write("x.yaml", data, size), *broken = NULL;
    for (int full = 0; full < 2 && !broken; full++) {
        struct arena arena;
        struct failure failure = {0};
        struct spec spec;
        arena_open(&arena, ROOM);
        if (!spec_read(&arena, path, full, 0, NULL, &spec, &failure))
            for (int i = 0; i < spec.expectations; i++)
                claim_check(&spec, &spec.expectation[i], &failure);
        broken = spec_law(&arena, &spec, &failure);
        if (!broken && failure.status == STATUS_DATA &&
            strncmp(failure.message, path, strlen(path)))
            broken = "a message does not name the file";
        arena_close(&arena);
    }
    return broken;
}

/* "key=value" in each line, as --set has it: a C string, for no argument of a command holds a 0. */
const char *fuzz_set(const uint8_t *data, size_t size)
{
    enum { MOST = 8 };
    struct override list[MOST];
    struct arena arena;
    struct failure failure = {0};
    struct spec spec;
    int n = 0;
    arena_open(&arena, ROOM);
    char *text = arena_take(&arena, &failure, size + 1), *line = text, *end;
    memcpy(text, data, size);
    for (; line && n < MOST; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = 0;
        char *value = strchr(line, '=');
        if (!value)
            continue;
        *value++ = 0;
        list[n++] = (struct override){line, value};
    }
    const char *words = override_words(&arena, n, list, &failure);
    const char *broken = words ? fuzz_failure(&failure) : "no words";
    if (!broken && !spec_preset(&arena, n, list, &spec, &failure))
        broken = spec_law(&arena, &spec, &failure);
    else if (!broken)
        broken = fuzz_failure(&failure);
    arena_close(&arena);
    return broken;
}

/* A spec with a few axes, in which the bytes are the text of a statement of each kind. */
const char *fuzz_statement(const uint8_t *data, size_t size)
{
    static const char head[] = "question: q\n"
                               "sweep: {block: [plain, preact], depth: [2, 4], seed: 1..3}\n"
                               "probe: {rank: [0, final]}\n";
    static const char *const kind[] = {"compare", "near", "check"};
    struct arena arena;
    struct spec spec;
    struct failure failure = {0};
    const char *path = fuzz_write("x.yaml", head, sizeof head - 1), *broken = NULL;
    arena_open(&arena, ROOM);
    spec_read(&arena, path, false, 0, NULL, &spec, &failure);
    char *text = arena_take(&arena, &failure, size + 1);
    memcpy(text, data, size);
    spec.text = arena_text(&arena, &failure, "%s    near: %s\n", head, text);
    for (int k = 0; k < 3 && !broken; k++) {
        const struct expectation e = {
            .say = "so", .kind = kind[k], .text = text, .line = 4, .column = 11};
        struct failure own = failure;
        claim_check(&spec, &e, &own);
        broken = fuzz_failure(&own);
    }
    arena_close(&arena);
    return broken;
}
