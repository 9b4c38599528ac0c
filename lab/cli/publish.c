/* depthlab publish: a copy of the database for others to read. */
#include "lab/cli/cli.h"
#include <stdio.h>

static const char about[] =
    "Write the database, as it is at one moment, into a file that others may read wherever it "
    "lies: "
    "in a shared folder, on a read-only medium. Sweeps may go on meanwhile. The file is replaced "
    "when the copy is whole, and is read-only; readers name it with --db.";

static const struct option_row options[] = {OPTION_DB, {0}};

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    if (c->words != 1)
        return cli_usage("publish", "into which file?");
    if (cli_open_store(c, true) && !store_publish(c->store, &c->arena, c->word[0], &c->failure))
        cli_print_path(c, c->word[0]);
    return STATUS_OK;
}

COMMAND(publish, "a copy of the database for others to read", "FILE", 0);
