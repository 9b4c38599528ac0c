/* The options of a command: one table parses them, prints them in --help and refuses the rest.
 *
 * A row names an option and the member of the command's `struct arguments` that takes its value. The
 * macros below write a row; a member of the wrong type does not compile:
 *
 *     static const struct option_row options[] = {
 *         OPTION_WHOLE("samples", "N", samples, 1, 65536, "use the first N", .preset = "256"),
 *         OPTION_FLAG("every", every, "repeated blocks one by one"),
 *         OPTION_DB,
 *         {0},
 *     };
 *
 * `--name value` and `--name=value`, `-j 4` and `-j4` are the same; an option may stand before or
 * behind other words, `--` ends them, and the last of two wins. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { OPTION_REPEATS = 64 };
struct option_list { /* an option that may be repeated */
    int count;
    int64_t n[OPTION_REPEATS];
};

enum option_kind {
    KIND_FLAG,    /* the member is a bool */
    KIND_TEXT,    /* const char * */
    KIND_DATA,    /* the same: where data lie, a path or the name of a set that was fetched */
    KIND_INT,     /* int */
    KIND_INT64,   /* int64_t or uint64_t */
    KIND_LIST,    /* struct option_list */
    KIND_PAIR,    /* struct overrides, as are the next two: a setting as KEY=VALUE */
    KIND_SETTING, /* the setting of this name */
    KIND_ANY,     /* stands for all settings that have no row of their own */
};

struct option_row {
    const char *name;  /* without its dashes; NULL ends a table */
    const char *value; /* what it takes, as --help names it: FILE; NULL for a flag */
    enum option_kind kind;
    size_t offset;      /* of the member that takes the value */
    bool common;        /* the member lies in struct cli */
    int64_t low, high;  /* of a number; high 0: as large as the member holds */
    const char *help;   /* one sentence; --help adds the preset */
    const char *preset; /* the value when it is not given, as text */
    char letter;        /* 'j' where -j is the same */
};

#define OPTION_AT(type, member)                                                                    \
    _Generic(((struct arguments *)0)->member, type : offsetof(struct arguments, member))
#define OPTION_FLAG(word, member, text)                                                            \
    {                                                                                              \
        word, NULL, KIND_FLAG, OPTION_AT(bool, member), .help = text                               \
    }
#define OPTION_TEXT(word, takes, member, ...)                                                      \
    {                                                                                              \
        word, takes, KIND_TEXT, OPTION_AT(const char *, member), .help = __VA_ARGS__               \
    }
#define OPTION_DATA_AT(member, ...)                                                                \
    {                                                                                              \
        "data", "PATH", KIND_DATA, OPTION_AT(const char *, member), .help = __VA_ARGS__            \
    }
#define OPTION_WHOLE(word, takes, member, least, most, ...)                                        \
    {                                                                                              \
        word, takes, OPTION_WHOLE_KIND(member), offsetof(struct arguments, member), false, least,  \
            most, .help = __VA_ARGS__                                                              \
    }
#define OPTION_WHOLE_KIND(member)                                                                  \
    _Generic(((struct arguments *)0)->member, int                                                  \
             : KIND_INT, int64_t                                                                   \
             : KIND_INT64, uint64_t                                                                \
             : KIND_INT64, struct option_list                                                      \
             : KIND_LIST)

/* The row of an option with its dashes, "--samples" or "-j"; NULL when there is none. */
const struct option_row *option_find(const struct option_row *, const char *option);

/* Fill `arguments`, and in struct cli what rows say is common and the words that are no options. */
struct cli;
enum status options_parse(struct cli *, const struct option_row *, int argc, char **argv,
                          void *arguments, struct failure *);

/* "-j, --jobs N"; its length. */
int option_label(const struct option_row *, char *text, size_t room);
/* Its sentence and its preset. */
void option_meaning(const struct option_row *, char *text, size_t room);

/* What --help prints: how the command is used, what it does, its options. */
struct command;
void options_help(const struct command *);
