/* What a data set holds, for somebody who wants to know before training on it. */
#pragma once
#include "lab/data/data.h"

struct file_facts {
    const char *path;
    uint64_t bytes;
    uint32_t crc; /* CRC-32 of this file alone */
};

struct part_facts {
    int count;
    int *of_class; /* [classes]: how many samples of each */
    /* Over all numbers of all samples, before standardisation. */
    double min, max, mean, deviation;
};

struct data_facts {
    int channels, height, width, classes;
    const char **class_name; /* [classes] */
    struct part_facts train, test;
    int constant; /* channels that do not vary in the training part, and so are of no use */
    struct remarks remarks;
    int files; /* 0 for a generated set */
    struct file_facts *file;
    uint32_t checksum; /* what data_checksum says */
};

/* Read the set, as data_load does and failing as it does, and describe what a run would use. */
enum status data_check(struct arena *, const struct data_spec *, struct data_facts *,
                       struct failure *);
