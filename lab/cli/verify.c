/* depthlab verify: are the stored numbers what training gives? */
#include "lab/cli/cli.h"
#include "lab/inspect/select.h"
#include "lab/run/repeat.h"
#include <stdio.h>

static const char about[] =
    "Train stored runs again, and compare every number that training measured, and the weights "
    "where they "
    "are kept, to the last bit. Nothing is written. Without words N runs are drawn from all; RUN "
    "as in "
    "`depthlab show` draws from those that it means.\n"
    "\n"
    "Exit code 0 when all are the same; 1 when one is not, with the place of the first difference, "
    "and "
    "when there was none to train again.";

struct arguments {
    int runs;
    int64_t seed;
    const char *data, *weights;
};

static const struct option_row options[] = {
    OPTION_WHOLE("runs", "N", runs, 1, 0, "how many runs to train again", .preset = "10"),
    OPTION_WHOLE("seed", "S", seed, 0, 0, "of the draw", .preset = "1"),
    OPTION_DATA_AT(data, "where the runs' data lie, for a set that is read from files",
                   .preset = ""),
    OPTION_TEXT("weights", "FILE", weights, "where the weights lie that the runs start from",
                .preset = ""),
    OPTION_DB,
    {0},
};

struct count {
    int runs, same;
    int other, files; /* left out: of another arithmetic; on files that were not named */
    int64_t numbers;
};

static void verify_run(struct cli *c, const struct arguments *w, int64_t run, bool on_files,
                       struct count *count)
{
    struct repetition r;
    const size_t mark = arena_mark(&c->arena);
    const struct repeat_order order = {
        .run = run, .path = on_files ? w->data : "", .weights = w->weights};
    if (!repeat_run(&c->arena, c->store, &order, &r, &c->failure)) {
        const bool same = !*r.difference;
        const char *elsewhere = same ? NULL
                                     : repeat_made_elsewhere(&c->arena, c->store, run, &c->failure);
        printf("run %lld: ", (long long)run);
        if (same)
            printf("the same, %lld numbers, %.1f s\n", (long long)r.numbers, r.seconds);
        else
            printf("%s\n", cli_shown(c, r.difference));
        if (elsewhere)
            printf("    it was made elsewhere: %s\n", cli_shown(c, elsewhere));
        fflush(stdout);
        count->runs++;
        count->same += same;
        count->numbers += r.numbers;
    }
    repeat_close(&r);
    arena_rewind(&c->arena, mark);
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    struct selection all = {0};
    struct count count = {0};
    struct cell here;
    cell_open(&here);
    if (!cli_open_store(c, true) ||
        (c->words && select_runs(&c->arena, c->store, c->words, c->word, &all, &c->failure)))
        return STATUS_OK;
    struct query *q = query_open(
        c->store,
        "SELECT id, cell ->> '$.arithmetic' IS NOT :arithmetic, coalesce(cell ->> "
        "'$.\"data.checksum\"', 0), coalesce(cell ->> '$.\"start.checksum\"', 0) FROM run WHERE "
        "status IN ('done', 'diverged') AND (:all OR id IN (SELECT value FROM json_each(:runs))) "
        "ORDER BY text_hash(:seed || ' ' || uuid) LIMIT :n",
        &c->failure);
    query_bind_text(q, ":arithmetic", here.arithmetic);
    query_bind_int(q, ":all", !c->words);
    query_bind_ints(q, ":runs", all.runs, all.run);
    query_bind_int(q, ":seed", w->seed);
    query_bind_int(q, ":n", w->runs);
    while (query_next(q)) {
        const bool on_files = query_int(q, 2), from_file = query_int(q, 3);
        if (query_int(q, 1))
            count.other++;
        else if ((on_files && !*w->data) || (from_file && !*w->weights))
            count.files++;
        else
            verify_run(c, w, query_int(q, 0), on_files, &count);
    }
    query_close(q);
    if (c->failure.status)
        return STATUS_OK;
    printf("%d runs trained again: %d the same to the last bit", count.runs, count.same);
    if (count.same < count.runs)
        printf(", %d not", count.runs - count.same);
    printf("; %lld numbers compared\n", (long long)count.numbers);
    if (count.other)
        printf("%d runs were made in another arithmetic than this program's (%s), and left out\n",
               count.other, here.arithmetic);
    if (count.files)
        printf("%d runs are on files and were left out: --data PATH or --weights FILE says where "
               "they are\n",
               count.files);
    if (!count.runs)
        fail(&c->failure, STATUS_FAILED, "nothing was verified%s",
             count.other || count.files ? "" : ": no run has ended yet");
    return count.same < count.runs ? STATUS_FAILED : STATUS_OK;
}

COMMAND(verify, "train stored runs again: the same bits?", "[RUN]...", sizeof(struct arguments));
