/* The table of sources, and what is the same for all of them. */
#include "lab/data/data.h"
#include "lab/data/file.h"
#include "lab/data/source.h"
#include "lab/data/standardise.h"
#include <stdio.h>
#include <string.h>

static const struct source *const source[] = {&source_glyphs};

enum { SOURCES = sizeof source / sizeof *source };

const char *data_source_name(int i)
{
    return i >= 0 && i < SOURCES ? source[i]->name : NULL;
}

const struct source *source_find(const char *name, struct failure *failure)
{
    char names[256] = "";
    for (int i = 0; i < SOURCES; i++) {
        if (name && strcmp(name, source[i]->name) == 0)
            return source[i];
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", source[i]->name);
    }
    fail(failure, STATUS_DATA, "no data set is called '%s'; there are %s", name ? name : "", names);
    return NULL;
}

bool part_allocate(struct arena *arena, const struct dataset *d, int count, struct part *part,
                   struct failure *failure)
{
    size_t reals = (size_t)count * (size_t)dataset_features(d);
    part->count = count;
    part->x = arena_alloc(arena, reals * sizeof *part->x);
    part->label = arena_alloc(arena, (size_t)count * sizeof *part->label);
    if (part->x && part->label)
        return true;
    fail(failure, STATUS_FAILED, "%d samples of %d numbers do not fit into the memory reserved",
         count, dataset_features(d));
    return false;
}

enum status files_checksum(const struct files *files, uint32_t *crc, struct failure *failure)
{
    *crc = 0;
    for (int i = 0; i < files->count; i++)
        if (file_checksum(files->path[i], crc, NULL, failure))
            break;
    return failure->status;
}

enum status data_checksum(const struct data_spec *spec, uint32_t *crc, struct failure *failure)
{
    struct files files = {.count = 0};
    const struct source *s = source_find(spec->name, failure);
    *crc = 0;
    if (!s || (s->files && s->files(spec, &files, failure)))
        return failure->status;
    return files_checksum(&files, crc, failure);
}

enum status data_load(struct arena *arena, const struct data_spec *spec, struct dataset *d,
                      struct failure *failure)
{
    *d = (struct dataset){0};
    const struct source *s = source_find(spec->name, failure);
    uint32_t checksum;
    if (!s || s->load(arena, spec, d, failure) || data_checksum(spec, &checksum, failure))
        return failure->status;
    d->checksum = checksum;
    standardise(d);
    return STATUS_OK;
}
