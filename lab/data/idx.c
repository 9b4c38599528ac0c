/* IDX, the format of MNIST: 0 0 type rank, the dimensions as big-endian words, then the numbers.
 *
 * A byte p becomes p / 255; floats, as `depthlab data export` writes them, are taken as they are. Images are
 * [count][height][width] or [count][channels][height][width], tables [count][columns]. A folder holds four files
 * under their official names, plain or .gz, with '-' or '.' before "idx"; "idx2" and "idx4" are the other shapes,
 * "-float" is the other type. There are as many classes as the largest training label says. All headers of a part are read and compared before any of its data. */
#include "lab/data/file.h"
#include "lab/data/generated.h"
#include "lab/data/rows.h"
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MEMBERS = 4, SIDE_MAX = 4096, RANK_MAX = 4, FIRST_ROOM = 1 << 20 };
enum { TYPE_BYTES = 8, TYPE_FLOAT = 13 };

static const struct {
    const char *stem,
        *form; /* how its names may go on: digits after idx, and the first letter of the type */
} member[MEMBERS] = {{"train-images", "3u3f4u4f2u2f"},
                     {"train-labels", "1u"},
                     {"t10k-images", "3u3f4u4f2u2f"},
                     {"t10k-labels", "1u"}};
enum member { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS };

/* The path of a member that is there; false when it is not. */
static bool find(const char *folder, int m, char path[PATH_BYTES])
{
    for (const char *form = member[m].form; *form; form += 2)
        for (int k = 0; k < 4; k++) {
            int length = snprintf(path, PATH_BYTES, "%s/%s%cidx%c-%s%s", folder, member[m].stem,
                                  k & 2 ? '.' : '-', form[0], form[1] == 'u' ? "ubyte" : "float",
                                  k & 1 ? ".gz" : "");
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
                        "%s: there is no %s-idx%c-ubyte, plain or .gz; the other files of an IDX "
                        "set are of no use without it",
                        spec->path, member[m].stem, member[m].form[0]);
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
    int rank, type;
    uint32_t dim[RANK_MAX];
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
static enum status open_member(struct member_file *f, const char *path, struct failure *failure)
{
    unsigned char b[4 + 4 * RANK_MAX];
    const char *idx = strstr(strrchr(path, '/'), "idx"); /* as `find` put it there */
    const int rank = idx[3] - '0', type = idx[5] == 'u' ? TYPE_BYTES : TYPE_FLOAT;
    *f = (struct member_file){.path = path,
                              .rank = rank,
                              .type = type,
                              .header = 4 + 4 * (size_t)rank,
                              .body = type == TYPE_BYTES ? 1 : sizeof(float)};
    if (!(f->in = input_open(path, failure)))
        return failure->status;
    size_t got = input_read(f->in, b, f->header, failure);
    if (failure->status)
        return failure->status;
    const unsigned char magic[] = {0, 0, (unsigned char)type, (unsigned char)rank};
    static const char *const meaning[] = {"the magic number", "the magic number",
                                          "the type (8: unsigned bytes, 13: floats)",
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

/* How a number of the file is read. */
static real number(const struct member_file *f, const unsigned char *at)
{
    if (f->type == TYPE_BYTES)
        return (real)*at / 255;
    const uint32_t bits = big_endian(at);
    float x;
    memcpy(&x, &bits, sizeof x);
    return (real)x;
}

/* What was read becomes a part, in the order of rows.h. */
static enum status fill(const struct loading *l, const struct member_file *f,
                        const unsigned char *data, const unsigned char *label, struct part *part)
{
    const size_t numbers = (size_t)dataset_features(l->d), n = f->dim[0];
    const size_t each = f->type == TYPE_BYTES ? 1 : sizeof(float);
    int *order = malloc(2 * n * sizeof *order), *class = order + n;
    if (!order)
        return fail_memory(l->failure);
    for (size_t i = 0; i < n; i++)
        class[i] = label[i];
    const struct rows rows = {(int)n, numbers * each, data, class};
    if (rows_order(&rows, l->spec->seed, order, &l->d->checksum, l->failure) ||
        !part_allocate(l, (int)n, part))
        goto end;
    for (size_t i = 0; i < n; i++) {
        const unsigned char *from = data + (size_t)order[i] * numbers * each;
        real *x = part->x + i * numbers;
        for (size_t k = 0; k < numbers; k++) {
            x[k] = number(f, from + k * each);
            if (!isfinite((double)x[k]))
                fail(l->failure, STATUS_DATA, "%s: byte %zu: a number that is not finite", f->path,
                     f->header + ((size_t)order[i] * numbers + k) * each);
        }
        part->label[i] = class[order[i]];
        part->row[i] = order[i];
    }
end:
    free(order);
    return l->failure->status;
}

static void take_shape(struct dataset *d, const struct member_file *f)
{
    const uint32_t *dim = f->dim;
    d->channels = f->rank == 3 ? 1 : (int)dim[1];
    d->height = f->rank == 2 ? 1 : (int)dim[f->rank - 2];
    d->width = f->rank == 2 ? 1 : (int)dim[f->rank - 1];
}

/* What the labels and the training images say of these images, before any of their bytes are taken. */
static enum status check_headers(const struct loading *l, const struct member_file *image,
                                 const struct member_file *label)
{
    struct dataset *d = l->d, own = {0};
    if (check_length(label, input_bytes(label->in), l->failure))
        return l->failure->status;
    if (image->dim[0] != label->dim[0])
        return fail(l->failure, STATUS_DATA,
                    "%s: byte 4: %u items, but %u labels belong to them, in %s", image->path,
                    image->dim[0], label->dim[0], label->path);
    take_shape(&own, image);
    if (!d->height)
        take_shape(d, image);
    if (d->channels != own.channels || d->height != own.height || d->width != own.width)
        return fail(l->failure, STATUS_DATA,
                    "%s: byte 8: images of %d x %d x %d; the training images are %d x %d x %d",
                    image->path, own.channels, own.height, own.width, d->channels, d->height,
                    d->width);
    if (!check_length(image, input_bytes(image->in), l->failure))
        part_fits(l, image->dim[0], image->body / image->dim[0] + 1);
    return l->failure->status;
}

/* The training labels say how many classes there are. */
static enum status check_labels(const struct loading *l, const struct member_file *label,
                                const unsigned char *class)
{
    struct dataset *d = l->d;
    const bool training = !d->classes;
    for (uint32_t i = 0; i < label->dim[0]; i++)
        if (training && class[i] >= d->classes)
            d->classes = class[i] + 1;
        else if (class[i] >= d->classes)
            return fail(l->failure, STATUS_DATA,
                        "%s: byte %u: label %d; those of the training part are 0 to %d",
                        label->path, 8 + i, class[i], d -> classes - 1);
    if (d->classes < 2)
        fail(l->failure, STATUS_DATA, "%s: every label is 0", label->path);
    return l->failure->status;
}

static enum status load_part(const struct loading *l, const struct files *f, int images, int labels,
                             struct part *part)
{
    struct failure *failure = l->failure;
    struct member_file image = {0}, label = {0};
    unsigned char *class = NULL, *data = NULL;
    if (!open_member(&label, f->path[labels], failure) &&
        !open_member(&image, f->path[images], failure) && !check_headers(l, &image, &label) &&
        (class = read_body(&label, failure)) && (data = read_body(&image, failure)) &&
        !check_labels(l, &label, class))
        fill(l, &image, data, class, part);
    input_close(label.in);
    input_close(image.in);
    free(class);
    free(data);
    return failure->status;
}

static enum status load(const struct loading *l)
{
    struct files f;
    *l->d = (struct dataset){0};
    if (files(l->spec, &f, l->failure) ||
        load_part(l, &f, TRAIN_IMAGES, TRAIN_LABELS, &l->d->train) ||
        load_part(l, &f, TEST_IMAGES, TEST_LABELS, &l->d->test))
        return l->failure->status;
    return generated_number_classes(l);
}

const struct source source_idx = {
    "idx", "images as MNIST and Fashion-MNIST come: a folder of four IDX files, plain or .gz",
    true,  claims,
    files, load,
    false};
