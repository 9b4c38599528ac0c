/* depthlab verdict: what the runs say of each claim. */
#include "lab/cli/cli.h"
#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: depthlab verdict [EXPERIMENT]... [--json] [--db FILE]\n\n"
    "Print the verdicts that the last `depthlab run` of each experiment wrote to the database:\n"
    "supported, not supported or inconclusive, with the numbers behind it. Without a name: all.\n";

static const char select_all[] =
    "SELECT experiment, claim, expectation, verdict, statistic, holds, seeds, p FROM verdict"
    " WHERE :experiment = '' OR experiment = :experiment";

static int print(struct cli *c, const char *name)
{
    struct query *q = query_open(c->store, select_all, &c->failure);
    query_bind_text(q, ":experiment", name);
    int rows = 0;
    const char *experiment = "";
    if (c->json)
        rows = cli_print_rows(c, q);
    for (; !c->json && query_next(q); rows++) {
        if (!rows || strcmp(experiment, query_text(q, 0))) {
            experiment = arena_strdup(&c->arena, query_text(q, 0));
            printf("%s%s: %s\n", rows ? "\n" : "", experiment, query_text(q, 1));
        }
        printf("  %-13s  %s\n                 %s\n", query_text(q, 3), query_text(q, 2),
               query_text(q, 4));
    }
    query_close(q);
    if (!rows && *name)
        fail(&c->failure, STATUS_USAGE, "no verdicts of `%s` yet: depthlab run %s", name, name);
    return STATUS_OK;
}

static int run(int argc, char **argv)
{
    struct cli c;
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    int code = cli_common(&c, "verdict", argc, argv);
    if (code || !cli_open_store(&c, true))
        return cli_end(&c, code);
    if (optind == argc)
        print(&c, "");
    for (int i = optind; i < argc; i++)
        print(&c, argv[i]);
    return cli_end(&c, STATUS_OK);
}

const struct command command_verdict = {"verdict", "what the runs say of each claim", help, run};
