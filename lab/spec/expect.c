#include "lab/spec/expect.h"
#include <stdlib.h>
#include <string.h>

static const char *statement_key(int i)
{
    static const char *const key[] = {"say", "needs", "compare", "near", "check", NULL};
    return key[i];
}

static enum status read_needs(struct spec_reader *r, const struct yaml_tree *value,
                              struct expectation *e)
{
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    e->need = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *e->need);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        const struct setting *s = setting_find(t->key->text);
        struct cell cell = r->spec->base;
        struct need *need = &e->need[e->needs++];
        if (!s)
            return spec_reader_refuse_key(r, t->key, NULL, NULL);
        if (s->type != SETTING_INT && s->type != SETTING_REAL)
            return spec_reader_refuse(r, t->key, NULL, "`%s` is not a number", t->key->text);
        if (!spec_reader_setting(r, &cell, s, t))
            need->least = strtod(t->text, NULL);
        need->setting = s;
    }
    return r->failure->status;
}

static enum status read_statement(struct spec_reader *r, const struct yaml_tree *value,
                                  struct expectation *e)
{
    if (value->kind != TREE_MAP)
        return spec_reader_refuse(r, value, NULL,
                                  "a statement has `say:` and `compare:`, `near:` or `check:`");
    for (const struct yaml_tree *t = value->first; t; t = t->next) {
        const char *key = t->key->text, *text = NULL;
        int i = 0;
        while (statement_key(i) && strcmp(statement_key(i), key))
            i++;
        if (!statement_key(i))
            return spec_reader_refuse_key(r, t->key, "", statement_key);
        if (i == 1 ? read_needs(r, t, e) : spec_reader_text(r, t, &text))
            return r->failure->status;
        if (i == 1)
            continue;
        if (i == 0) {
            e->say = text;
            continue;
        }
        if (e->kind)
            return spec_reader_refuse(r, t->key, NULL,
                                      "a statement has `%s:` or `%.60s:`, not both", e->kind, key);
        e->kind = key;
        e->text = text;
        e->line = t->line;
        e->column = t->column;
    }
    if (!e->say || !e->kind)
        return spec_reader_refuse(r, value, NULL, "this statement lacks %s",
                                  e->say ? "`compare:`, `near:` or `check:`" : "`say:`");
    return STATUS_OK;
}

enum status expect_read(struct spec_reader *r, const struct yaml_tree *value)
{
    struct spec *spec = r->spec;
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    spec->expectation =
        arena_take(r->arena, r->failure, (size_t)value->items * sizeof *spec->expectation);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        read_statement(r, t, &spec->expectation[spec->expectations++]);
    return r->failure->status;
}
