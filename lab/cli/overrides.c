#include "lab/cli/overrides.h"
#include <string.h>

enum status override_setting(struct overrides *w, const char *key, const char *value,
                             struct failure *failure)
{
    if (w->count == OVERRIDES_MOST)
        return fail(failure, STATUS_USAGE, "at most %d settings can be overridden", OVERRIDES_MOST);
    w->list[w->count++] = (struct override){key, value};
    return STATUS_OK;
}

enum status override_pair(struct arena *arena, struct overrides *w, const char *pair,
                          struct failure *failure)
{
    const char *equals = strchr(pair, '=');
    if (!equals)
        return fail(failure, STATUS_USAGE, "--set takes KEY=VALUE, not `%.60s`", pair);
    return override_setting(w, arena_text(arena, failure, "%.*s", (int)(equals - pair), pair),
                            equals + 1, failure);
}

bool override_names_data(const struct overrides *w)
{
    bool named = w->data != NULL;
    for (int i = 0; i < w->count; i++) {
        const struct setting *s = setting_find(w->list[i].key);
        named |= s && !strncmp(s->key, "data.", 5);
    }
    return named;
}

struct request override_request(const struct overrides *w, const char *folder)
{
    return (struct request){
        .folder = folder, .data = w->data, .overrides = w->count, .override = w->list};
}
