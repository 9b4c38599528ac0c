/* Counts, range, mean and deviation of the samples as they are, and the size and CRC of the files. */
#include "lab/data/check.h"
#include "lab/data/file.h"
#include "lab/data/source.h"
#include "lab/data/standardise.h"
#include <math.h>

static enum status describe_files(const struct loading *l, const struct files *f,
                                  struct data_facts *facts)
{
    facts->files = f->count;
    facts->file = arena_take(l->arena, l->failure, FILES * sizeof *facts->file);
    for (int i = 0; facts->file && i < f->count; i++) {
        struct file_facts *file = &facts->file[i];
        file->path = arena_text(l->arena, l->failure, "%s", f->path[i]);
        file_checksum(f->path[i], &file->crc, &file->bytes, l->failure);
    }
    return l->failure->status;
}

/* A number as the file has it. */
static double raw(const struct dataset *d, const struct part *part, size_t i)
{
    const size_t plane = (size_t)d->height * (size_t)d->width;
    return (double)part->x[i] + (d->origin ? d->origin[i / plane % (size_t)d->channels] : 0);
}

static void describe_part(const struct dataset *d, const struct part *part,
                          struct part_facts *facts)
{
    size_t reals = (size_t)part->count * (size_t)dataset_features(d);
    double sum = 0, square = 0, min = INFINITY, max = -INFINITY;
    for (size_t i = 0; i < reals; i++) {
        double x = raw(d, part, i);
        sum += x;
        min = x < min ? x : min;
        max = x > max ? x : max;
    }
    double mean = sum / (double)reals;
    for (size_t i = 0; i < reals; i++)
        square += (raw(d, part, i) - mean) * (raw(d, part, i) - mean);
    *facts = (struct part_facts){
        part->count, facts->of_class, min, max, mean, sqrt(square / (double)reals)};
    for (int i = 0; i < part->count; i++)
        facts->of_class[part->label[i]]++;
}

enum status data_check(struct arena *arena, const struct data_spec *spec, struct data_facts *facts,
                       struct failure *failure)
{
    struct dataset d = {0};
    struct files f = {.count = 0};
    *facts = (struct data_facts){0};
    const struct source *s = source_find(spec->name, failure);
    const struct loading l = {spec, &d, arena, failure};
    if (!s || data_columns_check(spec, failure) || (s->files && s->files(spec, &f, failure)) ||
        source_load(s, &l) || describe_files(&l, &f, facts))
        return failure->status;
    facts->channels = d.channels;
    facts->height = d.height;
    facts->width = d.width;
    facts->classes = d.classes;
    facts->class_name = d.class_name;
    facts->checksum = d.checksum;
    facts->remarks = d.remarks;
    facts->train.of_class = arena_take(arena, failure, (size_t)d.classes * sizeof(int));
    facts->test.of_class = arena_take(arena, failure, (size_t)d.classes * sizeof(int));
    struct moments *m = arena_take(arena, failure, (size_t)d.channels * sizeof *m);
    if (failure->status)
        return failure->status;
    describe_part(&d, &d.train, &facts->train);
    describe_part(&d, &d.test, &facts->test);
    standardise_moments(&d, &d.train, 0, d.channels, m);
    for (int c = 0; c < d.channels; c++)
        facts->constant += !(m[c].deviation > 0);
    return STATUS_OK;
}
