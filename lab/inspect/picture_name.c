#include "lab/inspect/picture_name.h"
#include <ctype.h>
#include <string.h>

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
    struct cell usual;
    cell_open(&usual);
    usual.net.family = cell->net.family;
    cell_settle(&usual);
    for (const struct setting *s = settings; s->key && !failure->status; s++) {
        if (strncmp(s->key, section, strlen(section)) != 0 || is_named(s->key))
            continue;
        const char *value = cell_get(arena, cell, s, failure);
        if (strcmp(value, cell_get(arena, &usual, s, failure)) != 0)
            name = arena_text(arena, failure, "%s-%s-%s", name, setting_word(s), value);
    }
    char *plain = arena_strdup(arena, name);
    for (char *p = plain; p && *p; p++)
        *p = isalnum((unsigned char)*p) || (p > plain && strchr("-.", *p)) ? *p : '_';
    if (!plain)
        fail_memory(failure);
    return plain ? plain : "";
}
