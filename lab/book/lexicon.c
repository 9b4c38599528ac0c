#include "lab/book/lexicon.h"
#include "lab/base/utf8.h"
#include "lab/spec/spec_reader.h"
#include <string.h>
#include <unistd.h>

static const struct {
    const char *file, *key[3]; /* of the text, of what may be left out */
} kinds[] = {
    [LEXICON_GLOSSARY] = {"glossary.yaml", {"means", "formula"}},
    [LEXICON_BIBLIOGRAPHY] = {"bibliography.yaml", {"reference", "link"}},
};

static const char *glossary_key(int i)
{
    return kinds[LEXICON_GLOSSARY].key[i];
}

static const char *bibliography_key(int i)
{
    return kinds[LEXICON_BIBLIOGRAPHY].key[i];
}

static enum status read_entry(struct spec_reader *r, const struct yaml_tree *value,
                              enum lexicon_kind kind, struct lexicon_entry *e)
{
    const char *const *key = kinds[kind].key;
    *e = (struct lexicon_entry){.word = value->key->text, .more = ""};
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        if (!strcmp(t->key->text, key[0]))
            spec_reader_text(r, t, &e->text);
        else if (!strcmp(t->key->text, key[1]))
            spec_reader_text(r, t, &e->more);
        else
            return spec_reader_refuse_key(
                r, t->key, "", kind == LEXICON_GLOSSARY ? glossary_key : bibliography_key);
    if (!r->failure->status && !e->text)
        return spec_reader_refuse(r, value->key, NULL, "`%.60s` lacks `%s:`", e->word, key[0]);
    return r->failure->status;
}

enum status lexicon_read(struct arena *arena, const char *folder, enum lexicon_kind kind,
                         struct lexicon *lexicon, struct failure *failure)
{
    *lexicon = (struct lexicon){0};
    const char *file = arena_text(arena, failure, "%s/%s", folder, kinds[kind].file);
    if (failure->status || access(file, F_OK))
        return failure->status;
    struct source_text source;
    struct spec_reader r;
    const struct yaml_tree *root = spec_reader_file(&r, arena, file, &source, failure);
    if (!root)
        return failure->status;
    if (root->kind != TREE_MAP)
        return spec_reader_refuse(&r, root, NULL, "%s is a mapping: `WORD: {%s: ...}`",
                                  kinds[kind].file, kinds[kind].key[0]);
    lexicon->entry = arena_take(arena, failure, (size_t)root->items * sizeof *lexicon->entry);
    for (const struct yaml_tree *t = root->first; t && !failure->status; t = t->next)
        read_entry(&r, t, kind, &lexicon->entry[lexicon->entries++]);
    return failure->status;
}

const struct lexicon_entry *lexicon_find(const struct lexicon *lexicon, const char *word)
{
    for (int i = 0; i < lexicon->entries; i++)
        if (!strcmp(lexicon->entry[i].word, word))
            return &lexicon->entry[i];
    return NULL;
}

const struct lexicon_entry *lexicon_next(const struct lexicon *lexicon, const char **at,
                                         size_t *length)
{
    const struct lexicon_entry *found = NULL;
    for (bool inside = false; **at && !found; inside = utf8_is_letter(**at), ++*at) {
        *length = 0;
        for (int i = 0; !inside && i < lexicon->entries; i++) {
            const size_t n = strlen(lexicon->entry[i].word);
            if (n > *length && !strncmp(*at, lexicon->entry[i].word, n) &&
                !utf8_is_letter((*at)[n])) {
                found = &lexicon->entry[i];
                *length = n;
            }
        }
        if (found)
            return found;
    }
    return NULL;
}
