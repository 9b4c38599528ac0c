#include "lab/spec/expect.h"
#include <stdlib.h>
#include <string.h>

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

static enum status read_yes(struct spec_reader *r, const struct yaml_tree *value, bool *yes)
{
    if (value->kind != TREE_TEXT || (strcmp(value->text, "yes") && strcmp(value->text, "no")))
        return spec_reader_refuse(r, value, NULL, "`%.60s:` takes yes or no", value->key->text);
    *yes = *value->text == 'y';
    return STATUS_OK;
}

static enum status read_exploratory(struct spec_reader *r, const struct yaml_tree *value,
                                    struct expectation *e)
{
    return read_yes(r, value, &e->exploratory);
}

static enum status read_confirm(struct spec_reader *r, const struct yaml_tree *value,
                                struct expectation *e)
{
    bool confirm = true;
    if (!read_yes(r, value, &confirm))
        e->seen_alone = !confirm;
    return r->failure->status;
}

static enum status read_say(struct spec_reader *r, const struct yaml_tree *value,
                            struct expectation *e)
{
    return spec_reader_text(r, value, &e->say);
}

static enum status read_why(struct spec_reader *r, const struct yaml_tree *value,
                            struct expectation *e)
{
    return spec_reader_text(r, value, &e->why);
}

/* `compare:`, `near:` or `check:` */
static enum status read_kind(struct spec_reader *r, const struct yaml_tree *value,
                             struct expectation *e)
{
    if (spec_reader_text(r, value, &e->text))
        return r->failure->status;
    if (e->kind)
        return spec_reader_refuse(r, value->key, NULL,
                                  "a statement has `%s:` or `%.60s:`, not both", e->kind,
                                  value->key->text);
    e->kind = value->key->text;
    e->line = value->line;
    e->column = value->column;
    return STATUS_OK;
}

static const struct statement_key {
    const char *name;
    enum status (*read)(struct spec_reader *, const struct yaml_tree *, struct expectation *);
} keys[] = {
    {"say", read_say},         {"needs", read_needs}, {"exploratory", read_exploratory},
    {"confirm", read_confirm}, {"why", read_why},     {"compare", read_kind},
    {"near", read_kind},       {"check", read_kind},
};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *key_name(int i)
{
    return i < KEYS ? keys[i].name : NULL;
}

static enum status read_statement(struct spec_reader *r, const struct yaml_tree *value,
                                  struct expectation *e)
{
    if (value->kind != TREE_MAP)
        return spec_reader_refuse(r, value, NULL,
                                  "a statement has `say:` and `compare:`, `near:` or `check:`");
    for (const struct yaml_tree *t = value->first; t; t = t->next) {
        int i = 0;
        while (i < KEYS && strcmp(keys[i].name, t->key->text))
            i++;
        if (i == KEYS)
            return spec_reader_refuse_key(r, t->key, "", key_name);
        if (keys[i].read(r, t, e))
            return r->failure->status;
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
