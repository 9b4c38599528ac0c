/* A run's net with the weights that it ended with, or had on the way, which come from the database, or from training it again. */
#pragma once
#include "lab/run/loaded_model.h"
#include "lab/run/repeat.h"

/* `samples` false: of a generated set only as much as tells the data's shape. The notes of the weights name
 * their run and contain its cell and the names of its classes. */
enum status trained_model_read(struct arena *, struct store *, const struct repeat_order *,
                               bool samples, struct loaded_model *, struct failure *);

/* The weights after `step` updates, which a note names. 0 is the start, as the seed draws it: what became of the run
 * does not matter then. */
enum status trained_model_at_step(struct arena *, struct store *, const struct repeat_order *,
                                  int64_t step, struct loaded_model *, struct failure *);
