/* The options of a command that change settings, for whose arguments have a member `overrides`:
 *
 *     --set KEY=VALUE    any setting; a list (4,8,16 or 1..5) makes an axis
 *     --KEY VALUE        the same for the last part of a setting's name: --depth 4,8,16
 *     --data PATH        another data set */
#pragma once
#include "lab/cli/options.h"
#include "lab/run/experiment.h"

enum { OVERRIDES_MOST = 128 };

struct overrides {
    int count;
    struct override list[OVERRIDES_MOST];
    const char *data; /* NULL when there is none */
};

#define OPTION_OVERRIDE(word, takes, how, text)                                                    \
    {                                                                                              \
        word, takes, how, OPTION_AT(struct overrides, overrides), .help = text                     \
    }
#define OPTION_SETTING(word, takes, text) OPTION_OVERRIDE(word, takes, KIND_SETTING, text)
#define OPTION_SET(text) OPTION_OVERRIDE("set", "KEY=VALUE", KIND_PAIR, text)
#define OPTION_KEY(example)                                                                        \
    OPTION_OVERRIDE("KEY", "VALUE", KIND_ANY,                                                      \
                    "the same for the last part of a setting's name: " example)
#define OPTION_DATA(text) OPTION_DATA_AT(overrides.data, text)

/* Take the override of `--set KEY=VALUE`, or of a setting by its name. */
enum status override_pair(struct arena *, struct overrides *, const char *pair, struct failure *);
enum status override_setting(struct overrides *, const char *key, const char *value,
                             struct failure *);

/* Does one of them change the data? */
bool override_names_data(const struct overrides *);

/* What all of a command's requests share. */
struct request override_request(const struct overrides *, const char *folder);
