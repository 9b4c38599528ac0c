/* A data set: a training and a test part of labelled samples, standardised by the TRAINING part.
 *
 * Each built-in set is generated from a seed with counter-based random numbers; real sets are read
 * in their official formats. lab/data sees only lab/base, and it alone sees zlib.h and csv.h. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/lane.h"
#include <stdbool.h>

/* What is done to a training image each time it is used; augment.h. */
struct augment {
    int crop; /* pixels of the black border that it may be shifted into; 0 = it stays */
    int flip; /* 1: mirrored half the time; 0: never */
};

struct data_spec {
    const char *name; /* a name of data_source_name(): glyphs, idx, csv, ... */
    const char *path; /* folder or file of a real set; "" for a generated one */
    int side;         /* glyphs: pixels a side */
    double noise;     /* standard deviation of the noise. glyphs: of a pixel, whose ink is 0 to 1;
                        * spirals: of a point's angle in radians, where .1 to .2 are apt */
    int arms;         /* spirals: how many, each a class */
    int features;     /* teacher: numbers a sample */
    int classes;      /* teacher: how many */
    int train, test;  /* generated sets: how many samples; real ones are as large as they are */
    int take;         /* train on the first so many samples of the training part at most, and
                        * standardise by them; 0 = all */
    int seed;         /* generated sets: which data; files: which order of the rows, and of one file
                        * which are the test part. The same for every run of a sweep */
    const char *label;  /* csv: name or number (from 1) of the label column; "" = the last */
    const char *drop;   /* csv: names or numbers of columns to leave out, with commas; "" = none */
    const char *header; /* csv: a name of data_header_name(); whether the first row is one */
    struct augment augment; /* images: the training batches alone */
    const char *mean,
        *std; /* of each channel, or one for all, as "0.485 0.456 0.406": standardise by
                             * these; NULL or "" = by those of the training part */
};

struct part {
    int count;
    real *x;    /* [count][channels][height][width] */
    int *label; /* [count], 0 .. classes-1 */
    int *row;   /* [count]: where the sample stands in its file, or files, from 0; generated: i */
};

/* What may not be meant in a set, each in a line: which column or class, what it is, what to do. What
 * cannot be meant is a failure instead. */
enum { REMARKS = 16 };
struct remarks {
    int count;
    const char *line[REMARKS];
};

/* How well one answer does that is the same for every sample; guess.h. */
struct guess {
    double loss, error;
};

struct dataset {
    int channels, height, width, classes;
    const char **class_name; /* [classes] */
    struct part train, test;
    struct guess guess; /* the best one, of the training part */
    real *black;        /* [channels]: what a raw 0 is after standardisation; NULL before */
    double *origin; /* [channels]: taken off raw numbers before they became reals; NULL: nothing */
    struct remarks remarks;
    uint32_t checksum; /* of what was read; 0 for a generated set */
};

/* Generate or read the set into the arena. The message of a failure names the file and the byte or
 * line that is wrong. */
enum status data_load(struct arena *, const struct data_spec *, struct dataset *, struct failure *);

/* The i-th name that data_spec.name may have, and a line on what that is; NULL past the last. */
const char *data_source_name(int i);
const char *data_source_about(int i);

/* Where the test part comes from, in a few words. */
const char *data_split(const struct data_spec *);

/* Whether the set can be augmented as the spec wants it: only images can. */
enum status data_augment_check(const struct data_spec *, struct failure *);

/* Whether data.mean and data.std are lists that go together; how many channels there are shows later. */
enum status data_moments_check(const struct data_spec *, struct failure *);

/* Whether it has columns to be named, where the spec names some. */
enum status data_columns_check(const struct data_spec *, struct failure *);

/* The i-th word that data_spec.header may be: auto, yes, no; NULL past the last. */
const char *data_header_name(int i);

/* The remarks on a table, which is read for it; there are none on other sets. */
enum status data_remarks(struct arena *, const struct data_spec *, struct remarks *,
                         struct failure *);

/* What a path holds, by looking at it: "idx" for a folder of IDX files, "cifar" for one of CIFAR's
 * records, "csv" for a table in a text file, or a folder with two; NULL with a failure when it is none of these. */
const char *data_sniff(const char *path, struct failure *);

/* Of all that data_load would read, in whatever order its rows lie (0 for a generated set): a run's
 * identity is what the data hold, and not the place or the files they lie in. */
enum status data_checksum(const struct data_spec *, uint32_t *, struct failure *);

/* Whether it is the CRC-32 of the files' bytes: runs had that while rows were used in the files' order. */
bool data_checksum_by_bytes(const struct data_spec *, uint32_t checksum);
