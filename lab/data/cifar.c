/* CIFAR's binary records: one label byte (CIFAR-100: a coarse one, then the fine one), then the
 * planes R, G, B of 32 x 32 bytes.
 *
 * A pixel p becomes p / 255. The folder may be the one that holds the files, plain or .gz, or the
 * one above it, where the official archive was unpacked. The files are read twice, once to count
 * and judge the records and once to keep them: they have no header that announces a number. */
#include "lab/data/file.h"
#include "lab/data/generated.h"
#include "lab/data/rows.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE = 32, PIXELS = 3 * SIDE * SIDE, LABELS = 2, CHECKED = 10000 };

struct form {
    const char *folder; /* in the official archive */
    int files;          /* the last is the test part */
    const char *member[FILES];
    int labels, below[LABELS]; /* label bytes of a record; the last is the class */
    const char *names;         /* the file of class names, which may be missing */
};

static const struct form forms[] = {
    {"cifar-10-batches-bin",
     6,
     {"data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"},
     1,
     {10},
     "batches.meta.txt"},
    {"cifar-100-binary", 2, {"train", "test"}, 2, {20, 100}, "fine_label_names.txt"}};

enum { FORMS = sizeof forms / sizeof *forms };

static const char names_of_10[] =
    "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n";

/* The path of a file that is there; false when it is not. */
static bool find(const char *folder, const char *member, char path[PATH_BYTES])
{
    for (int gzip = 0; gzip < 2; gzip++) {
        int length = snprintf(path, PATH_BYTES, "%s/%s.bin%s", folder, member, gzip ? ".gz" : "");
        if (length < PATH_BYTES && access(path, F_OK) == 0)
            return true;
    }
    return false;
}

/* The form of which at least one file is there, and the folder that holds it; or NULL. */
static const struct form *locate(const char *path, char folder[PATH_BYTES])
{
    char file[PATH_BYTES];
    for (const struct form *form = forms; form < forms + FORMS; form++)
        for (int inside = 0; inside < 2; inside++) {
            int length = snprintf(folder, PATH_BYTES, "%s%s%s", path, inside ? "/" : "",
                                  inside ? form->folder : "");
            for (int m = 0; length < PATH_BYTES && m < form->files; m++)
                if (find(folder, form->member[m], file))
                    return form;
        }
    return NULL;
}

static bool claims(const char *path)
{
    char folder[PATH_BYTES];
    return locate(path, folder);
}

static enum status files(const struct data_spec *spec, struct files *f, struct failure *failure)
{
    char folder[PATH_BYTES];
    const struct form *form = locate(spec->path, folder);
    if (!form)
        return fail(failure, STATUS_DATA, "%s: holds no CIFAR files (data_batch_1.bin, train.bin)",
                    spec->path);
    f->count = form->files;
    for (int m = 0; m < form->files; m++)
        if (!find(folder, form->member[m], f->path[m]))
            return fail(failure, STATUS_DATA,
                        "%s: there is no %s.bin, plain or .gz; the other files of a CIFAR set are "
                        "of no use without it",
                        folder, form->member[m]);
    return STATUS_OK;
}

/* The records of a part's files: how many there are, and their bytes where there is memory for `room` of them. */
struct records {
    int count, room;
    unsigned char *bytes;
};

/* Count the records of a file, and keep them. Of a file that is packed only reading tells how many there are. */
static enum status read_records(const struct loading *l, const struct form *form, const char *path,
                                struct records *r)
{
    struct failure *failure = l->failure;
    unsigned char record[LABELS + PIXELS];
    const size_t bytes = (size_t)form->labels + PIXELS;
    size_t at = 0, got;
    struct input *in = input_open(path, failure);
    if (!in || !part_fits(l, r->count + (double)input_bytes(in) / (double)bytes, bytes)) {
        input_close(in);
        return failure->status;
    }
    for (; (got = input_read(in, record, bytes, failure)) == bytes; at += bytes) {
        for (int k = 0; k < form->labels; k++)
            if (record[k] >= form->below[k])
                fail(failure, STATUS_DATA, "%s: byte %zu: label %d; the %sclasses are 0 to %d",
                     path, at + (size_t)k, record[k], k < form->labels - 1 ? "coarse " : "",
                     form->below[k] - 1);
        if (r->count == r->room)
            fail(failure, STATUS_DATA, "%s: byte %zu: more than %d samples", path, at, r->room);
        if (r->count % CHECKED == 0)
            part_fits(l, r->count, bytes);
        if (failure->status)
            break;
        if (r->bytes)
            memcpy(r->bytes + (size_t)r->count * bytes, record, bytes);
        r->count++;
    }
    input_close(in);
    if (got < bytes && (got || !at))
        fail(failure, STATUS_DATA, "%s: ends at byte %zu, inside a record of %zu bytes", path,
             at + got, bytes);
    return failure->status;
}

/* Records become a part, in the order of rows.h. */
static enum status fill(const struct loading *l, const struct form *form, const struct records *r,
                        struct part *part)
{
    const size_t bytes = (size_t)form->labels + PIXELS;
    const struct rows rows = {r->count, bytes, r->bytes, NULL};
    real pixel[256];
    for (int p = 0; p < 256; p++)
        pixel[p] = (real)p / 255;
    int *order = malloc((size_t)r->count * sizeof *order);
    if (!order)
        return fail_memory(l->failure);
    if (!rows_order(&rows, l->spec->seed, order, &l->d->checksum, l->failure) &&
        part_allocate(l, r->count, part))
        for (int i = 0; i < r->count; i++) {
            const unsigned char *record = r->bytes + (size_t)order[i] * bytes;
            real *x = part->x + (size_t)i * PIXELS;
            for (int p = 0; p < PIXELS; p++)
                x[p] = pixel[record[form->labels + p]];
            part->label[i] = record[form->labels - 1];
            part->row[i] = order[i];
        }
    free(order);
    return l->failure->status;
}

static enum status load_part(const struct loading *l, const struct form *form,
                             const struct files *f, int first, int end, struct part *part)
{
    struct records counted = {.room = INT_MAX};
    for (int m = first; m < end; m++)
        if (read_records(l, form, f->path[m], &counted))
            return l->failure->status;
    struct records kept = {.room = counted.count};
    kept.bytes = malloc((size_t)kept.room * ((size_t)form->labels + PIXELS));
    if (!kept.bytes)
        return fail_memory(l->failure);
    for (int m = first; m < end; m++)
        read_records(l, form, f->path[m], &kept);
    if (kept.count < counted.count)
        fail(l->failure, STATUS_DATA, "%s: has become shorter while it was read", f->path[first]);
    if (!l->failure->status)
        fill(l, form, &kept, part);
    free(kept.bytes);
    return l->failure->status;
}

/* One name a line; `path` is whom to blame for a wrong number of them. Cuts the text up. */
static enum status split_names(const struct loading *l, const char *path, char *text)
{
    int names = 0, classes = l->d->classes;
    if (!names_allocate(l))
        return l->failure->status;
    for (char *line; (line = strsep(&text, "\r\n"));) {
        if (!*line)
            continue;
        if (names < classes)
            l->d->class_name[names] = arena_text(l->arena, l->failure, "%s", line);
        names++;
    }
    if (names != classes)
        fail(l->failure, STATUS_DATA, "%s: %d names; there are %d classes", path, names, classes);
    return l->failure->status;
}

static enum status name_classes(const struct loading *l, const struct form *form,
                                const char *folder)
{
    char path[PATH_BYTES], known[sizeof names_of_10];
    size_t bytes;
    int length = snprintf(path, sizeof path, "%s/%s", folder, form->names);
    if (length < PATH_BYTES && access(path, F_OK) == 0) {
        char *text = file_text(path, &bytes, l->failure);
        if (text)
            split_names(l, path, text);
        free(text);
        return l->failure->status;
    }
    if (l->d->classes != 10)
        return generated_number_classes(l);
    memcpy(known, names_of_10, sizeof known);
    return split_names(l, folder, known);
}

static enum status load(const struct loading *l)
{
    struct files f;
    char folder[PATH_BYTES];
    if (files(l->spec, &f, l->failure))
        return l->failure->status;
    const struct form *form = locate(l->spec->path, folder);
    int tests = form->files - 1, classes = form->below[form->labels - 1];
    *l->d = (struct dataset){.channels = 3, .height = SIDE, .width = SIDE, .classes = classes};
    if (!name_classes(l, form, folder) && !load_part(l, form, &f, 0, tests, &l->d->train))
        load_part(l, form, &f, tests, form->files, &l->d->test);
    return l->failure->status;
}

const struct source source_cifar = {
    "cifar",
    "colour photographs, CIFAR-10 or CIFAR-100: a folder of the binary files, plain or .gz",
    true,
    claims,
    files,
    load,
    false};
