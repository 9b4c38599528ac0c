#include "lab/cli/overrides.h"
#include "lab/cli/cli.h"
#include <string.h>

enum { OPTION_SET = OVERRIDE_FIRST, OPTION_DATA, OPTION_SETTING };

void override_options(struct option *option, int count)
{
    option[count++] = (struct option){"set", required_argument, NULL, OPTION_SET};
    option[count++] = (struct option){"data", required_argument, NULL, OPTION_DATA};
    for (int i = 0; settings[i].key && count + 1 < OVERRIDE_OPTIONS; i++) {
        const char *dot = strrchr(settings[i].key, '.'), *key = dot ? dot + 1 : settings[i].key;
        if (setting_find(key) == &settings[i])
            option[count++] = (struct option){key, required_argument, NULL, OPTION_SETTING + i};
    }
    option[count] = (struct option){0};
}

int override_take(struct overrides *w, const char *command, int o, char *value)
{
    if (o == OPTION_DATA) {
        w->data = value;
        return STATUS_OK;
    }
    if (w->count == OVERRIDES_MOST)
        return cli_usage(command, "at most %d settings can be overridden", OVERRIDES_MOST);
    struct override *last = &w->list[w->count++];
    if (o >= OPTION_SETTING) {
        *last = (struct override){settings[o - OPTION_SETTING].key, value};
        return STATUS_OK;
    }
    char *equals = strchr(value, '=');
    if (!equals)
        return cli_usage(command, "--set wants KEY=VALUE, not `%s`", value);
    *equals = 0;
    *last = (struct override){value, equals + 1};
    return STATUS_OK;
}

bool override_names_data(const struct overrides *w)
{
    bool named = w->data != NULL;
    for (int i = 0; i < w->count; i++) {
        const struct setting *s = setting_find(w->list[i].key);
        named |= s && !strncmp(s->key, "data.", 5);
    }
    return named;
}

struct request override_request(const struct overrides *w, const char *folder)
{
    return (struct request){
        .folder = folder, .data = w->data, .overrides = w->count, .override = w->list};
}
