/* Overrides as the words of a command: "--depth 2,8 --set data.train=77", quoted for a shell. */
#pragma once
#include "lab/spec/spec.h"

const char *override_words(struct arena *, int overrides, const struct override *,
                           struct failure *);

/* A text as one word that a shell leaves as it is; what a terminal must not be shown is written as
 * "$(printf '\033')". */
const char *override_shell_word(struct arena *, const char *text, struct failure *);
