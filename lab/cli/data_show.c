/* settings -> data set -> the first samples of each class -> plots/samples.gp */
#include "lab/cli/data_show.h"
#include "lab/base/name.h"
#include "lab/data/source.h"
#include "lab/inspect/picture_name.h"
#include <stdio.h>
#include <string.h>

enum { CLASSES_MOST = 20 };

/* A row of the picture: the k-th sample of each class, with or without noise. */
struct showing {
    const struct dataset *noisy, *clean; /* clean NULL: there is no noise to leave out */
    const struct data_spec *spec;
    const char *name; /* of the set: its folder's */
    int classes, samples;
};

/* The k-th sample of the class in the training part, or NULL. */
static const real *find(const struct dataset *d, int class, int k)
{
    for (int i = 0; i < d->train.count; i++)
        if (d->train.label[i] == class && !k--)
            return d->train.x + (size_t)i * (size_t)dataset_features(d);
    return NULL;
}

/* Lines `x|y|value...` in pixels, y upwards; a light sample is a dark one's opposite. */
static void write_sample(const struct showing *s, const struct dataset *d, int class, int row,
                         int k, FILE *dat)
{
    const real *x = find(d, class, k);
    const int pixels = d->height * d->width;
    for (int i = 0; x && i < pixels; i++) {
        fprintf(dat, "%d|%d", class * (d->width + 1) + i % d->width,
                (s->samples + !!s->clean - row) * (d->height + 1) - 2 - i / d->width);
        for (int channel = 0; channel < d->channels; channel++)
            fprintf(dat, "|%.4g", (double)x[channel * pixels + i]);
        fputc('\n', dat);
    }
}

static void write_numbers(void *self, FILE *dat, struct failure *failure)
{
    const struct showing *s = self;
    const struct dataset *d = s->noisy;
    const int rows = s->samples + !!s->clean;
    (void)failure;
    fprintf(dat, "# Samples of %s, for plots/samples.gp to load.\n\n", s->name);
    fprintf(dat, "classes = %d\nrows = %d\nwide = %d\nhigh = %d\nchannels = %d\n", s->classes, rows,
            d->width, d->height, d->channels);
    fprintf(dat, "finding = 'The first samples of each class of %s%s'\n", s->name,
            s->clean ? ", without and with noise" : "");
    fprintf(dat, "note = '%d classes · %d x %d pixels", d->classes, d->width, d->height);
    if (s->clean)
        fprintf(dat,
                " · ink is 1, paper 0; noise of deviation %g on every pixel, shown from 0 to 1",
                s->spec->noise);
    fputs("'\n$class << EOD\n", dat);
    for (int k = 0; k < s->classes; k++) {
        fprintf(dat, "%d|\"", k);
        for (const char *p = d->class_name[k]; *p; p++)
            fputc(strchr("\"\\|", *p) ? ' ' : *p, dat);
        fputs("\"\n", dat);
    }
    fputs("EOD\n$row << EOD\n", dat);
    for (int r = 0; r < rows; r++)
        fprintf(dat, "%d|\"%s\"\n", r, !s->clean ? "" : r > 1 ? "" : r ? "noise" : "no noise");
    fputs("EOD\n$pixel << EOD\n", dat);
    for (int r = 0; r < rows; r++)
        for (int class = 0; class < s->classes; class ++)
            write_sample(s, s->clean && !r ? s->clean : d, class, r, s->clean && r ? r - 1 : r,
                         dat);
    fputs("EOD\n", dat);
}

static enum status load(struct cli *c, const struct data_spec *spec, struct dataset *d)
{
    *d = (struct dataset){0};
    const struct source *s = source_find(spec->name, &c->failure);
    return s ? source_load(s, &(struct loading){spec, d, &c->arena, &c->failure})
             : c->failure.status;
}

enum status data_show_set(struct cli *c, const struct data_spec *spec, int samples,
                          const struct figure_place *place, const struct figure_style *style,
                          const char **path)
{
    struct dataset noisy, clean;
    struct data_spec silent = *spec;
    const char *slash = strrchr(spec->path, '/'), *last = slash ? slash + 1 : spec->path;
    struct cell cell;
    struct showing s = {.noisy = &noisy,
                        .spec = spec,
                        .name = name_is_plain(last) ? last : spec->name,
                        .samples = samples};
    const struct figure_numbers numbers = {"samples", &s, write_numbers};
    cell_preset(&cell);
    cell.data = *spec;
    const char *file =
        picture_name(&c->arena, *spec->path ? spec->path : spec->name, &cell, "data.", &c->failure);
    silent.noise = 0;
    if (load(c, spec, &noisy))
        return c->failure.status;
    if (noisy.height == 1 || (noisy.channels != 1 && noisy.channels != 3))
        return fail(&c->failure, STATUS_USAGE,
                    "a sample of %s is %d numbers, no picture: glyphs, idx and cifar are shown",
                    spec->name, dataset_features(&noisy));
    s.classes = noisy.classes < CLASSES_MOST ? noisy.classes : CLASSES_MOST;
    if (!strcmp(spec->name, "glyphs") && spec->noise > 0 && !load(c, &silent, &clean))
        s.clean = &clean;
    return c->failure.status
               ? c->failure.status
               : figure_from(&c->arena, place, "data", file, &numbers, style, path, &c->failure);
}

int data_show(struct cli *c, const struct overrides *o, struct drawing *d, int samples)
{
    struct experiment e = {0};
    const struct request q = override_request(o, cli_folder(c, "experiments"));
    const struct figure_place place = {cli_folder(c, "plots"), d->out};
    char *rest = arena_strdup(&c->arena, d->formats);
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return STATUS_OK;
    if (e.grid.cells != 1)
        fail(&c->failure, STATUS_USAGE, "one set is shown at a time, not %d", e.grid.cells);
    for (char *format; rest && !c->failure.status && (format = strsep(&rest, ","));) {
        const char *path;
        d->style.format = format;
        if (!data_show_set(c, &e.grid.cell[0].data, samples, &place, &d->style, &path))
            cli_print_path(c, path);
    }
    return STATUS_OK;
}
