/* Small files to be read, and a set that is read from them. */
#pragma once
#include "lab/data/data.h"
#include "lab/data/source.h"
#include "tests/support/check.h"
#include <zlib.h>

/* Write DIR/NAME, packed when the name ends in .gz. */
static inline void write_file(const char *dir, const char *name, const void *bytes, size_t n)
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    size_t length = strlen(path);
    bool packed = length > 3 && strcmp(path + length - 3, ".gz") == 0;
    remove(path); /* cheaper than to write over it: some file systems then wait for the disk */
    gzFile f = gzopen(path, packed ? "wb" : "wbT");
    assert_non_null(f);
    assert_int_equal(n ? gzwrite(f, bytes, (unsigned)n) : 0, n);
    assert_int_equal(gzclose(f), Z_OK);
}

static inline void write_text(const char *dir, const char *name, const char *text)
{
    write_file(dir, name, text, strlen(text));
}

struct loaded {
    struct arena arena;
    struct failure failure;
    struct dataset d;
};

/* The samples as they are (raw) or standardised. */
static inline enum status load_set(struct loaded *l, const struct data_spec *spec, bool raw)
{
    *l = (struct loaded){0};
    arena_open(&l->arena, (size_t)16 << 20);
    if (raw)
        return source_load(source_find(spec->name, &l->failure),
                           &(struct loading){spec, &l->d, &l->arena, &l->failure});
    return data_load(&l->arena, spec, &l->d, &l->failure);
}

/* The message must hold every one of the parts, the list ending with NULL. */
static inline void check_says(const struct failure *failure, const char *const *parts)
{
    for (; *parts; parts++)
        if (!strstr(failure->message, *parts))
            fail_msg("'%s' is not in the message '%s'", *parts, failure->message);
}
#define check_message(failure, ...) check_says(failure, (const char *const[]){__VA_ARGS__, NULL})
