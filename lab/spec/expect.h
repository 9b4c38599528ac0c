/* `expect:`, the statements of a spec. Each has its sentence, one statement of a kind, and may name what runs must
 * have before it can be judged:
 *
 *     - say: a plain net of 128 layers has learned nothing
 *       near: train_loss of {block plain, depth 128} near guess within 0.02
 *       needs: {steps: 200}       at least; of any whole or real setting
 *       exploratory: yes          written or changed after its numbers were seen
 *       confirm: no               judged by the seen runs alone: further ones of its nets are too dear
 *       why: one line that is shown where the runs refute it */
#pragma once
#include "lab/spec/spec_reader.h"

enum status expect_read(struct spec_reader *, const struct yaml_tree *value);
