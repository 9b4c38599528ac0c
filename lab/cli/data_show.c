/* settings -> data set -> the first samples of each class -> plots/samples.gp */
#include "lab/cli/data_show.h"
#include "lab/base/name.h"
#include "lab/data/source.h"
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

/* The sets, and whether they have pictures. */
static enum status read_sets(struct cli *c, const struct overrides *o, struct showing *s,
                             struct data_spec spec[2], struct dataset set[2])
{
    struct experiment e = {0};
    const struct request q = override_request(o, cli_folder(c, "experiments"));
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return c->failure.status;
    if (e.grid.cells != 1)
        return fail(&c->failure, STATUS_USAGE, "one set is shown at a time, not %d", e.grid.cells);
    spec[0] = spec[1] = e.grid.cell[0].data;
    spec[1].noise = 0;
    if (load(c, &spec[0], &set[0]))
        return c->failure.status;
    if (set[0].height == 1 || (set[0].channels != 1 && set[0].channels != 3))
        return fail(&c->failure, STATUS_USAGE,
                    "a sample of %s is %d numbers, no picture: glyphs, idx and cifar are shown",
                    spec[0].name, dataset_features(&set[0]));
    s->noisy = &set[0];
    s->spec = &spec[0];
    const char *slash = strrchr(spec[0].path, '/'), *last = slash ? slash + 1 : spec[0].path;
    s->name = name_is_plain(last) ? last : spec[0].name;
    s->classes = set[0].classes < CLASSES_MOST ? set[0].classes : CLASSES_MOST;
    if (!strcmp(spec[0].name, "glyphs") && spec[0].noise > 0 && !load(c, &spec[1], &set[1]))
        s->clean = &set[1];
    return c->failure.status;
}

int data_show(struct cli *c, const struct overrides *o, struct drawing *d, int samples)
{
    struct data_spec spec[2];
    struct dataset set[2];
    struct showing s = {.samples = samples};
    const struct figure_place place = {cli_folder(c, "plots"), d->out};
    const struct figure_numbers numbers = {"samples", &s, write_numbers};
    char *rest = arena_strdup(&c->arena, d->formats);
    if (read_sets(c, o, &s, spec, set))
        return STATUS_OK;
    for (char *format; rest && !c->failure.status && (format = strsep(&rest, ","));) {
        const char *path;
        d->style.format = format;
        if (!figure_from(&c->arena, &place, "data", s.name, &numbers, &d->style, &path,
                         &c->failure))
            puts(path);
    }
    return STATUS_OK;
}
