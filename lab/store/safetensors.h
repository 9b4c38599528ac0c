/* Weights as safetensors, the format in which trained nets are exchanged (huggingface.co/docs/safetensors):
 *
 *     8 bytes   n, little-endian
 *     n bytes   {"__metadata__": {"format": "pt"},
 *                "head.weight": {"dtype": "F32", "shape": [10, 32], "data_offsets": [0, 1280]}, ...}
 *     the rest  the numbers; data_offsets count from here
 *
 * The file may come from anywhere, so all of it is checked: the tensors must cover the rest
 * exactly, without a hole or an overlap, each as large as its shape says. The JSON is read and
 * written by SQLite's functions. safetensors.c reads, safetensors_write.c writes. */
#pragma once
#include "lab/base/arena.h"
#include "lab/store/tensor.h"
#include <stdio.h>

/* A pair of the free texts under "__metadata__". */
struct note {
    const char *key, *value;
};

struct safetensors {
    const char *path;
    int tensors, notes;
    struct tensor *tensor; /* in the order of their bytes */
    struct note *note;
};

/* Read a whole file into the arena. The message of a failure names the file and the tensor. */
enum status safetensors_read(struct arena *, const char *path, struct safetensors *,
                             struct failure *);

/* The value of a note, or NULL. */
const char *safetensors_note(const struct safetensors *, const char *key);

/* The keys of a note that is a JSON object, sorted by strcmp; none where there is no such note. */
enum status safetensors_note_keys(struct arena *, const struct safetensors *, const char *key,
                                  int *count, const char ***keys, struct failure *);

/* Write tensors, in this order, and notes. Spaces fill the header up to 8 bytes, so that the numbers
 * are aligned. The file stays open. */
enum status safetensors_write(FILE *, int tensors, const struct tensor *, int notes,
                              const struct note *, struct failure *);
