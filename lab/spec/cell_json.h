/* A cell's identity: its canonical text, a JSON object, and the hash of that. */
#pragma once
#include "lab/spec/cell.h"
#include <stdio.h>

/* A path is no part of a run; the checksum of what lies there is. Its key, as "data.checksum"; NULL
 * for a setting that is no path. */
const char *cell_checksum_key(const struct setting *);

/* What a run knows of a setting: its value, or of a path the checksum, as "0a1b2c3d". */
const char *cell_recorded(struct arena *, const struct cell *, const struct setting *,
                          struct failure *);

/* The canonical text: a JSON object of all settings, checksums in place of paths, keys in the
 * table's order, but a silent one at its default left out; its hash (lab/base/hash.h) is the run's name in the database. */
const char *cell_json(struct arena *, const struct cell *, struct failure *);

/* Any text in JSON's quotes, as it is there. */
void cell_json_text(FILE *, const char *text);

/* Read a canonical text back. Texts are copied into the arena. */
enum status cell_from_json(struct arena *, const char *text, struct cell *, struct failure *);
