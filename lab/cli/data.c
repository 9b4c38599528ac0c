/* depthlab data: what a data set holds, and whether its files are sound. */
#include "lab/cli/cli.h"
#include "lab/data/check.h"
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: depthlab data list [--json]\n"
    "       depthlab data check PATH [--label COLUMN] [--json]\n\n"
    "list    the sources of data: generated sets, and formats that are read from files\n"
    "check   read every byte of the set at PATH (a folder of IDX files as MNIST has them, or of\n"
    "        CIFAR's binary files, plain or .gz; a .csv file, or a folder with train.csv and\n"
    "        test.csv) and say what it holds, or which byte or line is wrong. --label names the\n"
    "        label column of a table (its last one).\n";

static int list(struct cli *c, int argc, char **argv)
{
    static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (o == 'j')
            c->json = true;
        else
            return cli_option("data");
    if (optind < argc)
        return cli_usage("data", "list goes without a path");
    for (int i = 0; data_source_name(i); i++) {
        if (!c->json) {
            printf("%-8s %s\n", data_source_name(i), data_source_about(i));
            continue;
        }
        fputs(i ? ",\n {\"name\": " : "[{\"name\": ", stdout);
        cli_json_text(data_source_name(i));
        fputs(", \"about\": ", stdout);
        cli_json_text(data_source_about(i));
        putchar('}');
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

static void print_facts(const struct data_facts *f)
{
    printf("%d x %d x %d numbers a sample, %d classes\n", f->channels, f->height, f->width,
           f->classes);
    print_part("train", &f->train, f);
    print_part("test", &f->test, f);
    if (f->constant)
        printf("%d columns do not vary in the training part\n", f->constant);
    for (int i = 0; i < f->files; i++)
        printf("%s: %llu bytes, CRC-32 %08x\n", f->file[i].path,
               (unsigned long long)f->file[i].bytes, f->file[i].crc);
    puts("every byte was read: the set is sound");
}

static void print_facts_json(const struct data_facts *f)
{
    printf("{\"channels\": %d, \"height\": %d, \"width\": %d, \"classes\": %d, \"train\": %d, "
           "\"test\": %d, \"mean\": %.17g, \"deviation\": %.17g, \"checksum\": \"%08x\"}\n",
           f->channels, f->height, f->width, f->classes, f->train.count, f->test.count,
           f->train.mean, f->train.deviation, f->checksum);
}

static int check(struct cli *c, int argc, char **argv)
{
    static const struct option options[] = {{"label", required_argument, NULL, 'l'},
                                            {"json", no_argument, NULL, 'j'},
                                            {NULL, 0, NULL, 0}};
    struct data_spec spec = {.label = "", .path = "", .seed = 1};
    struct data_facts facts;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (o == 'l')
            spec.label = optarg;
        else if (o == 'j')
            c->json = true;
        else
            return cli_option("data");
    if (optind + 1 != argc)
        return cli_usage("data", "check wants one path");
    spec.path = argv[optind];
    spec.name = data_sniff(spec.path, &c->failure);
    if (!spec.name || data_check(&c->arena, &spec, &facts, &c->failure))
        return STATUS_OK;
    if (c->json)
        print_facts_json(&facts);
    else
        print_facts(&facts);
    return STATUS_OK;
}

static int run(int argc, char **argv)
{
    struct cli c;
    if (argc < 2)
        return cli_usage("data", "list or check?");
    bool lists = !strcmp(argv[1], "list");
    if (!lists && strcmp(argv[1], "check"))
        return cli_usage("data", "`%s` is not understood: list or check?", argv[1]);
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    return cli_end(&c, lists ? list(&c, argc - 1, argv + 1) : check(&c, argc - 1, argv + 1));
}

const struct command command_data = {"data", "look at a data set", help, run};
