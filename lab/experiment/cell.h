/* A cell: every setting of one run, and nothing else. Its identity is its text.
 *
 * One table, `settings`, says of each key its name, type, range, default, allowed words and meaning.
 * Reading a spec, --set, the canonical text, --help and the database all go through it: to add a
 * setting, add a member to the struct and a line to the table. */
#pragma once
#include "lab/data/data.h"
#include "lab/net/network.h"
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
    uint32_t checksum; /* of the data's files; part of the identity, where data.path is not */
    struct data_spec data;
    struct net_spec net;
    struct train_spec train;
    struct start_spec start;
};

enum setting_type { SETTING_INT, SETTING_SEED, SETTING_REAL, SETTING_TEXT };

struct setting {
    const char *key; /* dotted: "net.width" */
    enum setting_type type;
    size_t offset;              /* in struct cell */
    double low, high;           /* allowed range of a number, inclusive */
    const char *preset;         /* the default, as text; NULL: the family's own */
    const char *(*word)(int i); /* the i-th allowed word, NULL past the last; NULL: any text */
    const char *meaning;        /* one line, for --help and the docs */
};

extern const struct setting settings[]; /* ends with key NULL */

/* The setting with this key. A key may be given without its section when that is unambiguous, as
 * the axes of a sweep are: "depth" is "net.depth". NULL when there is none. */
const struct setting *setting_find(const char *key);

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
const char *cell_get(struct arena *, const struct cell *, const struct setting *);

/* A path is no part of a run; the checksum of what lies there is. Its key, as "data.checksum"; NULL
 * for a setting that is no path. */
const char *setting_checksum(const struct setting *);

/* What a run knows of a setting: its value, or of a path the checksum, as "0a1b2c3d". */
const char *cell_known(struct arena *, const struct cell *, const struct setting *);

/* The canonical text: a JSON object of all settings, checksums in place of paths, keys in the
 * table's order; and its hash, 16 hexadecimal digits (FNV-1a), the run's name in the database. */
const char *cell_text(struct arena *, const struct cell *);
void cell_hash(const char *text, char hash[17]);

/* Read a canonical text back. Texts are copied into the arena. */
enum status cell_read(struct arena *, const char *text, struct cell *, struct failure *);

/* The cell that this one starts from; refuses a `from` that is not a list of KEY=VALUE. */
enum status cell_source(struct arena *, const struct cell *, struct cell *source, struct failure *);

/* Rules that concern several settings at once, such as: span divides depth. */
enum status cell_check(const struct cell *, struct failure *);
