/* depthlab status: what the database holds. */
#include "build/gen/revision.h"
#include "lab/cli/cli.h"
#include <stdio.h>

static const char about[] = "Without a name: each experiment's runs by status, and how many come "
                            "from another build than this one. With a name: each run of its "
                            "current sweep. A run is `running` while a process holds it.";

static const struct option_row options[] = {OPTION_JSON("the rows as JSON"), OPTION_DB, {0}};

static const char overview[] =
    "SELECT s.experiment, count(*) AS runs, sum(r.status = 'done') AS done,"
    " sum(r.status = 'diverged') AS diverged, sum(r.status = 'failed') AS failed,"
    " sum(r.status = 'unfinished') AS unfinished, sum(r.status = 'new') AS new,"
    " sum(r.revision NOT IN ('', :revision)) AS other_build, round(sum(r.seconds), 1) AS seconds"
    " FROM sweep s JOIN run r ON r.id = s.run GROUP BY s.experiment";

static const char runs[] =
    "SELECT f.run, f.block, f.depth, f.norm, f.branch, f.lr, f.seed, f.status, f.steps,"
    " round(f.train_loss, 4) AS train_loss, round(f.test_loss, 4) AS test_loss,"
    " round(f.seconds, 2) AS seconds, f.detail FROM final f JOIN sweep s"
    " ON s.run = f.run AND s.experiment = f.experiment"
    " WHERE f.experiment = :experiment ORDER BY s.place";

static int running(struct cli *c)
{
    int count = 0;
    struct query *q =
        query_open(c->store, "SELECT id FROM run WHERE status = 'unfinished'", &c->failure);
    while (query_next(q))
        count += store_run_locked(c->store, query_int(q, 0));
    query_close(q);
    return count;
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    if (c->words > 1)
        return cli_usage("status", "one experiment at most");
    if (!cli_read_store(c))
        return STATUS_OK;
    const char *name = c->words ? experiment_name(&c->arena, c->word[0], &c->failure) : NULL;
    struct query *q = query_open(c->store, name ? runs : overview, &c->failure);
    if (name)
        query_bind_text(q, ":experiment", name);
    else
        query_bind_text(q, ":revision", DEPTHLAB_REVISION);
    int rows = cli_print_rows(c, q);
    query_close(q);
    if (!rows && name)
        cli_none_of(c, "runs", c->word[0]);
    if (!rows && !name && !c->json)
        puts("nothing has been run yet: `depthlab run first` takes seconds");
    int busy = running(c);
    if (busy && !c->json)
        printf("%d running now\n", busy);
    return STATUS_OK;
}

COMMAND(status, "what has been run, and what is unfinished", "[EXPERIMENT]", 0);
