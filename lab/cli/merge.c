/* depthlab merge LAB.DB SHARD...: what several databases have measured, in one. */
#include "lab/cli/cli.h"
#include "lab/run/recorded.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Take into the first database what the others have and it lacks: runs with all that was "
    "measured "
    "of them, probes, and the sweeps that they are part of. Each of the others is merged whole or, "
    "when the command is interrupted, not at all, and is only read; to merge one twice, or in "
    "another "
    "order, "
    "changes nothing. A run that has not ended comes along, and goes on here; of two of the same "
    "settings the one that is further stays.\n"
    "\n"
    "A run that has ended in both must have the same numbers in both. One that has not is named, "
    "nothing of its "
    "database is merged, and the exit code is 65. Where a sweep has changed its verdicts go, and "
    "`depthlab run` judges it.";

static const struct option_row options[] = {{0}};

static void print(struct cli *c, const char *shard, const struct merge *m)
{
    printf("%s: %lld runs, %lld taken", cli_shown(c, shard), (long long)m->runs,
           (long long)m->taken);
    if (m->unfinished)
        printf(", %lld of them unfinished", (long long)m->unfinished);
    if (m->probes)
        printf(", %lld probes", (long long)m->probes);
    puts("");
    if (*m->others)
        printf("    %s has another sweep of %s, which stays; the runs are there\n",
               cli_shown(c, c->db), cli_shown(c, m->others));
}

/* What is wrong with one does not keep the others back. */
static void merge(struct cli *c, const char *shard, int *code)
{
    struct failure own = {0};
    struct merge m;
    if (!recorded_merge(c->store, &c->arena, shard, &m, &own)) {
        print(c, shard, &m);
        return;
    }
    for (int i = 0; i < m.conflicts && i < MERGE_NAMED; i++)
        fprintf(stderr, "%s: %s\n", cli_shown(c, shard), cli_shown(c, m.conflict[i]));
    cli_fail(&own);
    *code = *code ? *code : (int)own.status;
}

/* Sweeps without verdicts: `run` trains what no shard had, and judges. */
static void say_next(struct cli *c)
{
    struct query *q = query_open(
        c->store,
        "SELECT e.name, e.request FROM experiment e WHERE instr(e.name, ':') = 0 AND NOT EXISTS "
        "(SELECT 1 FROM verdict_row v WHERE v.experiment = e.name)",
        &c->failure);
    while (query_next(q))
        printf("to train what is missing, and to judge: depthlab run %s%s%s%s\n",
               cli_shown(c, query_text(q, 0)), *query_text(q, 1) ? " " : "",
               cli_shown(c, query_text(q, 1)), cli_shown(c, cli_db_words(c)));
    query_close(q);
}

static int run(struct cli *c, void *arguments)
{
    int code = STATUS_OK;
    (void)arguments;
    if (c->words < 2)
        return cli_usage("merge", "into which database, and which others?");
    for (int i = 0; i < c->words; i++)
        if (!strcmp(c->word[i], ":memory:"))
            return cli_usage("merge", "it takes files: what is in memory ends with the command");
        else if (i && access(c->word[i], F_OK))
            return (int)fail(&c->failure, STATUS_DATA, "there is no database %s",
                             cli_shown(c, c->word[i]));
    c->db = c->word[0];
    if (!cli_open_store(c, false))
        return STATUS_OK;
    for (int i = 1; i < c->words && !c->failure.status; i++)
        merge(c, c->word[i], &code);
    say_next(c);
    return code;
}

COMMAND(merge, "what several databases measured, in one", "LAB.DB SHARD...", 0);
