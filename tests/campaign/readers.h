/* The commands that only print, for what is promised of every command. */
#pragma once
#include "tests/campaign/writers.h"

#define READER(words)                                                                              \
    {                                                                                              \
        words, "true", words, "cat out.txt", NULL, false                                           \
    }
static const struct writer readers[] = {
    READER("list --db whole.db"),
    READER("check s.yaml --db whole.db"),
    READER("status --db whole.db"),
    READER("status s --db whole.db"),
    READER("show 1 --db whole.db"),
    READER("compare 1 2 --db whole.db"),
    READER("verdict s.yaml --db whole.db"),
    READER("export --list --db whole.db"),
    {"model", "true", "model --depth 4", "grep -v '^fits: ' out.txt", NULL,
     false}, /* the limit is what there is */
    READER("data list"),
    READER("probe"),
    READER("import weights"),
    READER("verify 1 --db whole.db"),
    READER("gradcheck"),
    READER("plot s.yaml --format txt --db whole.db --out t"),
};
enum { READERS = sizeof readers / sizeof *readers, COMMANDS = READERS + WRITERS };

static inline const struct writer *command_of(int i)
{
    return i < READERS ? &readers[i] : &writers[i - READERS];
}

/* Many nets: for the long campaign, and there less often. */
static inline bool is_slow(const struct writer *w)
{
    return !strcmp(w->name, "gradcheck");
}

/* With less than it wants it gives what it always gives, or its code and one message that says `cause`; what it
 * leaves is mended by repeating it. `code` is what the shell saw. */
static inline const char *gave_up_well(const struct lab *lab, const struct writer *w, int code,
                                       const char *whole, bool (*cause)(const char *text))
{
    static char text[1 << 14], why[600];
    const bool reader = w < writers || w >= writers + WRITERS;
    read_file(path_of(lab, "err.txt"), text, sizeof text);
    if (code == 0 && !w->again) {
        char *const now = made(lab, w);
        const bool same = !strcmp(now, whole);
        free(now);
        if (!same)
            return "exit 0, and other bytes";
    } else if (code && (code > 128 || !cause(text))) {
        snprintf(why, sizeof why, "exit %d: %.500s", code, text);
        return why;
    }
    return reader ? NULL : writer_again(lab, w, whole);
}
