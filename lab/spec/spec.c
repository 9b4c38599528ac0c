#include "lab/spec/spec.h"
#include "lab/base/name.h"
#include "lab/base/number.h"
#include "lab/base/suggest.h"
#include "lab/spec/axis.h"
#include "lab/spec/expect.h"
#include "lab/spec/lecture.h"
#include "lab/spec/spec_reader.h"
#include "lab/spec/text_file.h"
#include <stdio.h>
#include <string.h>

/* ---- settings ---- */

/* In the file a setting has one value; in `full:` and --set a list makes it an axis, and a single
 * value takes its axis away. */
static enum status apply(struct spec_reader *r, const struct setting *s,
                         const struct yaml_tree *value)
{
    if (r->again && axis_is(s, value))
        return axis_read(r, s, value, 0);
    if (!spec_reader_setting(r, &r->spec->base, s, value) && r->again)
        axis_drop(r, s);
    return r->failure->status;
}

static enum status read_section(struct spec_reader *r, const struct yaml_tree *value)
{
    const char *section = value->key->text;
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        char key[128];
        snprintf(key, sizeof key, "%s.%s", section, t->key->text);
        const struct setting *s = setting_find(key);
        s ? apply(r, s, t) : spec_reader_refuse_key(r, t->key, section, NULL);
    }
    return r->failure->status;
}

/* ---- texts, figures ---- */

/* `question:`, `claim:` or `source:` */
static enum status read_own_text(struct spec_reader *r, const struct yaml_tree *value)
{
    const char *key = value->key->text;
    struct spec *spec = r->spec;
    return spec_reader_text(r, value,
                            !strcmp(key, "question") ? &spec->question
                            : !strcmp(key, "claim")  ? &spec->claim
                                                     : &spec->source);
}

static enum status read_figures(struct spec_reader *r, const struct yaml_tree *value)
{
    struct spec *spec = r->spec;
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    spec->figures = 0;
    spec->figure = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *spec->figure);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        if (t->kind != TREE_TEXT || !name_is_plain(t->text))
            return spec_reader_refuse(r, t, NULL, "a figure's name has " NAME_RULE);
        for (int i = 0; i < spec->figures; i++)
            if (!strcmp(spec->figure[i], t->text))
                return spec_reader_refuse(r, t, NULL, "the figure `%.60s` is here twice", t->text);
        spec->figure[spec->figures++] = t->text;
    }
    return r->failure->status;
}

/* ---- probes ---- */

static enum status read_step(struct spec_reader *r, const struct yaml_tree *t, int64_t *step)
{
    *step = STEP_FINAL;
    if (t->kind == TREE_TEXT && !strcmp(t->text, "final"))
        return STATUS_OK;
    if (t->kind != TREE_TEXT || !number_whole(t->text, step) || *step < 0)
        return spec_reader_refuse(r, t, NULL,
                                  "a probe runs after a number of updates, or at `final`");
    return STATUS_OK;
}

static enum status read_samples(struct spec_reader *r, const struct yaml_tree *t)
{
    int64_t n = 0;
    if (t->kind != TREE_TEXT || !number_whole(t->text, &n) || n < 1 || n > 65536)
        return spec_reader_refuse(r, t, NULL, "probes use 1 to 65536 samples");
    r->spec->samples = (int)n;
    return STATUS_OK;
}

static enum status read_probing(struct spec_reader *r, const struct yaml_tree *t)
{
    if (!strcmp(t->key->text, "samples"))
        return read_samples(r, t);
    struct suggestion nearest = {.word = t->key->text};
    struct probe_schedule *p = &r->spec->probe[r->spec->probes++];
    p->probe = probe_find(t->key->text);
    for (int i = 0; !p->probe && probes[i]; i++)
        suggest_offer(&nearest, probes[i]->name);
    if (!p->probe)
        return spec_reader_refuse(
            r, t->key, nearest.name ? suggest_line(&nearest) : "`depthlab probe` lists them",
            "there is no probe `%.60s`", t->key->text);
    if (spec_reader_want(r, t, TREE_LIST))
        return r->failure->status;
    if (t->items > PROBE_STEPS)
        return spec_reader_refuse(r, t, NULL, "a probe runs at %d steps at most", PROBE_STEPS);
    for (const struct yaml_tree *s = t->first; s && !r->failure->status; s = s->next)
        read_step(r, s, &p->step[p->steps++]);
    return r->failure->status;
}

static enum status read_probe(struct spec_reader *r, const struct yaml_tree *value)
{
    struct spec *spec = r->spec;
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    spec->probes = 0;
    spec->probe = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *spec->probe);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        read_probing(r, t);
    return r->failure->status;
}

/* ---- the whole ---- */

static enum status read_full(struct spec_reader *, const struct yaml_tree *);

static const struct heading {
    const char *name;
    enum status (*read)(struct spec_reader *, const struct yaml_tree *);
    bool once; /* not in `full:` or --set */
} headings[] = {
    {"question", read_own_text, false}, {"claim", read_own_text, false},
    {"source", read_own_text, false},   {"lecture", lecture_read, true},
    {"data", read_section, false},      {"net", read_section, false},
    {"train", read_section, false},     {"start", read_section, false},
    {"sweep", axis_read_sweep, false},  {"zip", axis_read_zip, false},
    {"full", read_full, true},          {"probe", read_probe, false},
    {"expect", expect_read, true},      {"figures", read_figures, false},
};
enum { HEADINGS = sizeof headings / sizeof *headings };

static const char *heading_name(int i)
{
    return i < HEADINGS ? headings[i].name : i == HEADINGS ? "seed" : NULL;
}

static enum status read_entry(struct spec_reader *r, const struct yaml_tree *t)
{
    for (const struct heading *p = headings; p < headings + HEADINGS; p++)
        if (!strcmp(p->name, t->key->text)) {
            if (r->again && p->once)
                return spec_reader_refuse(r, t->key, NULL, "`%s` cannot be changed here", p->name);
            return p->read(r, t);
        }
    const struct setting *s = setting_find(t->key->text);
    if (s && (r->again || !strcmp(t->key->text, "seed")))
        return apply(r, s, t);
    return spec_reader_refuse_key(r, t->key, r->again ? NULL : "", heading_name);
}

static enum status read_full(struct spec_reader *r, const struct yaml_tree *value)
{
    if (spec_reader_want(r, value, TREE_MAP))
        return r->failure->status;
    r->again = true;
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        read_entry(r, t);
    r->again = false;
    return r->failure->status;
}

static struct axis *new_axes(struct arena *arena, struct failure *failure)
{
    int count = 0;
    while (settings[count].key)
        count++;
    return arena_take(arena, failure, (size_t)count * sizeof(struct axis));
}

/* `full:` is read last, since it changes the rest; unasked for, it is read for its mistakes only. */
static enum status read_all(struct spec_reader *r, const struct yaml_tree *root, bool full)
{
    if (root->kind != TREE_MAP)
        return spec_reader_refuse(r, root, NULL, "a spec is a mapping: `question: ...`");
    for (const struct yaml_tree *t = root->first; t; t = t->next)
        if (strcmp(t->key->text, "full") && read_entry(r, t))
            return r->failure->status;
    const struct yaml_tree *t = yaml_tree_get(root, "full");
    if (!t || full)
        return t ? read_full(r, t) : STATUS_OK;
    struct spec other = *r->spec;
    if (!(other.axis = new_axes(r->arena, r->failure)))
        return r->failure->status;
    memcpy(other.axis, r->spec->axis, (size_t)other.axes * sizeof *other.axis);
    return read_full(&(struct spec_reader){r->arena, r->source, &other, false, r->failure}, t);
}

/* --set key=value. A text that has no list of words is taken as it stands, so that any path is one. */
static enum status override(struct spec_reader *r, const struct override *o)
{
    size_t skip = strlen(o->key) + 1;
    const char *text = arena_text(r->arena, r->failure, "%s=%s", o->key, o->value);
    struct source_text source = {.name = "--set", .text = text, .argument = true};
    struct spec_reader argument = {r->arena, &source, r->spec, true, r->failure};
    if (r->failure->status)
        return r->failure->status;
    struct yaml_tree key = {.kind = TREE_TEXT, .line = 1, .column = 1, .text = o->key};
    struct yaml_tree literal = {.kind = TREE_TEXT, .line = 1, .column = (int)skip + 1};
    const struct setting *s = setting_find(o->key);
    bool quoted = *o->value == '"' || *o->value == '\'';
    bool as_it_stands = s && s->type == SETTING_TEXT && !s->word && !quoted;
    struct yaml_tree *value = &literal;
    literal.text = text + skip;
    literal.quoted = as_it_stands;
    if (*o->value && !as_it_stands &&
        !(value = yaml_tree_read(r->arena, &source, skip, r->failure)))
        return r->failure->status;
    value->key = &key;
    return read_entry(&argument, value);
}

static const char *name_of(struct arena *arena, const char *file, struct failure *failure)
{
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    return arena_text(arena, failure, "%.*s",
                      dot && dot > name ? (int)(dot - name) : (int)strlen(name), name);
}

/* A spec that holds the defaults and room for axes. */
static enum status start(struct arena *arena, const char *file, struct spec *spec,
                         struct failure *failure)
{
    *spec = (struct spec){.file = arena_text(arena, failure, "%s", file),
                          .name = name_of(arena, file, failure)};
    cell_open(&spec->base);
    spec->claim = spec->source = "";
    spec->axis = new_axes(arena, failure);
    return failure->status;
}

static enum status apply_overrides(struct spec_reader *r, int overrides,
                                   const struct override *list)
{
    for (int i = 0; i < overrides && !r->failure->status; i++)
        override(r, &list[i]);
    return r->failure->status;
}

enum status spec_preset(struct arena *arena, int overrides, const struct override *list,
                        struct spec *spec, struct failure *failure)
{
    struct source_text source = {.name = "the defaults", .text = ""};
    struct spec_reader r = {arena, &source, spec, false, failure};
    if (start(arena, source.name, spec, failure))
        return failure->status;
    spec->text = spec->question = "";
    return apply_overrides(&r, overrides, list);
}

enum status spec_read(struct arena *arena, const char *file, bool full, int overrides,
                      const struct override *list, struct spec *spec, struct failure *failure)
{
    if (start(arena, file, spec, failure))
        return failure->status;
    struct source_text source = {.name = spec->file};
    struct spec_reader r = {arena, &source, spec, false, failure};
    if (!(source.text = spec->text = text_file_read(arena, file, failure)))
        return failure->status;
    if (!name_is_plain(spec->name))
        return fail(failure, STATUS_DATA,
                    "%.400s: an experiment is called as its file, and its name has " NAME_RULE
                    ": rename the file",
                    file);
    const struct yaml_tree *root = yaml_tree_read(arena, &source, 0, failure);
    if (!root || read_all(&r, root, full) || apply_overrides(&r, overrides, list))
        return failure->status;
    if (!spec->question)
        return fail(failure, STATUS_DATA, "%.400s: there is no `question:`", file);
    return STATUS_OK;
}
