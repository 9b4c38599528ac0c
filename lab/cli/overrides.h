/* Words of a command that change settings:
 *
 *     --set KEY=VALUE    any setting; a list (4,8,16 or 1..5) makes an axis
 *     --KEY VALUE        the same for the last part of a setting's name: --depth 4,8,16
 *     --data PATH        another data set */
#pragma once
#include "lab/run/experiment.h"
#include <getopt.h>

enum { OVERRIDES_MOST = 128, OVERRIDE_OPTIONS = 128, OVERRIDE_FIRST = 1024 };

struct overrides {
    int count;
    struct override list[OVERRIDES_MOST];
    const char *data; /* NULL when there is none */
};

/* Append their options to the `count` that are there, and the end; the array has room for
 * OVERRIDE_OPTIONS. */
void override_options(struct option *, int count);

/* Take the option `o` that getopt_long found, o >= OVERRIDE_FIRST. STATUS_USAGE, with a message, when
 * its value cannot be read. */
int override_take(struct overrides *, const char *command, int o, char *value);

/* Do they say anything of the data? */
bool override_names_data(const struct overrides *);

/* What all of a command's requests share. */
struct request override_request(const struct overrides *, const char *folder);
