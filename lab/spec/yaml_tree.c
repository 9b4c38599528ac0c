#include "lab/spec/yaml_tree.h"
#include "lab/base/utf8.h"
#include <string.h>
#include <yaml.h>

enum { DEEPEST = 16, LONGEST = 10000 };

struct reader {
    struct arena *arena;
    const struct source_text *source;
    size_t skip; /* bytes, and characters, of the source before the YAML text */
    int shift;
    yaml_parser_t parser;
    yaml_event_t event; /* the newest */
    struct failure *failure;
};

static int line_of(yaml_mark_t mark)
{
    return (int)mark.line + 1;
}

static int column_of(const struct reader *r, yaml_mark_t mark)
{
    return (int)mark.column + 1 + (mark.line ? 0 : r->shift);
}

/* libyaml counts bytes where the text is no text at all. */
static yaml_mark_t mark_of_byte(const struct reader *r, size_t byte)
{
    yaml_mark_t mark = {0};
    for (const char *p = r->source->text + r->skip, *end = p + byte; p < end && *p; p++) {
        if (*p == '\n') {
            mark.line++;
            mark.column = 0;
        } else {
            mark.column += !utf8_continues(*p);
        }
    }
    return mark;
}

/* Where libyaml gave up; for a bracket or quote that is never closed, where it was opened. */
static yaml_mark_t mark_of_problem(const struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    if (p->error == YAML_READER_ERROR)
        return mark_of_byte(r, p->problem_offset);
    size_t characters = (size_t)utf8_length(r->source->text + r->skip);
    return p->context && p->problem_mark.index >= characters ? p->context_mark : p->problem_mark;
}

static bool report(struct reader *r)
{
    const yaml_parser_t *p = &r->parser;
    yaml_mark_t mark = mark_of_problem(r);
    const char *hint = NULL, *problem = p->problem ? p->problem : "";
    if (p->error == YAML_MEMORY_ERROR)
        fail_memory(r->failure);
    else if (p->error == YAML_READER_ERROR)
        hint = "a spec is written in UTF-8";
    else if (strstr(problem, "cannot start any token"))
        hint =
            "YAML is indented by spaces, never by tabs; a text that begins with @ or ` or % needs "
            "quotes";
    else if (strstr(problem, "mapping values are not allowed"))
        hint = "a text that holds `: ` needs quotes";
    diagnostic_at(r->source, line_of(mark), column_of(r, mark), hint, r->failure,
                  "this is not YAML: %s", problem);
    return false;
}

static bool next(struct reader *r)
{
    yaml_event_delete(&r->event);
    return yaml_parser_parse(&r->parser, &r->event) || report(r);
}

static struct yaml_tree *refuse(struct reader *r, const char *what)
{
    yaml_mark_t mark = r->event.start_mark;
    diagnostic_at(r->source, line_of(mark), column_of(r, mark), NULL, r->failure, "%s", what);
    return NULL;
}

static struct yaml_tree *new_tree(struct reader *r, enum tree_kind kind)
{
    struct yaml_tree *t = arena_take(r->arena, r->failure, sizeof *t);
    if (!t)
        return NULL;
    t->kind = kind;
    t->line = line_of(r->event.start_mark);
    t->column = column_of(r, r->event.start_mark);
    return t;
}

static struct yaml_tree *read_text(struct reader *r)
{
    struct yaml_tree *t = new_tree(r, TREE_TEXT);
    if (!t)
        return NULL;
    const char *value = (const char *)r->event.data.scalar.value;
    yaml_scalar_style_t style = r->event.data.scalar.style;
    if (strlen(value) != r->event.data.scalar.length)
        return refuse(r, "a text cannot hold the character 0");
    t->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    t->column += style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                 style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    t->text = arena_text(r->arena, r->failure, "%s", value);
    return r->failure->status ? NULL : t;
}

static struct yaml_tree *read_value(struct reader *r, int depth);

static struct yaml_tree *read_key(struct reader *r, const struct yaml_tree *map)
{
    /* `[?:]`, a text of YAML 1.2, is a mapping to libyaml, with nothing for a key. */
    if (r->event.type != YAML_SCALAR_EVENT || !r->event.data.scalar.length)
        return refuse(r, "a key is a word");
    struct yaml_tree *key = read_value(r, 0);
    const struct yaml_tree *twin = key ? yaml_tree_get(map, key->text) : NULL;
    if (twin) {
        diagnostic_at(r->source, key->line, key->column, NULL, r->failure,
                      "`%.60s` is here twice; it is also on line %d", key->text, twin->key->line);
        return NULL;
    }
    return key;
}

/* The items of a list or mapping, whose start is the newest event. */
static struct yaml_tree *read_items(struct reader *r, enum tree_kind kind, int depth)
{
    if (depth == DEEPEST)
        return refuse(r, "this is nested too deeply");
    struct yaml_tree *t = new_tree(r, kind);
    struct yaml_tree **end = t ? &t->first : NULL;
    yaml_event_type_t last = kind == TREE_MAP ? YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
    while (t && next(r)) {
        if (r->event.type == last)
            return t;
        if (t->items == (kind == TREE_MAP ? LONGEST / 10 : LONGEST))
            return refuse(r, "this is too long");
        struct yaml_tree *key = NULL, *value;
        if (kind == TREE_MAP && (!(key = read_key(r, t)) || !next(r)))
            return NULL;
        if (!(value = read_value(r, depth + 1)))
            return NULL;
        value->key = key;
        *end = value;
        end = &value->next;
        t->items++;
    }
    return NULL;
}

static struct yaml_tree *read_value(struct reader *r, int depth)
{
    const yaml_event_t *e = &r->event;
    switch (e->type) {
    case YAML_SCALAR_EVENT:
        if (e->data.scalar.anchor || e->data.scalar.tag)
            return refuse(r, "anchors (&) and tags (!) are not used here");
        return read_text(r);
    case YAML_SEQUENCE_START_EVENT:
        if (e->data.sequence_start.anchor || e->data.sequence_start.tag)
            return refuse(r, "anchors (&) and tags (!) are not used here");
        return read_items(r, TREE_LIST, depth);
    case YAML_MAPPING_START_EVENT:
        if (e->data.mapping_start.anchor || e->data.mapping_start.tag)
            return refuse(r, "anchors (&) and tags (!) are not used here");
        return read_items(r, TREE_MAP, depth);
    default:
        return refuse(r, "aliases (*) are not used here");
    }
}

static struct yaml_tree *read_document(struct reader *r)
{
    if (!next(r) || !next(r)) /* the stream's start, the document's start */
        return NULL;
    if (r->event.type == YAML_STREAM_END_EVENT)
        return refuse(r, "there is nothing in it");
    if (!next(r))
        return NULL;
    struct yaml_tree *t = read_value(r, 0);
    if (!t || !next(r) || !next(r)) /* the document's end, the stream's end */
        return NULL;
    return r->event.type == YAML_STREAM_END_EVENT ? t : refuse(r, "a second document begins here");
}

struct yaml_tree *yaml_tree_read(struct arena *arena, const struct source_text *source, size_t skip,
                                 struct failure *failure)
{
    struct reader r = {.arena = arena, .source = source, .skip = skip, .failure = failure};
    for (size_t i = 0; i < skip; i++)
        r.shift += !utf8_continues(source->text[i]);
    if (!strncmp(source->text + skip, "\xef\xbb\xbf", 3)) /* a byte order mark, from an editor */
        r.skip += 3;
    if (strlen(source->text) > TREE_BYTES) {
        diagnostic_at(source, 1, 1, NULL, failure, "this is larger than %d bytes", TREE_BYTES);
        return NULL;
    }
    if (!yaml_parser_initialize(&r.parser)) {
        fail_memory(failure);
        return NULL;
    }
    const char *text = source->text + r.skip;
    yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&r.parser, (const unsigned char *)text, strlen(text));
    struct yaml_tree *t = read_document(&r);
    yaml_event_delete(&r.event);
    yaml_parser_delete(&r.parser);
    return t;
}

struct yaml_tree *yaml_tree_get(const struct yaml_tree *map, const char *key)
{
    for (struct yaml_tree *t = map->first; t; t = t->next)
        if (!strcmp(t->key->text, key))
            return t;
    return NULL;
}

bool yaml_tree_is_null(const struct yaml_tree *t)
{
    static const char *const word[] = {"", "~", "null", "Null", "NULL"};
    for (size_t i = 0; t->kind == TREE_TEXT && !t->quoted && i < sizeof word / sizeof *word; i++)
        if (!strcmp(t->text, word[i]))
            return true;
    return false;
}

const char *yaml_tree_kind_name(const struct yaml_tree *t)
{
    return t->kind == TREE_LIST ? "a list" : t->kind == TREE_MAP ? "a mapping" : "a text";
}
