/* Which sets can be fetched: a text file with a line for each of their files,
 *
 *     fashion-mnist 25c81989df183df01b3e8a0aad5dffbe https://first/train-labels-idx1-ubyte.gz https://second/...
 *
 * the set's name, the MD5 of the file, and the addresses where it lies, the first to be tried first. The files of a
 * set stand together. A line that begins with # is a remark. */
#pragma once
#include "lab/base/arena.h"

enum { CATALOGUE_FILES = 8, CATALOGUE_ADDRESSES = 4 };

struct catalogue_file {
    const char *md5;  /* 32 lower-case hexadecimal digits */
    const char *name; /* the end of its first address */
    int addresses;
    const char *address[CATALOGUE_ADDRESSES];
};

struct catalogue_set {
    const char *name;
    int files;
    struct catalogue_file file[CATALOGUE_FILES];
};

struct catalogue {
    int sets;
    struct catalogue_set *set;
};

/* The message of a failure names the line. */
enum status catalogue_read(struct arena *, const char *path, struct catalogue *, struct failure *);

/* NULL, with a failure that names one that is near, when it is not in there. */
const struct catalogue_set *catalogue_find(const struct catalogue *, const char *name,
                                           struct failure *);
