/* `lecture:`, what a lecturer says beside an experiment's figures. Every key may be left out:
 *
 *     lecture:
 *       predict: what the class should predict before the figure is shown, a question
 *       seen: what the spec's own sweep showed; of any other sweep it would be no finding
 *       point: what to point at in the figure
 *       misread: the usual misunderstanding
 *       limit: what it does not show
 *       after: [degradation]              experiments that this one builds on
 *       terms: [degradation, zero-last]   words that a glossary explains */
#pragma once
#include "lab/spec/spec_reader.h"

enum status lecture_read(struct spec_reader *, const struct yaml_tree *value);

/* The same keys and values as a JSON object, for the database: its view `lecture` shows them. */
const char *lecture_json(struct arena *, const struct lecture *, struct failure *);
