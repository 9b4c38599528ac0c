#include "lab/inspect/picture_name.h"
#include "lab/base/hash.h"
#include "lab/base/name.h"
#include <ctype.h>
#include <string.h>

enum {
    LONGEST = 200
}; /* of 255 that a file's name may have, with a hash and an ending behind it */

/* These are the name. */
static bool is_named(const char *key)
{
    static const char *const named[] = {"net.family", "net.depth", "net.block",
                                        "net.form",   "data.name", "data.path"};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (!strcmp(named[i], key))
            return true;
    return false;
}

const char *picture_name(struct arena *arena, const char *name, const struct cell *cell,
                         const char *section, struct failure *failure)
{
    const bool is_plain = name_is_plain(name); /* no sign of it becomes another */
    struct cell usual;
    cell_open(&usual);
    usual.net.family = cell->net.family;
    cell_settle(&usual);
    for (const struct setting *s = settings; s->key && !failure->status; s++) {
        if (strncmp(s->key, section, strlen(section)) != 0 || is_named(s->key))
            continue;
        const char *value = cell_get(arena, cell, s, failure);
        if (strcmp(value, cell_get(arena, &usual, s, failure)) != 0)
            name = arena_text(arena, failure, "%s-%s-%s", name, setting_in_section(s), value);
    }
    char *plain = arena_strdup(arena, name), hash[HASH_BYTES];
    for (char *p = plain; p && *p; p++)
        *p = isalnum((unsigned char)*p) || (p > plain && strchr("-.", *p)) ? *p : '_';
    if (!plain) {
        fail_memory(failure);
        return "";
    }
    if (is_plain && strlen(plain) <= LONGEST)
        return plain;
    hash_text(name, hash);
    return arena_text(arena, failure, "%.*s-%s", LONGEST, plain, hash);
}
