/* depthlab prune: drop the states that training again would bring back, and make the database smaller. */
#include "lab/cli/cli.h"
#include "lab/run/train_run.h"
#include <stdio.h>

static const char about[] = "Drop the weights that the database need not keep, and make the file "
                            "smaller: those of runs that took "
                            "less than a minute, were not kept with --keep-weights and do not "
                            "depend on files. Same settings give "
                            "the same bits, so `probe`, `eval` and `export` train such a run again "
                            "when they need it. A sweep "
                            "drops what it needed no longer by itself; this is for databases of "
                            "older programs, and for what "
                            "interrupted sweeps left. For a while it takes room on the disk for "
                            "two copies of what remains.";

struct arguments {
    bool dry, all;
};

static const struct option_row options[] = {
    OPTION_FLAG("dry-run", dry, "say what would be dropped, and change nothing"),
    OPTION_FLAG("all", all,
                "also of runs of another arithmetic, as older programs made them: training those "
                "again gives other numbers"),
    OPTION_DB,
    {0}};

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    struct prune p;
    struct cell here;
    cell_open(&here);
    if (c->words)
        return cli_usage("prune", "it goes without words");
    if (!cli_has_store(c) || !cli_open_store(c, w->dry))
        return STATUS_OK;
    if (w->dry) {
        if (!store_prune_plan(c->store, DEAR_SECONDS, w->all ? "" : here.arithmetic, &p,
                              &c->failure))
            printf("%s: %.1f MB; %lld states of %.1f MB can be dropped, %.1f MB are free\n",
                   cli_shown(c, c->db), 1e-6 * (double)p.bytes, (long long)p.states,
                   1e-6 * (double)p.state_bytes, 1e-6 * (double)p.free);
    } else if (!store_prune(c->store, DEAR_SECONDS, w->all ? "" : here.arithmetic, &p,
                            &c->failure)) {
        printf("%s: %lld states dropped; %.1f MB, before %.1f\n", cli_shown(c, c->db),
               (long long)p.states, 1e-6 * (double)p.bytes_after, 1e-6 * (double)p.bytes);
    }
    if (!c->failure.status && p.others)
        printf(
            "%lld states are of runs in another arithmetic than this program's (%s): it could not "
            "bring them back, and they stay; --all drops them, too\n",
            (long long)p.others, here.arithmetic);
    return STATUS_OK;
}

COMMAND(prune, "make the database smaller", "[--dry-run]", sizeof(struct arguments));
