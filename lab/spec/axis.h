/* Reading the axes of a sweep: [4, 8, 16], 1..5, or on the command line 4,8,16; and axes that move
 * together. */
#pragma once
#include "lab/spec/spec_reader.h"

/* Does the value make an axis: [4, 8], 1..5, or 4,8 ? */
bool axis_is(const struct setting *, const struct yaml_tree *value);
/* Make the axis. `zip` 0 is an axis of its own. */
enum status axis_read(struct spec_reader *, const struct setting *, const struct yaml_tree *value,
                      int zip);
/* The setting's axis, or NULL. */
struct axis *axis_find(const struct spec *, const struct setting *);
/* Take the setting's axis away, if there is one: it has a single value now. */
enum status axis_drop(struct spec_reader *, const struct setting *);

/* `sweep:` and `zip:` */
enum status axis_read_sweep(struct spec_reader *, const struct yaml_tree *value);
enum status axis_read_zip(struct spec_reader *, const struct yaml_tree *value);
