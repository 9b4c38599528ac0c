#include "lab/experiment/reading.h"
#include "lab/experiment/nearest.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum status complain(struct reading *r, const struct tree *t, const char *hint, const char *format,
                     ...)
{
    char what[600];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    return source_fail(r->source, t->line, t->column, hint, r->failure, "%s", what);
}

enum status complain_memory(struct reading *r)
{
    return fail(r->failure, STATUS_FAILED, "%.200s: out of memory", r->source->name);
}

/* "width" of "net.width"; NULL for a setting of another section. */
static const char *name_in(const struct setting *s, const char *section)
{
    const char *dot = strchr(s->key, '.');
    if (!section)
        return dot ? dot + 1 : s->key;
    size_t n = strlen(section);
    return !strncmp(s->key, section, n) && s->key[n] == '.' ? s->key + n + 1 : NULL;
}

enum status complain_key(struct reading *r, const struct tree *key, const char *section,
                         const char *(*known)(int i))
{
    struct nearest nearest = {.word = key->text};
    char hint[160] = "";
    for (int i = 0; known && known(i); i++)
        nearest_offer(&nearest, known(i));
    for (const struct setting *s = settings; s->key; s++) {
        const char *name = name_in(s, section), *word = name_in(s, NULL);
        if (name)
            nearest_offer(&nearest, name);
        if (!section)
            nearest_offer(&nearest, s->key);
        if (!*hint && !strcmp(word, key->text))
            snprintf(hint, sizeof hint, "did you mean `%s`?", s->key);
    }
    if (!*hint && nearest.name)
        snprintf(hint, sizeof hint, "did you mean `%s`?", nearest.name);
    return complain(r, key, *hint ? hint : NULL, "unknown key `%.60s`", key->text);
}

enum status expect_kind(struct reading *r, const struct tree *value, enum tree_kind kind)
{
    if (value->kind == kind)
        return STATUS_OK;
    return complain(r, value, NULL, "`%.60s:` takes %s, not %s", value->key->text,
                    tree_kind_name(&(struct tree){.kind = kind}), tree_kind_name(value));
}

enum status read_setting(struct reading *r, struct cell *cell, const struct setting *s,
                         const struct tree *value)
{
    if (value->kind == TREE_LIST)
        return complain(r, value, "a list belongs in `sweep:`", "%s takes one value here", s->key);
    if (value->kind == TREE_MAP)
        return complain(r, value, NULL, "%s takes a value, not a mapping", s->key);
    if (!value->quoted && (!*value->text || !strcmp(value->text, "~")))
        return complain(r, value, NULL, "%s has no value", s->key);
    if (value->quoted && s->type != SETTING_TEXT)
        return complain(r, value, NULL, "%s takes a number, not a text in quotes", s->key);
    struct failure wrong = {0};
    if (cell_set(cell, s, value->text, &wrong)) {
        char *hint = strchr(wrong.message, '\n');
        if (hint)
            *hint++ = 0;
        return complain(r, value, hint, "%s", wrong.message);
    }
    return STATUS_OK;
}
