/* IDX, the format of MNIST: 0 0 type rank, the dimensions as big-endian words, then the bytes.
 *
 * A pixel p becomes p / 255. A folder holds four files under their official names, plain or .gz,
 * with '-' or '.' before "idx". All headers of a part are read and compared before any of its data. */
#include "lab/data/file.h"
#include "lab/data/generated.h"
#include "lab/data/rows.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMBERS = 4, CLASSES = 10, SIDE_MAX = 4096, UNSIGNED_BYTE = 8, FIRST_ROOM = 1 << 20 };

/* In the order of the checksum; data, then rank. */
static const struct {
    const char *stem;
    int rank;
} member[MEMBERS] = {
    {"train-images", 3}, {"train-labels", 1}, {"t10k-images", 3}, {"t10k-labels", 1}};
enum member { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS };

/* The path of a member that is there; false when it is not. */
static bool find(const char *folder, int m, char path[PATH_BYTES])
{
    for (int form = 0; form < 4; form++) {
        int length = snprintf(path, PATH_BYTES, "%s/%s%cidx%d-ubyte%s", folder, member[m].stem,
                              form & 2 ? '.' : '-', member[m].rank, form & 1 ? ".gz" : "");
        if (length > 0 && length < PATH_BYTES && access(path, F_OK) == 0)
            return true;
    }
    return false;
}

static bool claims(const char *folder)
{
    char path[PATH_BYTES];
    for (int m = 0; m < MEMBERS; m++)
        if (find(folder, m, path))
            return true;
    return false;
}

static enum status files(const struct data_spec *spec, struct files *f, struct failure *failure)
{
    f->count = MEMBERS;
    for (int m = 0; m < MEMBERS; m++)
        if (!find(spec->path, m, f->path[m]))
            return fail(failure, STATUS_DATA,
                        "%s: there is no %s-idx%d-ubyte, plain or .gz; the other files of an IDX "
                        "set are of no use without it",
                        spec->path, member[m].stem, member[m].rank);
    return STATUS_OK;
}

static uint32_t big_endian(const unsigned char *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* A file that is being read. */
struct member_file {
    const char *path;
    struct input *in;
    uint32_t dim[3];
    size_t header, body; /* bytes */
};

/* The file has so many bytes; 0: that is not known. */
static enum status check_length(const struct member_file *f, uint64_t bytes,
                                struct failure *failure)
{
    const size_t all = f->header + f->body;
    if (!bytes || bytes == all)
        return STATUS_OK;
    if (bytes > all)
        return fail(failure, STATUS_DATA, "%s: byte %zu: something follows the last item", f->path,
                    all);
    return fail(failure, STATUS_DATA, "%s: ends at byte %zu, where its header announces %zu bytes",
                f->path, (size_t)bytes, all);
}

/* Open it; read and check everything before the data bytes. */
static enum status open_member(struct member_file *f, const char *path, int rank,
                               struct failure *failure)
{
    unsigned char b[16];
    *f = (struct member_file){.path = path, .header = 4 + 4 * (size_t)rank, .body = 1};
    if (!(f->in = input_open(path, failure)))
        return failure->status;
    size_t got = input_read(f->in, b, f->header, failure);
    if (failure->status)
        return failure->status;
    const unsigned char magic[] = {0, 0, UNSIGNED_BYTE, (unsigned char)rank};
    static const char *const meaning[] = {"the magic number", "the magic number",
                                          "the type (8: unsigned bytes)",
                                          "the number of dimensions"};
    for (size_t i = 0; i < 4 && i < got; i++)
        if (b[i] != magic[i])
            return fail(failure, STATUS_DATA, "%s: byte %zu is %d; it must be %d, %s", path, i,
                        b[i], magic[i], meaning[i]);
    if (got < f->header)
        return fail(failure, STATUS_DATA, "%s: ends at byte %zu, inside its header of %zu bytes",
                    path, got, f->header);
    for (int i = 0; i < rank; i++) {
        f->dim[i] = big_endian(b + 4 + 4 * i);
        uint32_t most = i ? SIDE_MAX : INT_MAX;
        if (f->dim[i] < 1 || f->dim[i] > most)
            return fail(failure, STATUS_DATA, "%s: byte %d: dimension %d is %u; it must be 1 to %u",
                        path, 4 + 4 * i, i + 1, f->dim[i], most);
        f->body *= f->dim[i];
    }
    return STATUS_OK;
}

/* The data: exactly the bytes that the header announces. Memory is taken as they come in, not on the header's
 * word. The caller frees it. */
static unsigned char *read_body(const struct member_file *f, struct failure *failure)
{
    unsigned char *data = NULL, more;
    size_t got = 0, room = 0, asked = 0, n = 0;
    while (got < f->body && n == asked && !failure->status) {
        room = room ? 2 * room : FIRST_ROOM;
        room = room < f->body ? room : f->body;
        unsigned char *grown = realloc(data, room);
        if (!grown) {
            fail_memory(failure);
            break;
        }
        data = grown;
        asked = room - got;
        got += n = input_read(f->in, data + got, asked, failure);
    }
    if (got < f->body || input_read(f->in, &more, 1, failure) > 0)
        check_length(f, f->header + got + (got == f->body), failure);
    if (failure->status) {
        free(data);
        return NULL;
    }
    return data;
}

/* Bytes become a part, in the order of rows.h. */
static enum status fill(const struct loading *l, const unsigned char *pixel,
                        const unsigned char *label, int count, struct part *part)
{
    const size_t pixels = (size_t)dataset_features(l->d), n = (size_t)count;
    int *order = malloc(2 * n * sizeof *order), *class = order + n;
    if (!order)
        return fail_memory(l->failure);
    for (int i = 0; i < count; i++)
        class[i] = label[i];
    const struct rows rows = {count, pixels, pixel, class};
    if (!rows_order(&rows, l->spec->seed, order, &l->d->checksum, l->failure) &&
        part_allocate(l, count, part))
        for (int i = 0; i < count; i++) {
            const unsigned char *from = pixel + (size_t)order[i] * pixels;
            for (size_t p = 0; p < pixels; p++)
                part->x[(size_t)i * pixels + p] = (real)from[p] / 255;
            part->label[i] = class[order[i]];
            part->row[i] = order[i];
        }
    free(order);
    return l->failure->status;
}

/* What the labels and the training images say of these images, before any of their bytes are taken. */
static enum status check_headers(const struct loading *l, const struct member_file *image,
                                 const struct member_file *label)
{
    struct dataset *d = l->d;
    const uint32_t *dim = image->dim;
    if (check_length(label, input_bytes(label->in), l->failure))
        return l->failure->status;
    if (dim[0] != label->dim[0])
        return fail(l->failure, STATUS_DATA,
                    "%s: byte 4: %u items, but %u labels belong to them, in %s", image->path,
                    dim[0], label->dim[0], label->path);
    if (d->height == 0) {
        d->height = (int)dim[1];
        d->width = (int)dim[2];
    }
    if (d->height != (int)dim[1] || d->width != (int)dim[2])
        return fail(l->failure, STATUS_DATA,
                    "%s: byte 8: images of %u x %u; the training images are %d x %d", image->path,
                    dim[1], dim[2], d->height, d->width);
    if (!check_length(image, input_bytes(image->in), l->failure))
        part_fits(l, dim[0], (size_t)dim[1] * dim[2] + 1);
    return l->failure->status;
}

static enum status load_part(const struct loading *l, const struct files *f, int images, int labels,
                             struct part *part)
{
    struct failure *failure = l->failure;
    struct member_file image = {0}, label = {0};
    unsigned char *class = NULL, *pixel = NULL;
    if (!open_member(&label, f->path[labels], 1, failure) &&
        !open_member(&image, f->path[images], 3, failure) && !check_headers(l, &image, &label) &&
        (class = read_body(&label, failure)) && (pixel = read_body(&image, failure))) {
        for (uint32_t i = 0; i < label.dim[0] && !failure->status; i++)
            if (class[i] >= CLASSES)
                fail(failure, STATUS_DATA, "%s: byte %u: label %d; the classes are 0 to %d",
                     label.path, 8 + i, class[i], CLASSES - 1);
        if (!failure->status)
            fill(l, pixel, class, (int)label.dim[0], part);
    }
    input_close(label.in);
    input_close(image.in);
    free(class);
    free(pixel);
    return failure->status;
}

static enum status load(const struct loading *l)
{
    struct files f;
    if (files(l->spec, &f, l->failure))
        return l->failure->status;
    *l->d = (struct dataset){.channels = 1, .classes = CLASSES};
    if (!generated_number_classes(l) && !load_part(l, &f, TRAIN_IMAGES, TRAIN_LABELS, &l->d->train))
        load_part(l, &f, TEST_IMAGES, TEST_LABELS, &l->d->test);
    return l->failure->status;
}

const struct source source_idx = {
    "idx", "images as MNIST and Fashion-MNIST come: a folder of four IDX files, plain or .gz",
    true,  claims,
    files, load};
