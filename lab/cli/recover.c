/* depthlab recover: what can be read of a damaged database. */
#include "lab/cli/cli.h"
#include "lab/run/recorded.h"
#include <stdio.h>
#include <unistd.h>

static const char about[] =
    "Copy what can be read of a damaged database into a new one; the damaged file stays as it is. "
    "Runs of which something is lost are new there, and the command that made them trains them "
    "again, to the same bits. Numbers that were altered where they stand cannot be told from "
    "others: "
    "`depthlab run NAME --again` or `depthlab verify` trains runs again and compares. Meanwhile it "
    "takes room in TMPDIR, too, for as much as it finds.\n"
    "\n"
    "Exit code 1 when anything was lost.";

struct arguments {
    const char *path;
};

static const struct option_row options[] = {
    OPTION_TEXT("output", "FILE", path, "the new database (FILE.recovered)", .letter = 'o'),
    OPTION_DB,
    {0},
};

static void print(const char *path, const struct recovery *r)
{
    printf("%s: %lld runs", path, (long long)r->runs);
    if (r->whole)
        printf(", and nothing was lost");
    if (r->lost)
        printf(", of which %lld lost something and will be trained again", (long long)r->lost);
    if (!r->whole)
        printf("; `depthlab run NAME --db %s` brings back %s%s", path,
               r->sweeps ? "" : "sweeps and ", r->lost ? "these and the verdicts" : "the verdicts");
    puts("");
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    struct recovery r;
    if (c->words)
        return cli_usage("recover", "it goes without words: --db names the damaged file");
    const char *path = w->path ? w->path : cli_text(c, "%s.recovered", c->db);
    if (!cli_has_store(c))
        return STATUS_OK;
    if (!access(path, F_OK))
        return (int)fail(&c->failure, STATUS_CREATE, "%s is there already: name a new file with -o",
                         path);
    c->store = recorded_open(NULL, false, &c->failure);
    if (!c->store || store_recover(c->db, c->store, &r, &c->failure) ||
        store_copy(c->store, &c->arena, path, &c->failure))
        return STATUS_OK;
    print(cli_shown(c, path), &r);
    return r.whole ? STATUS_OK : STATUS_FAILED;
}

COMMAND(recover, "what can be read of a damaged database, in a new one", "",
        sizeof(struct arguments));
