/* What the tests of weights in files share: a folder, a file, and what was read from it. */
#pragma once
#include "lab/store/safetensors.h"
#include "tests/support/check.h"

struct fixture {
    struct arena arena;
    struct failure failure;
    char *folder, *path;
    struct safetensors file;
};

static inline int fixture_open(void **state)
{
    struct fixture *d = calloc(1, sizeof *d);
    arena_open(&d->arena, 1 << 24);
    d->folder = temp_dir();
    d->path = arena_printf(&d->arena, "%s/x.safetensors", d->folder);
    *state = d;
    return 0;
}

static inline int fixture_close(void **state)
{
    struct fixture *d = *state;
    remove_dir(d->folder);
    arena_close(&d->arena);
    free(d);
    return 0;
}

#define fixture_test(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)

static inline enum status load(struct fixture *d)
{
    d->failure = (struct failure){0};
    return safetensors_read(&d->arena, d->path, &d->file, &d->failure);
}

static inline void must_load(struct fixture *d)
{
    if (load(d))
        fail_msg("unexpected failure: %s", d->failure.message);
}

/* Run a script with two words; python3 is only a judge, and its test is skipped where there is none. */
static inline void must_run(struct fixture *d, const char *script, const char *first,
                            const char *second)
{
    if (system("python3 -c 1 2>/dev/null"))
        skip();
    const char *path = arena_printf(&d->arena, "%s/judge.py", d->folder);
    FILE *file = fopen(path, "we");
    if (!file || fputs(script, file) < 0 || fclose(file))
        fail_msg("cannot write %s", path);
    if (system(arena_printf(&d->arena, "python3 %s %s %s", path, first, second)))
        fail_msg("python disagrees");
}
