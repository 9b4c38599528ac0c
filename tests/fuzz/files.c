/* Files that another program wrote: data sets and weights. The first bytes of an input choose what it is. */
#include "lab/data/check.h"
#include "lab/store/safetensors.h"
#include "tests/fuzz/fuzz.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum { ROOM = 1 << 28 };

/* What is read is whole: labels are classes, numbers are finite, each part has samples; its checksum is one of what
 * the files hold. */
static const char *part_law(const struct dataset *d, const struct part *part)
{
    for (int i = 0; i < part->count; i++) {
        if (part->label[i] < 0 || part->label[i] >= d->classes)
            return "a label that is no class";
        for (int k = 0, n = d->channels * d->height * d->width; k < n; k++)
            if (!isfinite((double)part->x[i * n + k]))
                return "a number that is not finite";
    }
    return part->count ? NULL : "a part without samples";
}

static const char *set_law(const struct data_spec *spec)
{
    struct arena arena;
    struct failure failure = {0}, other = {0};
    struct dataset d;
    struct data_facts facts;
    uint32_t checksum;
    const char *broken = NULL;
    arena_open(&arena, ROOM);
    if (!data_load(&arena, spec, &d, &failure)) {
        broken = part_law(&d, &d.train);
        broken = broken ? broken : part_law(&d, &d.test);
        if (!broken && (data_checksum(spec, &checksum, &other) || checksum != d.checksum))
            broken = "another checksum than the data have";
        if (!broken && data_check(&arena, spec, &facts, &other))
            broken = "what loads is refused by `data check`";
    }
    broken = broken ? broken : fuzz_failure(&failure);
    arena_close(&arena);
    return broken;
}

/* The first byte: the header, the label column, a column that is dropped. */
const char *fuzz_csv(const uint8_t *data, size_t size)
{
    if (!size)
        return NULL;
    const int how = *data;
    return set_law(
        &(struct data_spec){.name = "csv",
                            .path = fuzz_write("x.csv", data + 1, size - 1),
                            .label = (how >> 2) % 4 == 0   ? ""
                                     : (how >> 2) % 4 == 1 ? "1"
                                                           : "label",
                            .drop = how & 16 ? "2" : "",
                            .header = (const char *const[]){"auto", "yes", "no", "auto"}[how % 4]});
}

/* ---- folders ---- */

static const char *in_folder(const char *folder, const char *name, const void *bytes, size_t n)
{
    char path[200];
    mkdir(fuzz_path(folder), 0777);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    remove(fuzz_path(path));
    return n ? fuzz_write(path, bytes, n) : NULL;
}

/* The bytes under this name: as they are; packed; or as NAME.gz, whatever they are. */
static void put(const char *folder, const char *name, int how, const uint8_t *data, size_t size)
{
    char packed[100];
    snprintf(packed, sizeof packed, "%s.gz", name);
    in_folder(folder, name, NULL, 0);
    in_folder(folder, packed, NULL, 0);
    if (how % 3 == 1) {
        char path[200];
        snprintf(path, sizeof path, "%s/%s", folder, packed);
        gzFile file = gzopen(fuzz_path(path), "wb1");
        if (size && !gzwrite(file, data, (unsigned)size))
            abort();
        gzclose(file);
    } else {
        in_folder(folder, how % 3 ? packed : name, data, size);
    }
}

/* The first byte: which of the four files it is, and how it is packed. The others are 3 images of 2 x 2 and
 * their labels. */
const char *fuzz_idx(const uint8_t *data, size_t size)
{
    static const uint8_t images[] = {0, 0, 8, 3, 0, 0, 0, 3,  0,  0,  0,  2,  0,  0,
                                     0, 2, 1, 2, 3, 4, 5, 60, 70, 80, 90, 10, 11, 12};
    static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 1};
    static const char *const name[] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                       "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};
    if (!size)
        return NULL;
    for (int m = 0; m < 4; m++)
        if (m == *data % 4)
            put("idx", name[m], *data >> 2, data + 1, size - 1);
        else
            put("idx", name[m], 0, m % 2 ? labels : images, m % 2 ? sizeof labels : sizeof images);
    return set_law(&(struct data_spec){.name = "idx", .path = fuzz_path("idx"), .label = ""});
}

/* The first byte: 10 or 100 classes, which file it is, how it is packed. The others are one record. */
const char *fuzz_cifar(const uint8_t *data, size_t size)
{
    static const char *const name[2][6] = {{"data_batch_1.bin", "data_batch_2.bin",
                                            "data_batch_3.bin", "data_batch_4.bin",
                                            "data_batch_5.bin", "test_batch.bin"},
                                           {"train.bin", "test.bin", "fine_label_names.txt"}};
    static const int files[] = {6, 3};
    uint8_t record[2 + 3072];
    if (!size)
        return NULL;
    const int form = *data & 1, which = (*data >> 1) % files[form];
    const char *folder = form ? "cifar100" : "cifar10";
    for (int m = 0; m < files[form]; m++) {
        for (size_t i = 0; i < sizeof record; i++)
            record[i] = (uint8_t)(i < 2 ? (size_t)m : i * (size_t)(m + 1));
        if (m == which)
            put(folder, name[form][m], *data >> 4, data + 1, size - 1);
        else if (m < 2 || !form)
            put(folder, name[form][m], 0, record, 3073 + (size_t)form);
        else
            put(folder, name[form][m], 0, NULL, 0);
    }
    return set_law(&(struct data_spec){.name = "cifar", .path = fuzz_path(folder), .label = ""});
}

const char *fuzz_safetensors(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct failure failure = {0}, other = {0};
    struct safetensors file = {0};
    int keys;
    const char **key, *broken = NULL;
    const char *path = fuzz_write("x.safetensors", data, size);
    arena_open(&arena, ROOM);
    size_t bytes = 0;
    volatile double sum = 0;
    if (!safetensors_read(&arena, path, &file, &failure)) {
        for (int k = 0; k < file.tensors; k++) {
            const struct tensor *t = &file.tensor[k];
            bytes += t->count * t->dtype->bytes;
            for (size_t i = 0; i < t->count; i++)
                sum = sum + tensor_number(t, i);
        }
        if (bytes > size)
            broken = "more numbers than the file has bytes";
        for (int k = 0; k < file.notes; k++)
            safetensors_note_keys(&arena, &file, file.note[k].key, &keys, &key, &other);
        broken = broken ? broken : fuzz_failure(&other);
    } else if (!strstr(failure.message, path)) {
        broken = "a message does not name the file";
    }
    broken = broken ? broken : fuzz_failure(&failure);
    arena_close(&arena);
    return broken;
}
