/* A cell: every setting of one run, and nothing else. Its identity is its text (cell_json.h). */
#pragma once
#include "lab/data/data.h"
#include "lab/net/network.h"
#include "lab/spec/settings.h"
#include "lab/train/start.h"
#include "lab/train/train.h"

/* Weights that the net begins with instead of the seed's own draws: those that another run ended
 * with, or those of a file. The other run is this very cell, its start taken away and the settings
 * named in `from` changed, as in "depth=8 steps=400". */
struct start_spec {
    const char *from;    /* "": no other run */
    const char *weights; /* a safetensors file; "": none */
    uint32_t checksum;   /* of that file; part of the identity, where the path is not */
    const char *insert;  /* a name of start.h */
    double noise;
};

struct cell {
    uint64_t seed;
    uint32_t
        checksum; /* of what the data's files hold; part of the identity, where data.path is not */
    /* "portable" or "fast", how this build's numbers are made: runs of different arithmetic are different
     * runs. NULL in the cells of programs that did not say. */
    const char *arithmetic;
    struct data_spec data;
    struct net_spec net;
    struct train_spec train;
    struct start_spec start;
};

/* Every setting at its default, as a run of the default family has it. */
void cell_preset(struct cell *);

/* The same with what is usual in a family left open; and what is still open, once the family is known,
 * filled in. */
void cell_open(struct cell *);
void cell_settle(struct cell *);

/* Parse `text` strictly as this setting's type and store it. A text is borrowed. On refusal the
 * failure holds what is wrong and, for a word, the nearest allowed one; the caller adds the place. */
enum status cell_set(struct cell *, const struct setting *, const char *text, struct failure *);

/* A setting's value as text, in its shortest form that reads back equal. */
const char *cell_get(struct arena *, const struct cell *, const struct setting *, struct failure *);

/* The cell that this one starts from; refuses a `from` that is not a list of KEY=VALUE. */
enum status cell_source(struct arena *, const struct cell *, struct cell *source, struct failure *);

/* Rules that concern several settings at once, such as: span divides depth. */
enum status cell_check(const struct cell *, struct failure *);
