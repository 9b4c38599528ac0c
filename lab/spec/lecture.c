#include "lab/spec/lecture.h"
#include "lab/base/name.h"
#include "lab/spec/cell_json.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct lecture_key {
    const char *name;
    size_t offset;
    bool list;
} keys[] = {
    {"predict", offsetof(struct lecture, predict), false},
    {"seen", offsetof(struct lecture, seen), false},
    {"point", offsetof(struct lecture, point), false},
    {"misread", offsetof(struct lecture, misread), false},
    {"limit", offsetof(struct lecture, limit), false},
    {"after", offsetof(struct lecture, after), true},
    {"terms", offsetof(struct lecture, terms), true},
};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *key_name(int i)
{
    return i < KEYS ? keys[i].name : NULL;
}

static const char **text_at(struct lecture *l, const struct lecture_key *key)
{
    return (const char **)((char *)l + key->offset);
}

static struct word_list *list_at(struct lecture *l, const struct lecture_key *key)
{
    return (struct word_list *)((char *)l + key->offset);
}

static enum status read_list(struct spec_reader *r, const struct yaml_tree *value,
                             struct word_list *list)
{
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    list->word = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *list->word);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        if (t->kind != TREE_TEXT || !*t->text)
            return spec_reader_refuse(r, t, NULL, "`%s:` takes a list of words", value->key->text);
        for (int i = 0; i < list->words; i++)
            if (!strcmp(list->word[i], t->text))
                return spec_reader_refuse(r, t, NULL, "`%.60s` is here twice", t->text);
        list->word[list->words++] = t->text;
    }
    return r->failure->status;
}

/* An experiment is called by its name, as in a command. */
static enum status check_names(struct spec_reader *r, const struct yaml_tree *value)
{
    for (const struct yaml_tree *t = value->first; t; t = t->next)
        if (!name_is_plain(t->text))
            return spec_reader_refuse(r, t, NULL, "an experiment's name has " NAME_RULE);
    return STATUS_OK;
}

enum status lecture_read(struct spec_reader *r, const struct yaml_tree *value)
{
    struct lecture *l = &r->spec->lecture;
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        int i = 0;
        while (i < KEYS && strcmp(keys[i].name, t->key->text))
            i++;
        if (i == KEYS)
            return spec_reader_refuse_key(r, t->key, "", key_name);
        if (!keys[i].list)
            spec_reader_text(r, t, text_at(l, &keys[i]));
        else if (!read_list(r, t, list_at(l, &keys[i])) && !strcmp(keys[i].name, "after"))
            check_names(r, t);
    }
    return r->failure->status;
}

static void put_list(FILE *out, const struct word_list *list)
{
    putc('[', out);
    for (int i = 0; i < list->words; i++) {
        fputs(i ? "," : "", out);
        cell_json_text(out, list->word[i]);
    }
    putc(']', out);
}

const char *lecture_json(struct arena *arena, const struct lecture *lecture,
                         struct failure *failure)
{
    struct lecture l = *lecture;
    char *buffer = NULL;
    size_t size;
    FILE *out = open_memstream(&buffer, &size);
    if (!out) {
        fail_memory(failure);
        return "";
    }
    const char *before = "{";
    for (const struct lecture_key *k = keys; k < keys + KEYS; k++) {
        if (k->list ? !list_at(&l, k)->words : !*text_at(&l, k))
            continue;
        fprintf(out, "%s\"%s\":", before, k->name);
        before = ",";
        if (k->list)
            put_list(out, list_at(&l, k));
        else
            cell_json_text(out, *text_at(&l, k));
    }
    fputs(*before == '{' ? "{}" : "}", out);
    if (fclose(out) || !buffer)
        fail_memory(failure);
    const char *text = failure->status ? "" : arena_text(arena, failure, "%s", buffer);
    free(buffer);
    return text;
}
