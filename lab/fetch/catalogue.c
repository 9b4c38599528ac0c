#include "lab/fetch/catalogue.h"
#include "lab/base/name.h"
#include "lab/base/suggest.h"
#include "lab/data/file.h"
#include <stdlib.h>
#include <string.h>

enum { SETS = 100, MD5_DIGITS = 32 };
static const char blank[] = " \t\r";

static const char *next_word(struct arena *arena, char **line, struct failure *failure)
{
    char *word;
    while ((word = strsep(line, blank)) && !*word)
        ;
    return word ? arena_text(arena, failure, "%s", word) : NULL;
}

/* What is wrong with the words of a line, or NULL. */
static const char *take_line(struct arena *arena, char *line, struct catalogue *c,
                             struct failure *failure)
{
    const char *name = next_word(arena, &line, failure), *word;
    struct catalogue_set *set = c->sets ? &c->set[c->sets - 1] : NULL;
    if (!name_is_plain(name))
        return "a set's name consists of " NAME_RULE;
    if (!set || strcmp(set->name, name)) {
        for (int i = 0; i < c->sets; i++)
            if (!strcmp(c->set[i].name, name))
                return "the files of a set stand together";
        if (c->sets == SETS)
            return "too many sets";
        set = &c->set[c->sets++];
        set->name = name;
    }
    if (set->files == CATALOGUE_FILES)
        return "too many files of a set";
    struct catalogue_file *f = &set->file[set->files++];
    f->md5 = next_word(arena, &line, failure);
    if (!f->md5 || strlen(f->md5) != MD5_DIGITS || strspn(f->md5, "0123456789abcdef") != MD5_DIGITS)
        return "behind the name stands an MD5, 32 digits 0-9 a-f";
    while ((word = next_word(arena, &line, failure))) {
        if (f->addresses == CATALOGUE_ADDRESSES)
            return "too many addresses";
        f->address[f->addresses++] = word;
    }
    const char *slash = f->addresses ? strrchr(f->address[0], '/') : NULL;
    f->name = slash ? slash + 1 : "";
    if (!name_is_plain(f->name))
        return "behind the MD5 stand addresses, the first of which ends in a file's name";
    for (int i = 0; i < set->files - 1; i++)
        if (!strcmp(set->file[i].name, f->name))
            return "two files of a set have one name";
    return NULL;
}

enum status catalogue_read(struct arena *arena, const char *path, struct catalogue *c,
                           struct failure *failure)
{
    size_t bytes;
    char *text = file_text(path, &bytes, failure), *rest = text, *line;
    *c = (struct catalogue){.set = arena_take(arena, failure, SETS * sizeof *c->set)};
    for (int n = 1; !failure->status && (line = strsep(&rest, "\n")); n++) {
        line += strspn(line, blank);
        const char *wrong = *line && *line != '#' ? take_line(arena, line, c, failure) : NULL;
        if (wrong)
            fail(failure, STATUS_DATA, "%s:%d: %s", path, n, wrong);
    }
    free(text);
    return failure->status;
}

const struct catalogue_set *catalogue_find(const struct catalogue *c, const char *name,
                                           struct failure *failure)
{
    struct suggestion near = {.word = name};
    for (int i = 0; i < c->sets; i++) {
        if (!strcmp(c->set[i].name, name))
            return &c->set[i];
        suggest_offer(&near, c->set[i].name);
    }
    fail(failure, STATUS_USAGE, "no set `%.60s` can be fetched%s; `depthlab data fetch` names all",
         name, suggest_inline(&near));
    return NULL;
}
