/* run or settings -> cell -> samples -> train.csv, test.csv, or the four files of IDX */
#include "lab/cli/data_export.h"
#include "lab/base/folder.h"
#include "lab/cli/output.h"
#include "lab/data/source.h"
#include "lab/data/write.h"
#include "lab/inspect/select.h"
#include "lab/run/loaded_model.h"
#include "lab/train/epoch.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PART_TRAIN, PART_TEST, SET_FILES = 4, LABELS_MOST = 256 };

static const char *const csv_name[] = {"train.csv", "test.csv"};
static const char *const idx_name[] = {"train", "t10k"};

struct work {
    struct cli *c;
    const struct data_export *asked;
    struct loaded_model model; /* of a run: its net tells the order */
    struct cell cell;
    struct dataset data;
    struct epochs epochs;
    struct picks picks[2];
    bool idx, bytes;
    const char *file[SET_FILES];
    int files;
};

/* ---- which set ---- */

static enum status cell_of_run(struct work *w)
{
    struct cli *c = w->c;
    struct selection selection;
    if (!cli_open_store(c, true) ||
        select_runs(&c->arena, c->store, c->words - 1, c->word + 1, &selection, &c->failure) ||
        select_settled(&c->arena, c->store, &selection, false, &c->failure))
        return c->failure.status;
    const char *path = w->asked->overrides->data;
    const struct model_order order = {.run = selection.run[0], .path = path ? path : ""};
    if (!loaded_model_read(&c->arena, c->store, &order, &w->model, &c->failure))
        w->cell = w->model.cell;
    return c->failure.status;
}

static enum status cell_of_settings(struct work *w)
{
    struct cli *c = w->c;
    struct experiment e = {0};
    const struct request request =
        override_request(w->asked->overrides, cli_folder(c, "experiments"));
    if (experiment_read(&c->arena, &request, &e, &c->failure))
        return c->failure.status;
    if (e.grid.cells != 1)
        return fail(&c->failure, STATUS_USAGE, "one set is written at a time, not %d",
                    e.grid.cells);
    w->cell = e.grid.cell[0];
    return STATUS_OK;
}

static enum status load(struct work *w)
{
    struct cli *c = w->c;
    const struct data_spec *spec = &w->cell.data;
    if (w->asked->standardised)
        return data_load(&c->arena, spec, &w->data, &c->failure);
    const struct source *s = source_find(spec->name, &c->failure);
    return s ? source_load(s, &(struct loading){spec, &w->data, &c->arena, &c->failure})
             : c->failure.status;
}

/* ---- which samples ---- */

static enum status pick_epochs(struct work *w, int *sample)
{
    const struct epochs *e = &w->epochs;
    const struct augment augment = w->cell.data.augment;
    const int64_t used = epoch_batches(e) * e->batch < e->samples ? epoch_batches(e) * e->batch
                                                                  : e->samples;
    if (augment.crop || augment.flip)
        return fail(&w->c->failure, STATUS_USAGE,
                    "the run crops or mirrors its images anew in every epoch, which these files do "
                    "not show; without --epochs they are written as they are");
    for (int k = 0; k < w->asked->epochs; k++)
        epoch_order(e, k, sample + k * used);
    w->picks[PART_TRAIN] = (struct picks){w->asked->epochs * used, sample};
    return STATUS_OK;
}

static enum status pick(struct work *w)
{
    struct cli *c = w->c;
    const struct part *part[] = {&w->data.train, &w->data.test};
    w->epochs = (struct epochs){w->cell.seed, w->data.train.count, w->cell.train.batch,
                                w->model.net ? network_least_batch(w->model.net) : 1};
    const size_t times = w->asked->epochs ? (size_t)w->asked->epochs : 1;
    for (int k = 0; k < 2; k++) {
        int *sample = arena_take(&c->arena, &c->failure,
                                 (k ? 1 : times) * (size_t)part[k]->count * sizeof *sample);
        for (int i = 0; sample && i < part[k]->count; i++)
            sample[i] = i;
        w->picks[k] = (struct picks){part[k]->count, sample};
        if (sample && k == PART_TRAIN && w->asked->epochs)
            pick_epochs(w, sample);
    }
    return c->failure.status;
}

/* ---- files ---- */

static void write_csv(struct work *w, int k, FILE *numbers, FILE *labels)
{
    (void)labels;
    data_write_csv(numbers, &w->data, k ? &w->data.test : &w->data.train, &w->picks[k]);
}

static void write_idx(struct work *w, int k, FILE *numbers, FILE *labels)
{
    const struct part *part = k ? &w->data.test : &w->data.train;
    data_write_idx_numbers(numbers, &w->data, part, &w->picks[k], w->bytes);
    data_write_idx_labels(labels, part, &w->picks[k]);
}

static void name_files(struct work *w)
{
    struct cli *c = w->c;
    const char *folder = w->asked->folder;
    w->files = w->idx ? 4 : 2;
    for (int k = 0; k < 2; k++)
        if (w->idx) {
            w->file[2 * k] = cli_text(c, "%s/%s-images-idx%d-%s", folder, idx_name[k],
                                      data_idx_rank(&w->data), w->bytes ? "ubyte" : "float");
            w->file[2 * k + 1] = cli_text(c, "%s/%s-labels-idx1-ubyte", folder, idx_name[k]);
        } else {
            w->file[k] = cli_text(c, "%s/%s", folder, csv_name[k]);
        }
}

/* All of them are begun before the first has its name. So where a dead writer has left half of one, another that
 * has its name is of the same set. */
static void clear_interrupted(struct work *w)
{
    struct arena *arena = &w->c->arena;
    bool half[SET_FILES], any = false;
    for (int i = 0; i < w->files; i++)
        any |= half[i] = atomic_file_interrupted(arena, w->file[i]);
    for (int i = 0; i < w->files; i++)
        if (any && !half[i])
            unlink(w->file[i]);
    atomic_file_clear(arena, w->file[0]);
}

/* Nothing stays of a set that is not whole. */
static void write_set(struct work *w)
{
    struct cli *c = w->c;
    struct output out[SET_FILES] = {0};
    const int each = w->files / 2;
    for (int i = 0; i < w->files && !c->failure.status; i++)
        output_open(&c->arena, w->file[i], &out[i], &c->failure);
    for (int k = 0; k < 2 && !c->failure.status; k++)
        (w->idx ? write_idx : write_csv)(w, k, out[k * each].file, out[k * each + each - 1].file);
    for (int i = 0; i < w->files && !c->failure.status; i++)
        if (fflush(out[i].file) || fsync(fileno(out[i].file)))
            fail(&c->failure, STATUS_DISK, "%s: cannot be written: %s", w->file[i],
                 strerror(errno));
    for (int i = 0; i < w->files; i++)
        if (out[i].file)
            output_close(&out[i], &c->failure);
    for (int i = 0; i < w->files && c->failure.status; i++)
        unlink(w->file[i]);
}

static int is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
}

/* A new or an empty one: a set of another format that lay there would be half of what is read. */
static enum status make_folder(struct work *w)
{
    struct failure *failure = &w->c->failure;
    const char *folder = w->asked->folder;
    struct dirent **entry = NULL;
    if (folder_make(&w->c->arena, folder, failure))
        return failure->status;
    clear_interrupted(w);
    const int n = scandir(folder, &entry, is_entry, NULL);
    if (n)
        fail(failure, STATUS_CREATE, "%s: %s", folder,
             n < 0 ? strerror(errno) : "is not empty; --output wants a folder of its own");
    for (int i = 0; i < n; i++)
        free(entry[i]);
    if (n >= 0)
        free(entry);
    return failure->status;
}

static enum status write_files(struct work *w)
{
    struct cli *c = w->c;
    if (w->idx && w->picks[PART_TRAIN].count > INT32_MAX)
        return fail(&c->failure, STATUS_USAGE, "IDX has no room for %lld samples",
                    (long long)w->picks[PART_TRAIN].count);
    if (w->idx && w->data.classes > LABELS_MOST)
        return fail(
            &c->failure, STATUS_USAGE,
            "IDX labels are bytes, and there are %d classes; --format csv has room for them",
            w->data.classes);
    w->bytes = w->idx && !w->asked->standardised && data_is_bytes(&w->data);
    name_files(w);
    if (c->failure.status || make_folder(w))
        return c->failure.status;
    write_set(w);
    return c->failure.status;
}

static void print(const struct work *w)
{
    const struct dataset *d = &w->data;
    printf("%s: %s of %d x %d x %d numbers, %s, %d classes\n", cli_shown(w->c, w->asked->folder),
           w->cell.data.name, d->channels, d->height, d->width,
           w->asked->standardised ? "standardised" : "raw", d->classes);
    if (w->asked->epochs)
        printf("train: %d epochs of %lld samples, each in batches of %d\n", w->asked->epochs,
               (long long)w->picks[PART_TRAIN].count / w->asked->epochs, w->epochs.batch);
    else
        printf("train: %d samples\n", d->train.count);
    printf("test: %d samples\n", d->test.count);
}

int data_export(struct cli *c, const struct data_export *asked)
{
    struct work w = {.c = c, .asked = asked, .idx = asked->format && !strcmp(asked->format, "idx")};
    const bool run = c->words > 1;
    if (!asked->folder)
        return cli_usage("data", "export wants --output FOLDER");
    if (asked->format && !w.idx && strcmp(asked->format, "csv"))
        return cli_usage("data", "--format is csv or idx, not `%.60s`", asked->format);
    if (run && asked->overrides->count)
        return cli_usage("data", "a run has its settings; without one they name a set");
    if (!run && asked->epochs)
        return cli_usage("data", "--epochs goes with a run, whose order it is");
    if ((run ? cell_of_run(&w) : cell_of_settings(&w)) || load(&w) || pick(&w) || write_files(&w))
        return STATUS_OK;
    print(&w);
    return STATUS_OK;
}
