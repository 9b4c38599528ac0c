#include "lab/figure/section.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *word, *form;
    int words;
} kinds[] = {
    [SECTION_WITH] = {"with", "-- with", 1},
    [SECTION_ONCE] = {"once", "-- once NAME", 2},
    [SECTION_LACK] = {"lack", "-- lack", 1},
    [SECTION_TEXT] = {"text", "-- text NAME", 2},
    [SECTION_NUMBER] = {"number", "-- number NAME", 2},
    [SECTION_TABLE] = {"table", "-- table NAME", 2},
    [SECTION_SERIES] = {"series", "-- series NAME K", 3},
};

static bool is_name(const char *s)
{
    if (!isalpha((unsigned char)*s))
        return false;
    while (isalnum((unsigned char)*s) || *s == '_')
        s++;
    return !*s;
}

/* Does this line open a section? Prose that begins with the word of one is refused: a misspelt
 * section would be a curve that nobody misses. */
static bool opens(const char *text, size_t length, struct section *section, struct failure *failure)
{
    char line[128], word[32], name[32] = "", keys[32] = "", rest[2];
    snprintf(line, sizeof line, "%.*s", (int)length, text);
    int words = sscanf(line, "-- %31s %31s %31s %1s", word, name, keys, rest);
    for (int k = SECTION_WITH; words > 0 && k <= SECTION_SERIES; k++) {
        if (strcmp(word, kinds[k].word))
            continue;
        bool counted = k != SECTION_SERIES || (isdigit((unsigned char)keys[0]) && !keys[1]);
        if (words != kinds[k].words || (words > 1 && !is_name(name)) || !counted)
            fail(failure, STATUS_DATA, "`%s` is expected, not: %s", kinds[k].form, line);
        section->kind = (enum section_kind)k;
        section->keys = k == SECTION_SERIES ? keys[0] - '0' : 0;
        snprintf(section->name, sizeof section->name, "%s", name);
        return true;
    }
    return false;
}

bool section_next(const char **at, int *line, struct section *section, struct failure *failure)
{
    bool open = false;
    while (**at) {
        const char *begin = *at, *end = strchrnul(begin, '\n');
        struct section found;
        if (opens(begin, (size_t)(end - begin), &found, failure)) {
            if (open && !failure->status)
                return true;
            *section = found;
            section->line = *line;
            section->begin = end;
            open = true;
            if (failure->status)
                return false;
        }
        *at = *end ? end + 1 : end;
        section->end = *at;
        ++*line;
    }
    return open;
}
