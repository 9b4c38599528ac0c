#include "lab/spec/spec_reader.h"
#include "lab/base/suggest.h"
#include "lab/base/utf8.h"
#include "lab/spec/text_file.h"
#include <string.h>

const struct yaml_tree *spec_reader_file(struct spec_reader *r, struct arena *arena,
                                         const char *file, struct source_text *source,
                                         struct failure *failure)
{
    *source = (struct source_text){.name = file, .text = text_file_read(arena, file, failure)};
    *r = (struct spec_reader){.arena = arena, .source = source, .failure = failure};
    return source->text ? yaml_tree_read(arena, source, 0, failure) : NULL;
}

/* "width" of "net.width"; NULL for a setting of another section. */
static const char *name_in(const struct setting *s, const char *section)
{
    if (!section)
        return setting_in_section(s);
    size_t n = strlen(section);
    return !strncmp(s->key, section, n) && s->key[n] == '.' ? s->key + n + 1 : NULL;
}

enum status spec_reader_refuse_key(struct spec_reader *r, const struct yaml_tree *key,
                                   const char *section, const char *(*known)(int i))
{
    const char *why = setting_retired(key->text);
    if (why)
        return spec_reader_refuse(r, key, why, "there is no setting `%.60s` any more", key->text);
    struct suggestion nearest = {.word = key->text}, elsewhere = nearest; /* of another section */
    for (int i = 0; known && known(i); i++)
        suggest_offer(&nearest, known(i));
    for (const struct setting *s = settings; s->key; s++) {
        const char *name = name_in(s, section), *word = name_in(s, NULL);
        if (name)
            suggest_offer(&nearest, name);
        if (!section)
            suggest_offer(&nearest, s->key);
        if (!elsewhere.name && !strcmp(word, key->text))
            elsewhere.name = s->key;
    }
    const char *hint = suggest_line(elsewhere.name ? &elsewhere : &nearest);
    return spec_reader_refuse(r, key, hint, "unknown key `%.60s`", key->text);
}

enum status spec_reader_want(struct spec_reader *r, const struct yaml_tree *value,
                             enum tree_kind kind)
{
    if (value->kind == kind)
        return STATUS_OK;
    return spec_reader_refuse(r, value, NULL, "`%.60s:` takes %s, not %s", value->key->text,
                              yaml_tree_kind_name(&(struct yaml_tree){.kind = kind}),
                              yaml_tree_kind_name(value));
}

enum status spec_reader_setting(struct spec_reader *r, struct cell *cell, const struct setting *s,
                                const struct yaml_tree *value)
{
    if (value->kind == TREE_LIST)
        return spec_reader_refuse(r, value, "a list belongs in `sweep:`", "%s takes one value here",
                                  s->key);
    if (value->kind == TREE_MAP)
        return spec_reader_refuse(r, value, NULL, "%s takes a value, not a mapping", s->key);
    if (yaml_tree_is_null(value))
        return spec_reader_refuse(r, value, NULL, "%s has no value", s->key);
    if (value->quoted && s->type != SETTING_TEXT)
        return spec_reader_refuse(r, value, NULL, "%s takes a number, not a text in quotes",
                                  s->key);
    struct failure wrong = {0};
    if (cell_set(cell, s, value->text, &wrong)) {
        char *hint = strchr(wrong.message, '\n');
        if (hint)
            *hint++ = 0;
        return spec_reader_refuse(r, value, hint, "%s", wrong.message);
    }
    return STATUS_OK;
}

enum status spec_reader_text(struct spec_reader *r, const struct yaml_tree *value,
                             const char **text)
{
    if (spec_reader_want(r, value, TREE_TEXT))
        return r->failure->status;
    if (!*value->text || yaml_tree_is_null(value))
        return spec_reader_refuse(r, value, NULL, "`%.60s:` has no text", value->key->text);
    char *shown = arena_strdup(r->arena, value->text);
    if (!shown)
        return fail_memory(r->failure);
    utf8_make_printable(shown);
    if (strcmp(shown, value->text)) /* "\e" is an escape of YAML */
        return spec_reader_refuse(r, value, NULL, "`%.60s:` holds control characters",
                                  value->key->text);
    *text = value->text;
    return STATUS_OK;
}
