/* A source of data: one file, `const struct source` at its foot, one line in data.c's table.
 *
 * A source fills in samples as they are; data_load standardises them afterwards, in the same way
 * for all. Features that are scaled together are the pixels of one channel; a table of numbers has
 * a channel for each column. The functions below are in data.c. */
#pragma once
#include "lab/data/data.h"

enum { FILES = 6, PATH_BYTES = 4096 };

/* The files behind a set, in the order in which the checksum runs over them. */
struct files {
    int count;
    char path[FILES][PATH_BYTES];
};

/* What is loaded, and into what. */
struct loading {
    const struct data_spec *spec;
    struct dataset *d;
    struct arena *arena;
    struct failure *failure;
};

struct source {
    const char *name;
    const char *about; /* what it is, in a line for people */
    bool images;       /* a sample has rows and columns of pixels */
    /* Whether the path, which exists, looks like this source's; NULL for a generated set. */
    bool (*claims)(const char *path);
    /* Which files will be read; NULL for a generated set. */
    enum status (*files)(const struct data_spec *, struct files *, struct failure *);
    /* The samples, not yet standardised. Rows of files come in the order of rows.h, whose checksum is
     * kept in the data set. */
    enum status (*load)(const struct loading *);
    bool columns; /* a sample's numbers stand in columns, which may have names */
};

extern const struct source source_glyphs, source_spirals, source_teacher, source_idx, source_cifar,
    source_csv;

/* The source of that name; NULL with a failure that lists the names there are. */
const struct source *source_find(const char *name, struct failure *);

/* The samples that a run uses, not yet standardised: all that the source has, but of the training
 * part only the first spec->take. The checksum of a set that is read covers its shape, the names of its
 * classes and its rows (rows.h), all of them. */
enum status source_load(const struct source *, const struct loading *);

/* CRC-32 over the bytes of the files, each running on from the one before. */
enum status files_checksum(const struct files *, uint32_t *, struct failure *);

/* Memory for `count` samples of the set's shape, and for the names of its classes; false with a failure
 * when the arena is full. */
bool part_allocate(const struct loading *, int count, struct part *);

/* Whether the machine has memory for so many more samples of the set's shape, and for the `bytes` of each that are
 * read from a file: asked before any of it is taken. */
bool part_fits(const struct loading *, double count, size_t bytes);
bool names_allocate(const struct loading *);

/* Add a line to the set's remarks. */
__attribute__((format(printf, 2, 3))) void remark(const struct loading *, const char *format, ...);

INLINE int dataset_features(const struct dataset *d)
{
    return d->channels * d->height * d->width;
}
