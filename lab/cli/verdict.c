/* depthlab verdict: what the runs say of each claim. */
#include "lab/base/name.h"
#include "lab/cli/cli.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "Print the verdicts that the last `depthlab run` of each experiment wrote to the database: "
    "supported, not supported or inconclusive, with the numbers behind it, and where an "
    "inconclusive one "
    "leans, and why a refuted statement fails where its file says so. (exploratory): the statement "
    "was written, or changed, after its numbers had been seen. Below it, where `run --confirm` has "
    "trained further seeds, stands what those say: only that is called supported elsewhere. "
    "Without "
    "a name: all.";

static const struct option_row options[] = {OPTION_JSON("the verdicts as JSON"), OPTION_DB, {0}};

static const char select_all[] =
    "SELECT experiment, claim, expectation, verdict, statistic, "
    "holds, seeds, p, leaning, scale, effect,"
    " low, high, exploratory, why, kind, stands, confirmed, confirmed_statistic,"
    " confirmed_holds, confirmed_seeds, confirmed_p,"
    " confirmed_leaning, confirmed_scale, confirmed_effect,"
    " confirmed_low, confirmed_high FROM verdict"
    " WHERE :experiment = '' OR experiment = :experiment";

/* Its text stands in the database; a sweep that has not ended has no verdicts either. */
static bool is_without_statements(struct cli *c, const char *name)
{
    struct query *q = query_open(c->store,
                                 "SELECT 1 FROM experiment WHERE name = :experiment"
                                 " AND char(10) || spec NOT LIKE '%' || char(10) || 'expect:%'",
                                 &c->failure);
    query_bind_text(q, ":experiment", name);
    const bool found = query_next(q);
    query_close(q);
    return found;
}

const char *cli_statistic(struct cli *c, const char *leaning, const char *statistic)
{
    return cli_text(c, "%s%s%s%s", *leaning ? "leans " : "", leaning, *leaning ? ": " : "",
                    cli_shown(c, statistic));
}

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
            experiment = cli_text(c, "%s", query_text(q, 0));
            printf("%s%s: %s\n  the claim is %s\n", rows ? "\n" : "", cli_shown(c, experiment),
                   cli_shown(c, query_text(q, 1)),
                   store_standing(c->store, &c->arena, experiment, &c->failure));
        }
        const bool refuted = !strcmp(query_text(q, 3), "not supported");
        printf("  %-13s  %s%s\n                 %s\n", query_text(q, 3),
               cli_shown(c, query_text(q, 2)), query_int(q, 13) ? " (exploratory)" : "",
               cli_statistic(c, query_text(q, 8), query_text(q, 4)));
        if (refuted && *query_text(q, 14))
            printf("                 why: %s\n", cli_shown(c, query_text(q, 14)));
        if (*query_text(q, 17))
            printf("      confirmed  %s: %s\n", query_text(q, 17),
                   cli_statistic(c, query_text(q, 22), query_text(q, 18)));
    }
    query_close(q);
    if (!rows && *name && is_without_statements(c, name))
        fail(&c->failure, STATUS_DATA,
             "%s has no statements to judge: there is no `expect:` in its file", name);
    else if (!rows && *name)
        cli_none_of(c, "verdicts", c->word[0]);
    else if (!rows && !c->json)
        fail(&c->failure, STATUS_USAGE, "no verdicts yet: `depthlab run first` takes seconds");
    return STATUS_OK;
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    for (int i = 0; i < c->words; i++)
        if (!name_is_plain(c->word[i] = experiment_name(&c->arena, c->word[i], &c->failure)))
            return cli_usage("verdict", "`%s` is not a name of an experiment, which has " NAME_RULE,
                             c->word[i]);
    if (!cli_read_store(c))
        return STATUS_OK;
    if (!c->words) {
        print(c, "");
        const char *expected = store_false_expected(c->store, &c->arena, &c->failure);
        if (*expected && !c->json)
            printf("\n%s\n", expected);
    }
    for (int i = 0; i < c->words; i++)
        print(c, c->word[i]);
    return STATUS_OK;
}

COMMAND(verdict, "what the runs say of each claim", "[EXPERIMENT]...", 0);
