#include "lab/spec/course.h"
#include "lab/base/name.h"
#include "lab/base/number.h"
#include "lab/spec/spec_reader.h"
#include <string.h>
#include <unistd.h>

enum { MOST_MINUTES = 600 };

struct reader {
    struct spec_reader r;
    struct course *course;
    const char *folder;
};

static enum status read_title(struct reader *c, const struct yaml_tree *t, struct course_part *part)
{
    return spec_reader_text(&c->r, t, part ? &part->title : &c->course->title);
}

static enum status read_minutes(struct reader *c, const struct yaml_tree *t,
                                struct course_part *part)
{
    int64_t n = 0;
    if (t->kind != TREE_TEXT || !number_whole(t->text, &n) || n < 1 || n > MOST_MINUTES)
        return spec_reader_refuse(&c->r, t, NULL, "minutes are a whole number from 1 to %d",
                                  MOST_MINUTES);
    part->minutes = (int)n;
    return STATUS_OK;
}

static enum status read_objectives(struct reader *c, const struct yaml_tree *value,
                                   struct course_part *part)
{
    if (spec_reader_want(&c->r, value, TREE_LIST))
        return c->r.failure->status;
    part->objective =
        arena_take(c->r.arena, c->r.failure, (size_t)value->items * sizeof *part->objective);
    for (const struct yaml_tree *t = value->first; t && !c->r.failure->status; t = t->next) {
        if (t->kind != TREE_TEXT || !*t->text)
            return spec_reader_refuse(&c->r, t, NULL, "an objective is a text");
        part->objective[part->objectives++] = t->text;
    }
    return c->r.failure->status;
}

static bool ends_in(const char *text, const char *ending)
{
    const size_t n = strlen(text), m = strlen(ending);
    return n > m && !strcmp(text + n - m, ending);
}

static enum status read_entry(struct reader *c, const struct yaml_tree *t, struct course_entry *e)
{
    struct arena *arena = c->r.arena;
    if (t->kind != TREE_TEXT)
        return spec_reader_refuse(&c->r, t, NULL, "an experiment is a name or a file");
    const bool is_file = ends_in(t->text, ".yaml");
    const char *slash = strrchr(c->course->file, '/'), *base = strrchr(t->text, '/');
    const int beside = slash && *t->text != '/' ? (int)(slash + 1 - c->course->file) : 0;
    const char *file =
        is_file ? arena_text(arena, c->r.failure, "%.*s%s", beside, c->course->file, t->text)
                : arena_text(arena, c->r.failure, "%s/%s.yaml", c->folder, t->text);
    base = base ? base + 1 : t->text;
    *e = (struct course_entry){.name = arena_text(arena, c->r.failure, "%.*s",
                                                  (int)strlen(base) - (is_file ? 5 : 0), base),
                               .words = is_file ? file : t->text};
    if (!name_is_plain(e->name) || (!is_file && base != t->text))
        return spec_reader_refuse(&c->r, t, NULL, "an experiment's name has " NAME_RULE);
    if (access(file, R_OK))
        return spec_reader_refuse(&c->r, t, "`depthlab list` names those that there are",
                                  "there is no experiment `%.60s`: no file %.200s", t->text, file);
    return c->r.failure->status;
}

static enum status read_entries(struct reader *c, const struct yaml_tree *value,
                                struct course_part *part)
{
    if (spec_reader_want(&c->r, value, TREE_LIST))
        return c->r.failure->status;
    part->entry = arena_take(c->r.arena, c->r.failure, (size_t)value->items * sizeof *part->entry);
    for (const struct yaml_tree *t = value->first; t && !c->r.failure->status; t = t->next) {
        struct course_entry entry;
        if (read_entry(c, t, &entry))
            return c->r.failure->status;
        if (course_find(c->course, entry.name) >= 0)
            return spec_reader_refuse(&c->r, t, NULL, "`%.60s` is here twice", entry.name);
        part->entry[part->entries++] = entry;
    }
    return c->r.failure->status;
}

static const struct part_key {
    const char *name;
    enum status (*read)(struct reader *, const struct yaml_tree *, struct course_part *);
} keys[] = {
    {"title", read_title},
    {"minutes", read_minutes},
    {"objectives", read_objectives},
    {"experiments", read_entries},
};
enum { KEYS = sizeof keys / sizeof *keys };

static const char *part_key_name(int i)
{
    return i < KEYS ? keys[i].name : NULL;
}

static const char *course_key_name(int i)
{
    static const char *const name[] = {"title", "parts", NULL};
    return name[i];
}

static enum status read_part(struct reader *c, const struct yaml_tree *value)
{
    struct course_part *part = &c->course->part[c->course->parts++];
    if (value->kind != TREE_MAP)
        return spec_reader_refuse(&c->r, value, NULL, "a part has `title:` and `experiments:`");
    for (const struct yaml_tree *t = value->first; t && !c->r.failure->status; t = t->next) {
        int i = 0;
        while (i < KEYS && strcmp(keys[i].name, t->key->text))
            i++;
        if (i == KEYS)
            return spec_reader_refuse_key(&c->r, t->key, "", part_key_name);
        keys[i].read(c, t, part);
    }
    if (!c->r.failure->status && !(part->title && part->entries))
        return spec_reader_refuse(&c->r, value, NULL, "this part lacks `%s:`",
                                  part->title ? "experiments" : "title");
    return c->r.failure->status;
}

static enum status read_parts(struct reader *c, const struct yaml_tree *value)
{
    if (spec_reader_want(&c->r, value, TREE_LIST))
        return c->r.failure->status;
    c->course->part =
        arena_take(c->r.arena, c->r.failure, (size_t)value->items * sizeof *c->course->part);
    for (const struct yaml_tree *t = value->first; t && !c->r.failure->status; t = t->next)
        read_part(c, t);
    return c->r.failure->status;
}

static enum status read_all(struct reader *c, const struct yaml_tree *root)
{
    if (root->kind != TREE_MAP)
        return spec_reader_refuse(&c->r, root, NULL, "a course has `title:` and `parts:`");
    for (const struct yaml_tree *t = root->first; t && !c->r.failure->status; t = t->next)
        if (!strcmp(t->key->text, "title"))
            read_title(c, t, NULL);
        else if (!strcmp(t->key->text, "parts"))
            read_parts(c, t);
        else
            return spec_reader_refuse_key(&c->r, t->key, "", course_key_name);
    if (!c->r.failure->status && !(c->course->title && c->course->parts))
        return spec_reader_refuse(&c->r, root, NULL, "this course lacks `%s:`",
                                  c->course->title ? "parts" : "title");
    return c->r.failure->status;
}

enum status course_read(struct arena *arena, const char *file, const char *folder,
                        struct course *course, struct failure *failure)
{
    *course = (struct course){.file = file};
    struct source_text source;
    struct reader c = {.course = course, .folder = folder};
    const struct yaml_tree *root = spec_reader_file(&c.r, arena, file, &source, failure);
    return root ? read_all(&c, root) : failure->status;
}

int course_find(const struct course *course, const char *experiment)
{
    for (int i = 0; i < course->parts; i++)
        for (int k = 0; k < course->part[i].entries; k++)
            if (!strcmp(course->part[i].entry[k].name, experiment))
                return i;
    return -1;
}

void course_sort(const struct course *course, int count, const char **name)
{
    int sorted = 0;
    for (int i = 0; i < course->parts; i++)
        for (int k = 0; k < course->part[i].entries; k++)
            for (int j = sorted; j < count; j++)
                if (!strcmp(name[j], course->part[i].entry[k].name)) {
                    const char *found = name[j];
                    memmove(name + sorted + 1, name + sorted, (size_t)(j - sorted) * sizeof *name);
                    name[sorted++] = found;
                    break;
                }
}
