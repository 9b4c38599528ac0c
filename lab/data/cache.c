#include "lab/data/cache.h"
#include <stdint.h>
#include <string.h>

void data_cache_open(struct data_cache *cache)
{
    *cache = (struct data_cache){0};
    arena_open(&cache->arena, SIZE_MAX);
}

void data_cache_close(struct data_cache *cache)
{
    arena_close(&cache->arena);
    cache->spec.name = NULL;
}

static bool same_text(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

bool data_cache_same(const struct data_spec *a, const struct data_spec *b)
{
    return a->name && !strcmp(a->name, b->name) && !strcmp(a->path, b->path) &&
           !strcmp(a->label, b->label) && !strcmp(a->drop, b->drop) &&
           !strcmp(a->header, b->header) && a->side == b->side && a->noise == b->noise &&
           a->arms == b->arms && a->features == b->features && a->classes == b->classes &&
           a->train == b->train && a->test == b->test && a->take == b->take && a->seed == b->seed &&
           same_text(a->mean, b->mean) && same_text(a->std, b->std);
}

const struct dataset *data_cache_load(struct data_cache *cache, const struct data_spec *spec,
                                      struct failure *failure)
{
    if (data_cache_same(&cache->spec, spec))
        return &cache->data;
    struct arena *a = &cache->arena;
    arena_rewind(a, 0);
    cache->spec = (struct data_spec){0};
    struct data_spec own = *spec;
    own.name = arena_strdup(a, spec->name);
    own.path = arena_strdup(a, spec->path);
    own.label = arena_strdup(a, spec->label);
    own.drop = arena_strdup(a, spec->drop);
    own.header = arena_strdup(a, spec->header);
    own.mean = arena_strdup(a, spec->mean ? spec->mean : "");
    own.std = arena_strdup(a, spec->std ? spec->std : "");
    if (!own.name || !own.path || !own.label || !own.drop || !own.header || !own.mean || !own.std) {
        fail_memory(failure);
        return NULL;
    }
    if (data_load(a, &own, &cache->data, failure))
        return NULL;
    cache->spec = own;
    return &cache->data;
}
