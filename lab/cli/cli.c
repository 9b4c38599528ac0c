#include "lab/cli/cli.h"
#include "lab/run/recorded.h"
#include <libgen.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usual_db[] = "results/lab.db";

int cli_fail(const struct failure *failure)
{
    fprintf(stderr, "depthlab: %s\n", failure->message);
    return (int)failure->status;
}

int cli_usage(const char *command, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fprintf(stderr, "depthlab %s: ", command);
    vfprintf(stderr, format, list);
    fprintf(stderr, "\n`depthlab %s --help` says how it is used\n", command);
    va_end(list);
    return STATUS_USAGE;
}

int cli_option(const char *command)
{
    fprintf(stderr, "`depthlab %s --help` says which options there are\n", command);
    return STATUS_USAGE;
}

bool cli_begin(struct cli *c)
{
    *c = (struct cli){.db = usual_db};
    return !arena_open(&c->arena, (size_t)1 << 34, &c->failure);
}

bool cli_open_store(struct cli *c, bool read_only)
{
    if (!read_only && !strcmp(c->db, usual_db))
        mkdir("results", 0777); /* store_open tells whether it worked */
    c->store = recorded_open(c->db, read_only, &c->failure);
    return c->store;
}

int cli_common(struct cli *c, const char *command, int argc, char **argv)
{
    static const struct option options[] = {
        {"db", required_argument, NULL, 'd'}, {"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;)
        if (o == 'd')
            c->db = optarg;
        else if (o == 'j')
            c->json = true;
        else
            return cli_option(command);
    return STATUS_OK;
}

int cli_end(struct cli *c, int code)
{
    if (c->store)
        store_close(c->store);
    if (c->failure.status)
        code = cli_fail(&c->failure);
    arena_close(&c->arena);
    return code;
}

const char *cli_program(struct arena *arena)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return arena_strdup(arena, path);
}

const char *cli_program_double(struct arena *arena)
{
    return arena_printf(arena, "%s-double", cli_program(arena));
}

const char *cli_house(struct arena *arena)
{
    if (!access("experiments", R_OK))
        return ".";
    char *program = arena_strdup(arena, cli_program(arena));
    return arena_printf(arena, "%s/..", dirname(program));
}
