#include "lab/cli/options.h"
#include "lab/base/number.h"
#include "lab/base/suggest.h"
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"
#include "lab/fetch/fetch.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 100 };

/* ---- finding ---- */

const struct option_row *option_find(const struct option_row *row, const char *option)
{
    const bool is_letter = option[1] != '-';
    for (; row->name; row++)
        if (is_letter               ? row->letter == option[1]
            : row->kind == KIND_ANY ? setting_option(option + 2) != NULL
                                    : !strcmp(row->name, option + 2))
            return row;
    return NULL;
}

/* A name that begins with the word is near, too. */
static void offer(struct suggestion *near, const char *name)
{
    suggest_offer(near, name);
    if (!near->name && *near->word && !strncmp(name, near->word, strlen(near->word))) {
        near->name = name;
        near->distance = (int)strlen(name);
    }
}

static enum status unknown(const struct option_row *row, const char *option, struct failure *f)
{
    struct suggestion near = {.word = option + 1 + (option[1] == '-'), .prefix = "--"};
    for (; row->name; row++)
        if (row->kind != KIND_ANY)
            offer(&near, row->name);
        else
            for (const struct setting *s = settings; s->key; s++)
                if (setting_option(setting_in_section(s)) == s)
                    offer(&near, setting_in_section(s));
    return fail(f, STATUS_USAGE, "unrecognized option `%.60s`%s", option, suggest_inline(&near));
}

/* ---- parsing ---- */

static enum status store_number(const struct option_row *row, const char *option, const char *value,
                                void *to, struct failure *f)
{
    const int64_t most = row->high ? row->high : row->kind == KIND_INT ? INT_MAX : INT64_MAX;
    struct option_list *list = to;
    char limit[32] = "";
    int64_t n;
    if (!number_whole(value, &n) || n < row->low || n > most) {
        if (row->high)
            snprintf(limit, sizeof limit, " to %lld", (long long)row->high);
        return fail(f, STATUS_USAGE, "%s takes a whole number from %lld%s, not `%.60s`", option,
                    (long long)row->low, limit, value);
    }
    if (row->kind == KIND_INT)
        *(int *)to = (int)n;
    else if (row->kind == KIND_INT64)
        *(int64_t *)to = n;
    else if (list->count == OPTION_REPEATS)
        return fail(f, STATUS_USAGE, "%s can be given %d times", option, OPTION_REPEATS);
    else
        list->n[list->count++] = n;
    return STATUS_OK;
}

static enum status store_value(struct cli *c, const struct option_row *row, const char *option,
                               const char *value, void *arguments, struct failure *f)
{
    void *to = (char *)(row->common ? (void *)c : arguments) + row->offset;
    switch (row->kind) {
    case KIND_FLAG:
        *(bool *)to = true;
        return STATUS_OK;
    case KIND_TEXT:
        *(const char **)to = value;
        return STATUS_OK;
    case KIND_DATA:
        *(const char **)to = fetch_find(&c->arena, value);
        return STATUS_OK;
    case KIND_PAIR:
        return override_pair(&c->arena, to, value, f);
    case KIND_SETTING:
    case KIND_ANY:
        option += 2;
        return override_setting(to, setting_find(option) ? option : setting_option(option)->key,
                                value, f);
    default:
        return store_number(row, option, value, to, f);
    }
}

/* Take the option at *argv, and its value, which may be the next word; where the last word stands. */
static char **take_option(struct cli *c, const struct option_row *rows, char **argv,
                          void *arguments, struct failure *f)
{
    const char *word = *argv;
    const size_t name = word[1] == '-' ? strcspn(word, "=") : 2;
    const char *option = cli_text(c, "%.*s", (int)name, word);
    const char *value = word[name] ? word + name + (word[name] == '=') : NULL;
    const struct option_row *row = option_find(rows, option);
    if (!row)
        unknown(rows, option, f);
    else if (!row->value && value)
        fail(f, STATUS_USAGE, "%s takes no value", option);
    else if (row->value && !value && (!argv[1] || !strncmp(argv[1], "--", 2)))
        fail(f, STATUS_USAGE, "%s takes a value: %s %s", option, option, row->value);
    else {
        value = row->value && !value ? *++argv : value;
        if ((row->kind == KIND_TEXT || row->kind == KIND_DATA) && !*value &&
            !(row->preset && !*row->preset))
            fail(f, STATUS_USAGE, "%s takes a value, not an empty one: %s %s", option, option,
                 row->value);
        store_value(c, row, option, value, arguments, f);
    }
    return argv;
}

enum status options_parse(struct cli *c, const struct option_row *rows, int argc, char **argv,
                          void *arguments, struct failure *f)
{
    bool ended = false;
    c->word = arena_calloc(&c->arena, ((size_t)argc + 1) * sizeof *c->word);
    if (!c->word) {
        fail_memory(&c->failure);
        return f->status;
    }
    for (const struct option_row *row = rows; row->name; row++)
        if (row->preset)
            store_value(c, row, row->name, row->preset, arguments, f);
    for (; *argv && !f->status; argv++)
        if (!ended && !strcmp(*argv, "--"))
            ended = true;
        else if (!ended && **argv == '-' && (*argv)[1])
            argv = take_option(c, rows, argv, arguments, f);
        else
            c->word[c->words++] = *argv;
    return f->status;
}

/* ---- help ---- */

/* In lines of at most WIDTH characters, of which all but the first begin at the column `indent`. */
static void print_wrapped(const char *text, int indent)
{
    while (*text) {
        int n = (int)strcspn(text, "\n");
        if (n > WIDTH - indent)
            for (n = WIDTH - indent; n > 1 && text[n] != ' ';)
                n--;
        printf("%.*s\n", n, text);
        text += n;
        text += *text == ' ' || *text == '\n';
        if (*text)
            printf("%*s", indent, "");
    }
}

int option_label(const struct option_row *row, char *text, size_t room)
{
    const char letter[] = {'-', row->letter, ',', ' ', 0};
    return snprintf(text, room, "%s--%s%s%s", row->letter ? letter : "", row->name,
                    row->value ? " " : "", row->value ? row->value : "");
}

void option_meaning(const struct option_row *row, char *text, size_t room)
{
    const bool shown = row->preset && *row->preset;
    snprintf(text, room, "%s%s%s%s", row->help, shown ? " (" : "", shown ? row->preset : "",
             shown ? ")" : "");
}

void options_help(const struct command *command)
{
    char name[64], text[400];
    int wide = 0;
    for (const char *way = command->usage, *end; way; way = *end ? end + 1 : NULL) {
        end = strchrnul(way, '\n');
        printf("%s depthlab %s%s%.*s [OPTION]...\n", way == command->usage ? "usage:" : "      ",
               command->name, end > way ? " " : "", (int)(end - way), way);
    }
    putchar('\n');
    print_wrapped(command->about, 0);
    putchar('\n');
    for (const struct option_row *row = command->options; row->name; row++) {
        const int n = option_label(row, name, sizeof name);
        wide = n > wide ? n : wide;
    }
    for (const struct option_row *row = command->options; row->name; row++) {
        option_label(row, name, sizeof name);
        option_meaning(row, text, sizeof text);
        printf("  %-*s  ", wide, name);
        print_wrapped(text, wide + 4);
    }
}
