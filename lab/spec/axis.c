#include "lab/spec/axis.h"
#include "lab/base/number.h"
#include "lab/spec/spec_reader.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 10000 };

static bool is_range(const struct setting *s, const struct yaml_tree *t)
{
    bool counts = s->type == SETTING_INT || s->type == SETTING_SEED;
    return t->kind == TREE_TEXT && !t->quoted && counts && strstr(t->text, "..");
}

static bool has_commas(const struct setting *s, const struct yaml_tree *t)
{
    bool free_text = s->type == SETTING_TEXT && !s->word;
    return t->kind == TREE_TEXT && !t->quoted && !free_text && strchr(t->text, ',');
}

bool axis_is(const struct setting *s, const struct yaml_tree *value)
{
    return value->kind == TREE_LIST || is_range(s, value) || has_commas(s, value);
}

/* ---- values ---- */

static enum status add_value(struct spec_reader *r, struct axis *a, const struct yaml_tree *item)
{
    struct cell scratch = {0};
    if (spec_reader_setting(r, &scratch, a->setting, item))
        return r->failure->status;
    const char *value = cell_get(r->arena, &scratch, a->setting, r->failure);
    if (a->values == LONGEST)
        return spec_reader_refuse(r, item, NULL, "more than %d values", LONGEST);
    if (!(a->values & (a->values - 1))) { /* full at every power of two */
        const char **more =
            arena_take(r->arena, r->failure, 2 * (size_t)(a->values + 1) * sizeof *more);
        if (!more)
            return r->failure->status;
        if (a->values)
            memcpy(more, a->value, (size_t)a->values * sizeof *more);
        a->value = more;
    }
    for (int i = 0; i < a->values && !a->zip; i++)
        if (!strcmp(a->value[i], value))
            return spec_reader_refuse(r, item, NULL, "%s is to be %.60s twice", a->setting->key,
                                      value);
    a->value[a->values++] = value;
    return STATUS_OK;
}

static enum status add_range(struct spec_reader *r, struct axis *a, const struct yaml_tree *item)
{
    char first[32] = "", last[32] = "", text[32];
    int64_t low, high;
    if (sscanf(item->text, "%31[-+0-9]..%31s", first, last) != 2 || !number_whole(first, &low) ||
        !number_whole(last, &high))
        return spec_reader_refuse(r, item, NULL, "a range is written 1..5, not %.60s", item->text);
    if (low > high)
        return spec_reader_refuse(r, item, NULL, "the range %.60s is empty", item->text);
    struct yaml_tree value = *item;
    value.text = text;
    for (int64_t n = low; n <= high && !r->failure->status; n++) {
        snprintf(text, sizeof text, "%" PRId64, n);
        add_value(r, a, &value);
    }
    return r->failure->status;
}

static enum status add_item(struct spec_reader *r, struct axis *a, const struct yaml_tree *item)
{
    return is_range(a->setting, item) ? add_range(r, a, item) : add_value(r, a, item);
}

/* 0,5: nobody asks for the two values 0 and 5; [0, 5] does. */
static bool is_decimal_comma(const struct setting *s, const char *text)
{
    const size_t digits = strncmp(text, "0,", 2) ? 0 : strspn(text + 2, "0123456789");
    return s->type == SETTING_REAL && digits && !text[2 + digits];
}

/* 4,8,16 */
static enum status add_commas(struct spec_reader *r, struct axis *a, const struct yaml_tree *text)
{
    struct yaml_tree item = *text;
    if (is_decimal_comma(a->setting, text->text))
        return spec_reader_refuse(
            r, text,
            arena_text(r->arena, r->failure, "a decimal point is a point: 0.%s", text->text + 2),
            "%s would be 0 and another value", a->setting->key);
    for (const char *p = text->text;; p++) {
        p += strspn(p, " ");
        size_t n = strcspn(p, ",");
        item.column = text->column + (int)(p - text->text);
        item.text = arena_text(r->arena, r->failure, "%.*s", (int)n, p);
        if (r->failure->status || add_item(r, a, &item))
            return r->failure->status;
        p += n;
        if (!*p)
            return STATUS_OK;
    }
}

static enum status add_values(struct spec_reader *r, struct axis *a, const struct yaml_tree *value)
{
    if (value->kind != TREE_LIST)
        return has_commas(a->setting, value) ? add_commas(r, a, value) : add_item(r, a, value);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        add_item(r, a, t);
    return r->failure->status;
}

/* ---- axes that move together ---- */

/* Places i < j of the group at which every axis says the same. */
static bool find_twins(const struct spec *spec, int zip, int *i, int *j)
{
    int length = 0;
    for (int k = 0; k < spec->axes; k++)
        if (spec->axis[k].zip == zip)
            length = spec->axis[k].values;
    for (*j = 1; *j < length; ++*j)
        for (*i = 0; *i < *j; ++*i) {
            bool same = true;
            for (int k = 0; k < spec->axes && same; k++)
                if (spec->axis[k].zip == zip)
                    same = !strcmp(spec->axis[k].value[*i], spec->axis[k].value[*j]);
            if (same)
                return true;
        }
    return false;
}

/* Leave each place of the group once. The values are copied: another reading may share them. */
static enum status drop_twins(struct spec_reader *r, int zip)
{
    struct spec *spec = r->spec;
    for (int k = 0; k < spec->axes; k++) {
        struct axis *a = &spec->axis[k];
        size_t bytes = (size_t)a->values * sizeof *a->value;
        const char **copy = arena_alloc(r->arena, bytes);
        if (!copy)
            return fail_memory(r->failure);
        a->value = memcpy(copy, a->value, bytes);
    }
    for (int i, j; find_twins(spec, zip, &i, &j);)
        for (int k = 0; k < spec->axes; k++) {
            struct axis *a = &spec->axis[k];
            if (a->zip == zip)
                memmove(a->value + j, a->value + j + 1,
                        (size_t)(--a->values - j) * sizeof *a->value);
        }
    return STATUS_OK;
}

static const struct axis *partner(const struct spec *spec, const struct axis *a)
{
    for (int k = 0; k < spec->axes; k++)
        if (a->zip && spec->axis[k].zip == a->zip && &spec->axis[k] != a)
            return &spec->axis[k];
    return NULL;
}

/* ---- the spec's list of axes ---- */

struct axis *axis_find(const struct spec *spec, const struct setting *s)
{
    for (int k = 0; k < spec->axes; k++)
        if (spec->axis[k].setting == s)
            return &spec->axis[k];
    return NULL;
}

enum status axis_drop(struct spec_reader *r, const struct setting *s)
{
    struct spec *spec = r->spec;
    struct axis *a = axis_find(spec, s);
    if (!a)
        return STATUS_OK;
    int zip = a->zip;
    memmove(a, a + 1, (size_t)(spec->axis + spec->axes - (a + 1)) * sizeof *a);
    spec->axes--;
    return zip ? drop_twins(r, zip) : STATUS_OK;
}

enum status axis_read(struct spec_reader *r, const struct setting *s, const struct yaml_tree *value,
                      int zip)
{
    struct axis *old = axis_find(r->spec, s);
    if (old && (!r->again || zip))
        return spec_reader_refuse(r, value->key, NULL, "%s is swept twice; also on line %d", s->key,
                                  old->line);
    if (!axis_is(s, value))
        return spec_reader_refuse(r, value, NULL, "%s takes a list here: [%.60s]", s->key,
                                  value->kind == TREE_TEXT ? value->text : "...");
    struct axis a = {.setting = s, .line = value->line, .column = value->column};
    a.zip = old ? old->zip : zip;
    if (add_values(r, &a, value))
        return r->failure->status;
    if (!a.values)
        return spec_reader_refuse(r, value, NULL, "%s has an empty list", s->key);
    const struct axis *other = old ? partner(r->spec, old) : NULL;
    if (other && a.values != other->values)
        return spec_reader_refuse(r, value, NULL,
                                  "%s moves together with %s (`zip:`), so it takes %d values, "
                                  "not %d",
                                  s->key, other->setting->key, other->values, a.values);
    *(old ? old : &r->spec->axis[r->spec->axes++]) = a;
    return STATUS_OK;
}

enum status axis_read_sweep(struct spec_reader *r, const struct yaml_tree *value)
{
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        const struct setting *s = setting_find(t->key->text);
        s ? axis_read(r, s, t, 0) : spec_reader_refuse_key(r, t->key, NULL, NULL);
    }
    return r->failure->status;
}

static enum status read_group(struct spec_reader *r, const struct yaml_tree *group, int zip)
{
    const struct axis *first = NULL;
    for (const struct yaml_tree *t = group->first; t; t = t->next) {
        const struct setting *s = setting_find(t->key->text);
        if (!s)
            return spec_reader_refuse_key(r, t->key, NULL, NULL);
        if ((r->again && axis_drop(r, s)) || axis_read(r, s, t, zip))
            return r->failure->status;
        const struct axis *a = &r->spec->axis[r->spec->axes - 1];
        if (first && a->values != first->values)
            return spec_reader_refuse(r, t, NULL,
                                      "%s has %d values and %s has %d; axes that move together "
                                      "are equally long",
                                      s->key, a->values, first->setting->key, first->values);
        first = a;
    }
    int i, j;
    if (find_twins(r->spec, zip, &i, &j))
        return spec_reader_refuse(r, group, NULL, "places %d and %d of this group are the same",
                                  i + 1, j + 1);
    return STATUS_OK;
}

enum status axis_read_zip(struct spec_reader *r, const struct yaml_tree *value)
{
    int zip = 1;
    for (int k = 0; k < r->spec->axes; k++)
        if (r->spec->axis[k].zip >= zip)
            zip = r->spec->axis[k].zip + 1;
    if (value->kind == TREE_MAP)
        return read_group(r, value, zip);
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        t->kind == TREE_MAP ? read_group(r, t, zip++)
                            : spec_reader_refuse(r, t, NULL, "`zip:` takes mappings of lists");
    return r->failure->status;
}
