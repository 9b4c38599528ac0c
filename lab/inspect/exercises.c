#include "lab/inspect/exercises.h"
#include "lab/spec/spec_reader.h"
#include <string.h>

static enum status read_commands(struct spec_reader *r, const struct yaml_tree *value,
                                 struct exercise *e)
{
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    e->command = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *e->command);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        if (t->kind != TREE_TEXT || strncmp(t->text, "depthlab ", strlen("depthlab ")))
            return spec_reader_refuse(r, t, NULL, "a command is `depthlab` with its words");
        e->command[e->commands++] = t->text;
    }
    return r->failure->status;
}

static const char *exercise_key(int i)
{
    static const char *const name[] = {"question", "commands", "answer", NULL};
    return name[i];
}

static const char *sheet_key(int i)
{
    static const char *const name[] = {"title", "exercises", NULL};
    return name[i];
}

static enum status read_exercise(struct spec_reader *r, const struct yaml_tree *value,
                                 struct exercise *e)
{
    if (value->kind != TREE_MAP)
        return spec_reader_refuse(r, value, NULL, "an exercise has question, commands and answer");
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next)
        if (!strcmp(t->key->text, "question"))
            spec_reader_text(r, t, &e->question);
        else if (!strcmp(t->key->text, "answer"))
            spec_reader_text(r, t, &e->answer);
        else if (!strcmp(t->key->text, "commands"))
            read_commands(r, t, e);
        else
            return spec_reader_refuse_key(r, t->key, "", exercise_key);
    if (!r->failure->status && !(e->question && e->answer && e->commands))
        return spec_reader_refuse(r, value, NULL, "this exercise lacks `%s:`",
                                  !e->question ? "question"
                                  : !e->answer ? "answer"
                                               : "commands");
    return r->failure->status;
}

static enum status read_list(struct spec_reader *r, const struct yaml_tree *value,
                             struct exercises *all)
{
    if (spec_reader_want(r, value, TREE_LIST))
        return r->failure->status;
    all->exercise = arena_take(r->arena, r->failure, (size_t)value->items * sizeof *all->exercise);
    for (const struct yaml_tree *t = value->first; t && !r->failure->status; t = t->next) {
        all->exercise[all->count] = (struct exercise){0};
        read_exercise(r, t, &all->exercise[all->count++]);
    }
    return r->failure->status;
}

enum status exercises_read(struct arena *arena, const char *file, struct exercises *all,
                           struct failure *failure)
{
    *all = (struct exercises){.title = "Exercises"};
    struct source_text source;
    struct spec_reader r;
    const struct yaml_tree *root = spec_reader_file(&r, arena, file, &source, failure);
    if (!root)
        return failure->status;
    if (root->kind != TREE_MAP)
        return spec_reader_refuse(&r, root, NULL, "a sheet has `title:` and `exercises:`");
    for (const struct yaml_tree *t = root->first; t && !failure->status; t = t->next)
        if (!strcmp(t->key->text, "title"))
            spec_reader_text(&r, t, &all->title);
        else if (!strcmp(t->key->text, "exercises"))
            read_list(&r, t, all);
        else
            return spec_reader_refuse_key(&r, t->key, "", sheet_key);
    return failure->status;
}
