#include "lab/run/experiment.h"
#include "lab/base/folder.h"
#include "lab/base/hash.h"
#include "lab/base/hash_map.h"
#include "lab/base/suggest.h"
#include "lab/data/file.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/grid.h"
#include "lab/spec/lecture.h"
#include "lab/spec/override_words.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char ending[] = ".yaml";

static bool ends_in_yaml(const char *name)
{
    size_t length = strlen(name), tail = sizeof ending - 1;
    return length > tail && !strcmp(name + length - tail, ending);
}

const char *experiment_name(struct arena *arena, const char *word, struct failure *failure)
{
    const char *slash = strrchr(word, '/'), *base = slash ? slash + 1 : word;
    return ends_in_yaml(base)
               ? arena_text(arena, failure, "%.*s", (int)(strlen(base) - sizeof ending + 1), base)
               : word;
}

/* Beside the experiments lie what orders them, what explains their words and what they cite. */
static bool is_about_experiments(const char *name)
{
    static const char *const about[] = {"course", "glossary", "bibliography", "exercises"};
    for (size_t i = 0; i < sizeof about / sizeof *about; i++)
        if (!strcmp(about[i], name))
            return true;
    return false;
}

const char **experiment_names(struct arena *arena, const char *folder, struct failure *failure)
{
    const char **name = folder_names(arena, folder, ending, failure);
    int count = 0;
    for (int i = 0; name && name[i]; i++)
        if (!is_about_experiments(name[i]))
            name[count++] = name[i];
    if (name)
        name[count] = NULL;
    return name;
}

/* The file of a request; for a name that is not there the failure names the nearest one. */
static const char *file_of(struct arena *arena, const struct request *q, struct failure *failure)
{
    if (ends_in_yaml(q->name))
        return q->name;
    const char *file = arena_text(arena, failure, "%s/%s%s", q->folder, q->name, ending);
    const bool about = is_about_experiments(q->name);
    if (failure->status || (!about && !access(file, R_OK)))
        return file;
    const char **names = experiment_names(arena, q->folder, failure);
    if (names) {
        struct suggestion near = {.word = q->name};
        for (; *names; names++)
            suggest_offer(&near, *names);
        fail(failure, STATUS_USAGE,
             about ? "no experiment `%s`: %s is about experiments%s"
                   : "no experiment `%s`: there is no file %s%s",
             q->name, file, suggest_inline(&near));
    }
    return NULL;
}

/* --data PATH: what lies there says which reader it needs. */
static enum status replace_data(struct arena *arena, const char *path, struct request *q,
                                struct failure *failure)
{
    const char *name = data_sniff(path, failure);
    if (!name)
        return failure->status;
    int count = q->overrides;
    const struct override first[] = {{"data.name", name}, {"data.path", path}};
    size_t firsts = sizeof first / sizeof *first;
    struct override *all = arena_alloc(arena, (firsts + (size_t)count) * sizeof *all);
    if (!all)
        return fail_memory(failure);
    memcpy(all, first, sizeof first);
    if (count)
        memcpy(all + firsts, q->override, (size_t)count * sizeof *all);
    q->override = all;
    q->overrides = count + (int)firsts;
    return STATUS_OK;
}

/* What tells which samples are used, and how, does not change what the files hold. */
static bool same_files(struct data_spec a, struct data_spec b)
{
    a.take = b.take;
    a.seed = b.seed;
    a.augment = b.augment;
    return !memcmp(&a, &b, sizeof a);
}

/* Each cell's identity holds the checksums of its data and of the weights that it starts from; a grid
 * seldom has more than one of either. */
static enum status add_checksums(struct grid *grid, struct failure *failure)
{
    for (int i = 0; i < grid->cells; i++) {
        struct cell *c = &grid->cell[i], *before = c - 1;
        if (i && same_files(c->data, before->data))
            c->checksum = before->checksum;
        else if (data_checksum(&c->data, &c->checksum, failure))
            return failure->status;
        if (i && !strcmp(c->start.weights, before->start.weights))
            c->start.checksum = before->start.checksum;
        else if (*c->start.weights &&
                 file_checksum(c->start.weights, &c->start.checksum, NULL, failure))
            return failure->status;
    }
    return STATUS_OK;
}

/* Paths are not kept: they differ from reader to reader. */
static const char *request_words(struct arena *arena, const struct request *q,
                                 struct failure *failure)
{
    struct override *list = arena_take(arena, failure, ((size_t)q->overrides + 1) * sizeof *list);
    if (!list)
        return "";
    for (int i = 0; i < q->overrides; i++) {
        list[i] = q->override[i];
        const struct setting *setting = setting_find(list[i].key); /* NULL: figures, say */
        if (setting && cell_checksum_key(setting))
            list[i].value = "PATH";
    }
    const char *words = override_words(arena, q->overrides, list, failure);
    words = arena_text(arena, failure, "%s%s%s%s", q->full ? " --full" : "",
                       q->data ? " --data PATH" : "", *words ? " " : "", words);
    return *words ? words + 1 : words;
}

enum status experiment_read(struct arena *arena, const struct request *request,
                            struct experiment *e, struct failure *failure)
{
    struct request q = *request;
    const char *file = q.name ? file_of(arena, &q, failure) : NULL;
    *e = (struct experiment){.place = NULL};
    if ((q.name && !file) || (q.data && replace_data(arena, q.data, &q, failure)))
        return failure->status;
    if (file)
        spec_read(arena, file, q.full, q.overrides, q.override, &e->spec, failure);
    else
        spec_preset(arena, q.overrides, q.override, &e->spec, failure);
    if (failure->status || grid_expand(arena, &e->spec, &e->grid, failure))
        return failure->status;
    e->words = request_words(arena, request, failure);
    return add_checksums(&e->grid, failure);
}

/* Each line once: cells that differ in data.take or data.seed have most of them in common. */
static void merge(struct remarks *all, const struct remarks *more)
{
    for (int i = 0; i < more->count; i++) {
        int k = 0;
        while (k < all->count && strcmp(all->line[k], more->line[i]))
            k++;
        if (k == all->count && k < REMARKS)
            all->line[all->count++] = more->line[i];
    }
}

enum status experiment_remarks(struct arena *arena, const struct experiment *e,
                               struct remarks *remarks, struct failure *failure)
{
    *remarks = (struct remarks){0};
    for (int i = 0; i < e->grid.cells && !failure->status; i++) {
        struct data_spec data = e->grid.cell[i].data, before = data;
        struct remarks own;
        if (i)
            before = e->grid.cell[i - 1].data;
        before.augment = data.augment;
        if (i && !memcmp(&data, &before, sizeof data))
            continue;
        if (!data_remarks(arena, &data, &own, failure))
            merge(remarks, &own);
    }
    return failure->status;
}

static enum status find_run(struct arena *arena, struct store *store, const struct cell *cell,
                            int64_t *run, struct failure *failure)
{
    char hash[17];
    const size_t mark = arena_mark(arena);
    const char *text = cell_json(arena, cell, failure);
    hash_text(text, hash);
    store_run(store, hash, text, cell->seed, run, failure);
    arena_rewind(arena, mark);
    return failure->status;
}

/* The run that a cell starts from, once. */
static enum status add_source(struct arena *arena, struct store *store, struct experiment *e,
                              int cell, struct hash_map *seen, struct failure *failure)
{
    struct cell source;
    int64_t run;
    const int64_t before = seen->used;
    if (cell_source(arena, &e->grid.cell[cell], &source, failure) ||
        find_run(arena, store, &source, &run, failure) ||
        !hash_map_put(arena, seen, (uint64_t)run, 0, failure))
        return failure->status;
    if (seen->used > before) {
        e->source_cell[e->sources] = cell;
        e->source[e->sources++] = run;
    }
    return STATUS_OK;
}

static enum status find_runs(struct arena *arena, struct store *store, struct experiment *e,
                             struct failure *failure)
{
    const size_t bytes = (size_t)e->grid.cells * sizeof *e->run;
    struct hash_map seen = {0};
    e->run = arena_take(arena, failure, bytes);
    e->source = arena_take(arena, failure, bytes);
    e->source_cell = arena_take(arena, failure, bytes);
    e->sources = 0;
    for (int i = 0; i < e->grid.cells && !failure->status; i++) {
        const struct cell *cell = &e->grid.cell[i];
        if (!find_run(arena, store, cell, &e->run[i], failure) && cell->start.from[0])
            add_source(arena, store, e, i, &seen, failure);
    }
    return failure->status;
}

/* In one transaction: of many runs one each would take minutes. */
enum status experiment_plan(struct arena *arena, struct store *store, struct experiment *e,
                            struct failure *failure)
{
    store_begin(store, failure);
    const char *lecture =
        find_runs(arena, store, e, failure) ? "" : lecture_json(arena, &e->spec.lecture, failure);
    store_sweep(store,
                &(struct sweep_record){.experiment = e->spec.name,
                                       .spec = e->spec.text,
                                       .question = e->spec.question,
                                       .claim = e->spec.claim,
                                       .source = e->spec.source,
                                       .lecture = lecture,
                                       .request = e->words,
                                       .runs = e->grid.cells,
                                       .run = e->run,
                                       .place = e->place},
                failure);
    return store_end(store, failure);
}

const char *experiment_cell_name(struct arena *arena, const struct experiment *e, int cell,
                                 struct failure *failure)
{
    const char *name = "";
    for (int i = 0; i < e->spec.axes; i++) {
        const struct setting *s = e->spec.axis[i].setting;
        const char *value = cell_get(arena, &e->grid.cell[cell], s, failure);
        name = s->type == SETTING_TEXT
                   ? arena_text(arena, failure, "%s%s%s", name, i ? " " : "", value)
                   : arena_text(arena, failure, "%s%s%s %s", name, i ? " " : "", setting_word(s),
                                value);
    }
    return name;
}
