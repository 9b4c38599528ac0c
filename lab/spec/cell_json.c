#include "lab/spec/cell_json.h"
#include "lab/base/number.h"
#include "lab/base/utf8.h"
#include "lab/spec/cell.h"
#include "lab/spec/yaml_tree.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* JSON that is YAML as well: YAML folds some characters that JSON allows, so all but ASCII and what
 * \u cannot name is written as \u. A byte that begins no character becomes U+FFFD. */
void cell_json_text(FILE *out, const char *text)
{
    putc('"', out);
    for (int bytes; *text; text += bytes) {
        uint32_t c;
        bytes = utf8_decode(text, UTF8_MOST, &c);
        if (!bytes) {
            bytes = 1;
            c = 0xfffd;
        }
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", (char)c);
        else if (c >= 0x20 && c < 0x7f)
            putc((int)c, out);
        else if (c <= 0xffff)
            fprintf(out, "\\u%04" PRIx32, c);
        else
            fwrite(text, 1, (size_t)bytes, out);
    }
    putc('"', out);
}

static const struct content {
    const char *path, *checksum;
    size_t offset; /* of the checksum in struct cell */
} contents[] = {
    {"data.path", "data.checksum", offsetof(struct cell, checksum)},
    {"start.weights", "start.checksum", offsetof(struct cell, start.checksum)},
};
enum { CONTENTS = sizeof contents / sizeof *contents };

static uint32_t *place(const struct cell *cell, const struct content *c)
{
    return (uint32_t *)((char *)cell + c->offset);
}

static const struct content *content_of(const struct setting *path)
{
    for (int i = 0; i < CONTENTS; i++)
        if (!strcmp(contents[i].path, path->key))
            return &contents[i];
    return NULL;
}

const char *cell_checksum_key(const struct setting *path)
{
    const struct content *c = content_of(path);
    return c ? c->checksum : NULL;
}

const char *cell_recorded(struct arena *arena, const struct cell *cell, const struct setting *s,
                          struct failure *failure)
{
    const struct content *c = content_of(s);
    return c ? arena_text(arena, failure, "%08" PRIx32, *place(cell, c))
             : cell_get(arena, cell, s, failure);
}

static void put_setting(FILE *out, struct arena *arena, const struct cell *cell,
                        const struct setting *s, struct failure *failure)
{
    const struct content *c = content_of(s);
    const char *before = s == settings ? "" : ",";
    if (c) {
        fprintf(out, "%s\"%s\":%" PRIu32, before, c->checksum, *place(cell, c));
        return;
    }
    size_t mark = arena_mark(arena);
    const char *value = cell_get(arena, cell, s, failure);
    if (!s->silent || strcmp(value, s->preset)) {
        fprintf(out, "%s\"%s\":", before, s->key);
        if (s->type == SETTING_TEXT)
            cell_json_text(out, value);
        else
            fputs(value, out);
    }
    arena_rewind(arena, mark);
}

const char *cell_json(struct arena *arena, const struct cell *cell, struct failure *failure)
{
    char *buffer = NULL;
    size_t size;
    FILE *out = open_memstream(&buffer, &size);
    if (!out) {
        fail_memory(failure);
        return "";
    }
    putc('{', out);
    for (const struct setting *s = settings; s->key; s++)
        put_setting(out, arena, cell, s, failure);
    if (cell->arithmetic) {
        fputs(",\"arithmetic\":", out);
        cell_json_text(out, cell->arithmetic);
    }
    putc('}', out);
    if (fclose(out) || !buffer)
        fail_memory(failure);
    const char *text = failure->status ? "" : arena_text(arena, failure, "%s", buffer);
    free(buffer);
    return text;
}

static bool read_checksum(struct cell *cell, const struct yaml_tree *t)
{
    int64_t n;
    for (int i = 0; i < CONTENTS; i++)
        if (t->kind == TREE_TEXT && !t->quoted && !strcmp(t->key->text, contents[i].checksum) &&
            number_whole(t->text, &n) && n >= 0 && n <= UINT32_MAX) {
            *place(cell, &contents[i]) = (uint32_t)n;
            return true;
        }
    return false;
}

/* The setting of this whole key. Cells are written in the order of the settings: it is the one after `before`, or a
 * few further. */
static const struct setting *setting_after(const struct setting *before, const char *key)
{
    const struct setting *s = before;
    do
        s = s->key && s[1].key ? s + 1 : settings;
    while (s != before && strcmp(s->key, key));
    return strcmp(s->key, key) ? NULL : s;
}

static enum status read_setting(struct cell *cell, const struct yaml_tree *t,
                                const struct setting **before, struct failure *failure)
{
    if (!strcmp(t->key->text, "arithmetic") && t->kind == TREE_TEXT && t->quoted) {
        cell->arithmetic = t->text;
        return STATUS_OK;
    }
    if (read_checksum(cell, t) || setting_retired(t->key->text))
        return STATUS_OK;
    const struct setting *s = setting_after(*before, t->key->text);
    if (!s)
        return fail(failure, STATUS_DATA, "there is no setting `%.60s`", t->key->text);
    if (t->kind != TREE_TEXT || t->quoted != (s->type == SETTING_TEXT))
        return fail(failure, STATUS_DATA, "%s cannot be %s", s->key,
                    t->quoted ? "a text in quotes" : yaml_tree_kind_name(t));
    *before = s;
    return cell_set(cell, s, t->text, failure);
}

enum status cell_from_json(struct arena *arena, const char *text, struct cell *cell,
                           struct failure *failure)
{
    struct source_text source = {.name = "cell", .text = text};
    cell_preset(cell);
    cell->arithmetic = NULL;
    const struct yaml_tree *t = yaml_tree_read(arena, &source, 0, failure);
    if (!t)
        return failure->status;
    if (t->kind != TREE_MAP)
        return fail(failure, STATUS_DATA, "a cell is a JSON object");
    const struct setting *before = settings;
    for (t = t->first; t; t = t->next) {
        struct failure wrong = {0};
        if (read_setting(cell, t, &before, &wrong))
            return diagnostic_at(&source, t->line, t->column, NULL, failure, "%s", wrong.message);
    }
    return STATUS_OK;
}
