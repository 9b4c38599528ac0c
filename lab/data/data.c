/* The table of sources, and what is the same for all of them. */
#include "lab/data/data.h"
#include "lab/base/memory.h"
#include "lab/base/name.h"
#include "lab/base/utf8.h"
#include "lab/data/file.h"
#include "lab/data/guess.h"
#include "lab/data/source.h"
#include "lab/data/standardise.h"
#include <dirent.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct source *const source[] = {&source_glyphs, &source_spirals, &source_teacher,
                                              &source_idx,    &source_cifar,   &source_csv};

enum { SOURCES = sizeof source / sizeof *source };

const char *data_source_name(int i)
{
    return i >= 0 && i < SOURCES ? source[i]->name : NULL;
}

const char *data_source_about(int i)
{
    return i >= 0 && i < SOURCES ? source[i]->about : NULL;
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

bool part_fits(const struct loading *l, double count, size_t bytes)
{
    char need[MEMORY_TEXT], have[MEMORY_TEXT];
    const double features = (double)l->d->channels * l->d->height * l->d->width,
                 sample = features * (double)sizeof(real) + 2 * (double)sizeof(int),
                 all = (count + l->d->train.count) * sample + count * (double)bytes;
    if (all <= memory_here())
        return true;
    memory_text(all, need);
    memory_text(memory_here(), have);
    fail(l->failure, STATUS_FAILED,
         "%s: %.0f samples of %.0f numbers want %s of memory; the machine has %s",
         *l->spec->path ? l->spec->path : l->spec->name, count, features, need, have);
    return false;
}

bool part_allocate(const struct loading *l, int count, struct part *part)
{
    if (!part_fits(l, count, 0))
        return false;
    size_t reals = (size_t)count * (size_t)dataset_features(l->d);
    part->count = count;
    part->x = arena_take(l->arena, l->failure, reals * sizeof *part->x);
    part->label = arena_take(l->arena, l->failure, (size_t)count * sizeof *part->label);
    part->row = arena_take(l->arena, l->failure, (size_t)count * sizeof *part->row);
    for (int i = 0; part->row && i < count; i++)
        part->row[i] = i;
    return part->x && part->label && part->row;
}

bool names_allocate(const struct loading *l)
{
    struct dataset *d = l->d;
    d->class_name = arena_take(l->arena, l->failure, (size_t)d->classes * sizeof *d->class_name);
    return d->class_name;
}

void remark(const struct loading *l, const char *format, ...)
{
    struct remarks *r = &l->d->remarks;
    char text[1200];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    utf8_make_printable(text);
    if (r->count < REMARKS)
        r->line[r->count++] = arena_text(l->arena, l->failure, "%s", text);
}

/* To the checksum of the rows. */
static void add_shape(struct dataset *d)
{
    const int32_t shape[] = {d->channels, d->height, d->width, d->classes};
    uint32_t crc = file_crc(d->checksum, shape, sizeof shape);
    for (int i = 0; i < d->classes; i++)
        crc = file_crc(crc, d->class_name[i], strlen(d->class_name[i]) + 1);
    d->checksum = crc ? crc : 1; /* 0 is a generated set's */
}

/* Classes without a sample in one part: "a, b, c and 4 more". */
static enum status remark_part(const struct loading *l, const struct part *part, const char *what)
{
    enum { NAMES = 8 };
    const struct dataset *d = l->d;
    char names[400] = "";
    int without = 0;
    bool *seen = calloc((size_t)d->classes, sizeof *seen);
    if (!seen)
        return fail_memory(l->failure);
    for (int i = 0; i < part->count; i++)
        seen[part->label[i]] = true;
    for (int k = 0; k < d->classes; k++) {
        const size_t n = strlen(names);
        if (!seen[k] && without++ < NAMES)
            snprintf(names + n, sizeof names - n, "%s%.40s", n ? ", " : "", d->class_name[k]);
    }
    free(seen);
    if (without)
        remark(l, "%d of %d classes have no %s sample: %s%s", without, d->classes, what, names,
               without > NAMES ? ", ..." : "");
    return STATUS_OK;
}

static enum status remark_classes(const struct loading *l)
{
    return remark_part(l, &l->d->train, "training") ? l->failure->status
                                                    : remark_part(l, &l->d->test, "test");
}

enum status source_load(const struct source *s, const struct loading *l)
{
    const int take = l->spec->take;
    if (take < 0)
        return fail(l->failure, STATUS_DATA, "take is %d; it must be 0 (all) or more", take);
    if (!s->load(l) && take > 0 && take < l->d->train.count)
        l->d->train.count = take;
    if (!l->failure->status && s->files && !remark_classes(l))
        add_shape(l->d);
    return l->failure->status;
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
    struct arena arena;
    struct dataset d = {0};
    const struct source *s = source_find(spec->name, failure);
    *crc = 0;
    if (!s || !s->files)
        return failure->status;
    arena_open(&arena, SIZE_MAX);
    source_load(s, &(struct loading){spec, &d, &arena, failure});
    *crc = d.checksum;
    arena_close(&arena);
    return failure->status;
}

bool data_checksum_by_bytes(const struct data_spec *spec, uint32_t checksum)
{
    struct failure failure = {0};
    struct files files = {.count = 0};
    uint32_t crc;
    const struct source *s = source_find(spec->name, &failure);
    return s && s->files && !s->files(spec, &files, &failure) &&
           !files_checksum(&files, &crc, &failure) && crc == checksum;
}

enum status data_load(struct arena *arena, const struct data_spec *spec, struct dataset *d,
                      struct failure *failure)
{
    *d = (struct dataset){0};
    const struct source *s = source_find(spec->name, failure);
    if (!s || source_load(s, &(struct loading){spec, d, arena, failure}))
        return failure->status;
    d->black = arena_take(arena, failure, (size_t)d->channels * sizeof *d->black);
    if (!d->black || guess_measure(arena, d, failure))
        return failure->status;
    if (spec->mean && *spec->mean)
        return standardise_by(spec, d, failure);
    standardise(d);
    return STATUS_OK;
}

enum status data_augment_check(const struct data_spec *spec, struct failure *failure)
{
    const struct source *s = source_find(spec->name, failure);
    if (s && !s->images && (spec->augment.crop || spec->augment.flip))
        fail(failure, STATUS_DATA,
             "data.crop %d and data.flip %d shift and mirror images; a sample of %s is none",
             spec->augment.crop, spec->augment.flip, s->name);
    return failure->status;
}

const char *data_split(const struct data_spec *spec)
{
    struct stat s;
    if (!*spec->path)
        return "both parts are generated";
    const bool file = !strcmp(spec->name, source_csv.name) && !stat(spec->path, &s) &&
                      S_ISREG(s.st_mode);
    return file ? "a fifth of the rows is the test part" : "the test part is the set's own";
}

const char *data_header_name(int i)
{
    static const char *const name[] = {"auto", "yes", "no", NULL};
    return i >= 0 && i < 3 ? name[i] : NULL;
}

enum status data_columns_check(const struct data_spec *spec, struct failure *failure)
{
    const struct source *s = source_find(spec->name, failure);
    const char *what = spec->label && *spec->label                                 ? "label"
                       : spec->drop && *spec->drop                                 ? "drop"
                       : spec->header && strcmp(spec->header, data_header_name(0)) ? "header"
                                                                                   : NULL;
    if (s && !s->columns && what)
        fail(failure, STATUS_DATA, "data.%s is about the columns of a table; %s has none", what,
             s->name);
    return failure->status;
}

enum status data_remarks(struct arena *arena, const struct data_spec *spec, struct remarks *remarks,
                         struct failure *failure)
{
    const struct source *s = source_find(spec->name, failure);
    struct arena scratch;
    struct dataset d = {0};
    *remarks = (struct remarks){0};
    if (!s || !s->columns)
        return failure->status;
    arena_open(&scratch, SIZE_MAX);
    if (!source_load(s, &(struct loading){spec, &d, &scratch, failure}))
        for (; remarks->count < d.remarks.count; remarks->count++)
            remarks->line[remarks->count] =
                arena_text(arena, failure, "%s", d.remarks.line[remarks->count]);
    arena_close(&scratch);
    return failure->status;
}

/* The first few names in a folder, for a message. */
static void list_folder(const char *path, char *text, size_t room)
{
    struct dirent **entry;
    int n = scandir(path, &entry, NULL, alphasort), shown = 0;
    snprintf(text, room, "nothing");
    for (int i = 0; i < n; i++) {
        size_t used = shown ? strlen(text) : 0;
        if (entry[i]->d_name[0] != '.' && shown < 8) {
            snprintf(text + used, room - used, "%s%.60s", shown ? ", " : "", entry[i]->d_name);
            shown++;
        } else if (shown == 8) {
            snprintf(text + used, room - used, ", ...");
            shown++;
        }
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
}

/* No file, or one that is not packed as its name says. */
static enum status check_file(const char *path, struct failure *failure)
{
    char begin[2];
    struct input *in = input_open(path, failure);
    if (in)
        input_read(in, begin, sizeof begin, failure);
    input_close(in);
    return failure->status;
}

const char *data_sniff(const char *path, struct failure *failure)
{
    char found[800] = "";
    struct stat s;
    if (stat(path, &s)) {
        fail(failure, STATUS_DATA, "%s: cannot be read: %s%s", path, strerror(errno),
             errno == ENOENT && name_is_plain(path)
                 ? ", and no set of this name was fetched; `depthlab data fetch` names those that "
                   "can be"
                 : "");
        return NULL;
    }
    for (int i = 0; i < SOURCES; i++)
        if (source[i]->claims && source[i]->claims(path))
            return source[i]->name;
    if (S_ISDIR(s.st_mode))
        list_folder(path, found, sizeof found);
    else if (check_file(path, failure))
        return NULL;
    fail(
        failure, STATUS_DATA,
        "%s: holds no data set that is known here%s%s%s. Accepted are a folder of IDX files "
        "(train-images-idx3-ubyte and its three companions, plain or .gz), one of CIFAR's "
        "binary files (data_batch_1.bin and its companions), a .csv file, or another text "
        "(.tsv, .data, .txt) that begins as a table does, and a folder with train.csv and test.csv",
        path, *found ? " (found: " : "", found, *found ? ")" : "");
    return NULL;
}
