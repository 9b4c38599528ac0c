/* depthlab data: what a data set holds, and whether its files are sound; the set as other files; sets from the network. */
#include "lab/cli/cli.h"
#include "lab/cli/data_export.h"
#include "lab/cli/data_fetch.h"
#include "lab/cli/data_show.h"
#include "lab/data/check.h"
#include "lab/fetch/fetch.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "`list` names the sources of data: generated sets, and formats that are read from files.\n"
    "\n"
    "`check` reads every byte of the set at PATH (a folder of IDX files as MNIST has them, or of "
    "CIFAR's binary files, plain or .gz; a table in a text file, or a folder with train.csv and "
    "test.csv) and says what it holds, or which byte or line is wrong. Of a table it also says "
    "what may "
    "not be meant: columns that number the rows, do not vary, repeat another or tell the class "
    "alone, "
    "and labels that look like none. --label, --drop and --header are settings of a run, too.\n"
    "\n"
    "`show` draws samples of each class, of a set of images that settings or --data name; of "
    "glyphs "
    "the first ones without noise, too.\n"
    "\n"
    "`export` writes a set as train.csv and test.csv, or as IDX: the set that settings name "
    "(glyphs "
    "with the defaults, a generated one, or what lies at --data PATH), or the one that RUN, named "
    "as in "
    "`depthlab show`, was trained on. Classes are in their column `label`; in IDX they are "
    "numbers. "
    "Pixels stay bytes where they are; other numbers become floats (IDX type 13), which `depthlab` "
    "reads "
    "again. With --epochs the training samples come in the order in which the run saw them.\n"
    "\n"
    "`fetch` downloads the sets that it is given by name (without one it names all) with curl, "
    "checks each file's MD5, and puts them into $XDG_CACHE_HOME/depthlab or ~/.cache/depthlab, "
    "where --data NAME finds them. What was cut off goes on where it ended when the command is "
    "given "
    "again.";

struct arguments {
    const char *label, *drop, *header;
    struct overrides overrides;
    struct data_export export;
    struct data_fetch fetch;
    struct drawing drawing;
    int samples;
};

static const struct option_row options[] = {
    OPTION_TEXT("label", "COLUMN", label, "the label column of a table (its last one)",
                .preset = ""),
    OPTION_TEXT("drop", "COLUMNS", drop,
                "leave these columns of a table out (names or numbers, commas between)",
                .preset = ""),
    OPTION_TEXT("header", "WORD", header,
                "is the first row of a table a header? yes, no, or decided by looking",
                .preset = "auto"),
    OPTION_TEXT("output", "FOLDER", export.folder,
                "export: into this folder, a new or an empty one", .letter = 'o'),
    OPTION_TEXT("format", "WORD", export.format,
                "export: csv, which it is by itself, or idx; show: png, svg, pdf (png)"),
    OPTION_FLAG("standardised", export.standardised,
                "export: what nets are given; without it, the numbers as they are"),
    OPTION_WHOLE("epochs", "N", export.epochs, 1, 10000,
                 "export: the training samples of the run's first N epochs, in its order"),
    OPTION_WHOLE("samples", "N", samples, 1, 12, "show: so many of each class", .preset = "3"),
    OPTION_TEXT("out", "FOLDER", drawing.out, "show: into the folder `data` of this one",
                .preset = "plots/out"),
    OPTION_FLAG("dark", drawing.style.dark, "show: light on dark"),
    OPTION_FLAG("4x3", drawing.style.four_by_three, "show: instead of 16:9"),
    OPTION_TEXT("title", "TEXT", drawing.style.title, "show: this title; none: no title"),
    OPTION_TEXT("mirror", "URL", fetch.mirror,
                "fetch: the files lie here, not where they are known to"),
    OPTION_TEXT("sources", "FILE", fetch.sources,
                "fetch: which sets there are, instead of experiments/data-sources.txt"),
    OPTION_WHOLE("timeout", "S", fetch.timeout, 1, 3600,
                 "fetch: give a server up that is silent for so many seconds (30)"),
    OPTION_DATA("export, show: a set in files; export: where the run's lies"),
    OPTION_SET("export, show: a setting of the set"),
    OPTION_KEY("--side 8 --take 100"),
    OPTION_DB,
    OPTION_JSON("the list, or what check found, as JSON"),
    {0},
};

static int list(struct cli *c)
{
    for (int i = 0; data_source_name(i); i++) {
        if (!c->json) {
            printf("%-8s %s\n", data_source_name(i), data_source_about(i));
            continue;
        }
        printf("%s{\"name\": %s, \"about\": %s}", i ? ",\n " : "[",
               cli_json_text(c, data_source_name(i)), cli_json_text(c, data_source_about(i)));
    }
    if (c->json)
        puts("]");
    return STATUS_OK;
}

static void print_part(const char *name, const struct part_facts *p, const struct data_facts *f)
{
    printf("%-6s %d samples; numbers from %g to %g, mean %.4f, standard deviation %.4f\n", name,
           p->count, p->min, p->max, p->mean, p->deviation);
    for (int k = 0; k < f->classes; k++)
        printf("%s%s %d", k ? ", " : "       ", f->class_name[k], p->of_class[k]);
    puts("");
}

static void print_facts(struct cli *c, const struct data_facts *f)
{
    printf("%d x %d x %d numbers a sample, %d classes\n", f->channels, f->height, f->width,
           f->classes);
    print_part("train", &f->train, f);
    print_part("test", &f->test, f);
    for (int i = 0; i < f->remarks.count; i++)
        printf("warning: %s\n", cli_shown(c, f->remarks.line[i]));
    for (int i = 0; i < f->files; i++)
        printf("%s: %llu bytes, CRC-32 %08x\n", cli_shown(c, f->file[i].path),
               (unsigned long long)f->file[i].bytes, f->file[i].crc);
    if (f->files)
        printf("checksum %08x, which the order of the rows does not change\n", f->checksum);
    printf("every byte was read%s\n", f->remarks.count ? "" : ": the set is sound");
}

static void print_facts_json(struct cli *c, const struct data_facts *f)
{
    printf("{\"channels\": %d, \"height\": %d, \"width\": %d, \"classes\": %d, \"train\": %d, "
           "\"test\": %d, \"mean\": %.17g, \"deviation\": %.17g, \"checksum\": \"%08x\", "
           "\"remarks\": [",
           f->channels, f->height, f->width, f->classes, f->train.count, f->test.count,
           f->train.mean, f->train.deviation, f->checksum);
    for (int i = 0; i < f->remarks.count; i++)
        printf("%s%s", i ? ", " : "", cli_json_text(c, f->remarks.line[i]));
    puts("]}");
}

static int check(struct cli *c, const struct arguments *w)
{
    struct data_spec spec = {.label = w->label,
                             .drop = w->drop,
                             .header = w->header,
                             .path = fetch_find(&c->arena, c->word[1])};
    struct data_facts facts;
    spec.name = data_sniff(spec.path, &c->failure);
    if (!spec.name || data_check(&c->arena, &spec, &facts, &c->failure))
        return STATUS_OK;
    if (c->json)
        print_facts_json(c, &facts);
    else
        print_facts(c, &facts);
    return STATUS_OK;
}

static int export(struct cli *c, struct arguments *w)
{
    if (*w->label)
        override_setting(&w->overrides, "data.label", w->label, &c->failure);
    if (*w->drop)
        override_setting(&w->overrides, "data.drop", w->drop, &c->failure);
    if (strcmp(w->header, data_header_name(0)))
        override_setting(&w->overrides, "data.header", w->header, &c->failure);
    w->export.overrides = &w->overrides;
    return data_export(c, &w->export);
}

static int show(struct cli *c, struct arguments *w)
{
    const struct data_export *x = &w->export;
    if (c->words > 1 || x->folder || x->standardised || x->epochs)
        return cli_usage("data", "show takes settings of a set, and how it is drawn");
    w->drawing.formats = x->format ? x->format : "png";
    return data_show(c, &w->overrides, &w->drawing, w->samples);
}

static int run(struct cli *c, void *arguments)
{
    struct arguments *w = arguments;
    const struct data_export *x = &w->export;
    int k = 0;
    if (!c->words)
        return cli_usage("data", "list, check, show, export or fetch?");
    while (data_header_name(k) && strcmp(data_header_name(k), w->header))
        k++;
    if (!data_header_name(k))
        return cli_usage("data", "--header is yes, no or auto, not `%s`", w->header);
    if (strcmp(c->word[0], "fetch") && (w->fetch.mirror || w->fetch.sources || w->fetch.timeout))
        return cli_usage("data", "--mirror, --sources and --timeout go with fetch");
    if (!strcmp(c->word[0], "export"))
        return export(c, w);
    if (!strcmp(c->word[0], "show"))
        return show(c, w);
    if (x->folder || x->format || x->standardised || x->epochs || w->overrides.data ||
        w->overrides.count)
        return cli_usage("data", "%s does not take the options of export", c->word[0]);
    if (!strcmp(c->word[0], "check"))
        return c->words == 2 ? check(c, w) : cli_usage("data", "check wants one path");
    const bool fetch = !strcmp(c->word[0], "fetch");
    if (!fetch && strcmp(c->word[0], "list"))
        return cli_usage("data", "`%s` is not understood: list, check, show, export or fetch?",
                         c->word[0]);
    if ((!fetch && c->words > 1) || *w->label || *w->drop || k > 0)
        return cli_usage("data", "%s goes without %soptions of a table", c->word[0],
                         fetch ? "" : "a path and without ");
    return fetch ? data_fetch(c, &w->fetch) : list(c);
}

COMMAND(data, "look at a data set, write it as other files, or download one",
        "list\ncheck PATH\nshow [--data PATH]\nexport --output FOLDER [--data PATH]\nexport RUN "
        "--output FOLDER\nfetch [NAME]...",
        sizeof(struct arguments));
