/* depthlab worker: what `run` starts, a few at a time, to train runs and to probe them; the orders come
 * through its standard input (lab/base/process_pool.h).
 *
 *     train RUN [OPTION]...
 *     restore RUN [OPTION]...     train it again for its states, which it has not kept
 *     probe NAME RUN [OPTION]... */
#include "build/gen/revision.h"
#include "lab/base/clock.h"
#include "lab/base/number.h"
#include "lab/cli/cli.h"
#include "lab/cli/signals.h"
#include "lab/data/cache.h"
#include "lab/run/probe_run.h"
#include "lab/run/repeat.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char about[] =
    "Carry out the orders of `depthlab run`, one after another, until its input ends: each is the "
    "words of one run to train or to probe, each word ended by a NUL, an empty one at the end. "
    "Answers are the lines `progress STEP LOSS` and `end CODE`.";

static const struct option_row options[] = {OPTION_DB, {0}};

/* As much as a run's state takes to be written is little beside it. */
enum { SAVE_SECONDS = 10 };

struct worker {
    struct cli *c;
    struct data_cache cache;
    double next; /* when progress is due */
};

/* ---- one order ---- */

/* Nobody knows of a worker whose answers cannot be written: it ends. */
static bool answered(struct worker *w)
{
    if (fflush(stdout))
        fail(&w->c->failure, STATUS_DISK, "an answer cannot be written: %s", strerror(errno));
    return !w->c->failure.status;
}

/* Print how far it is, ten times a second; stop when asked to. */
static bool progress(void *self, int64_t step, double loss)
{
    struct worker *w = self;
    if (clock_elapsed() >= w->next) {
        printf("progress %lld %.6g\n", (long long)step, loss);
        w->next = clock_elapsed() + 0.1;
        answered(w);
    }
    return !signals_caught() && !w->c->failure.status;
}

struct arguments {
    struct train_run_order train;
    struct probe_run_order probe;
    struct option_list steps;
    int keep;
    bool again; /* of a probe */
};

static const struct option_row of_train[] = {
    OPTION_TEXT("data", "PATH", train.path, "where the run's data lie", .preset = ""),
    OPTION_TEXT("weights", "FILE", train.weights, "where its first weights lie", .preset = ""),
    OPTION_WHOLE("threads", "N", train.threads, 1, 256, "that share the work", .preset = "1"),
    OPTION_WHOLE("keep", "HOW", keep, 0, KEEP_FOR_GOOD, "which states stay (enum keep)",
                 .preset = "0"),
    OPTION_FLAG("again", train.again, "train it again, though it is done"),
    {0},
};

static const struct option_row of_probe[] = {
    OPTION_TEXT("data", "PATH", probe.path, "where the run's data lie", .preset = ""),
    OPTION_WHOLE("samples", "N", probe.samples, 1, 65536, "to look at", .preset = "256"),
    OPTION_WHOLE("step", "S", steps, 0, 0, "after S updates"),
    OPTION_FLAG("again", again, "measure what has been measured"),
    {0},
};

/* Train a finished run again; where its numbers come out otherwise, they take the place of the old ones. The
 * line printed says which. */
static enum status train_again(struct worker *w, const struct train_run_order *o,
                               struct failure *failure)
{
    struct repetition r;
    const struct repeat_order order = {.run = o->run,
                                       .path = o->path,
                                       .weights = o->weights,
                                       .threads = o->threads,
                                       .tick = o->tick,
                                       .cache = o->cache};
    if (!repeat_run(&w->c->arena, w->c->store, &order, &r, failure)) {
        if (*r.difference)
            repeat_replace(&w->c->arena, w->c->store, o->run, &r, o->keep, failure);
        else
            store_run_revision(w->c->store, o->run, DEPTHLAB_REVISION, failure);
    }
    if (!failure->status)
        printf("%s\n", *r.difference ? r.difference : "the same");
    repeat_close(&r);
    return failure->status;
}

static enum status train_one(struct worker *w, struct arguments *a, bool restore,
                             struct failure *failure)
{
    struct tick tick = {w, progress};
    enum run_status status;
    const char *json;
    struct train_run_order *o = &a->train;
    if (w->c->words != 1 || !number_whole(w->c->word[0], &o->run))
        return fail(failure, STATUS_USAGE, "train RUN");
    o->keep = (enum keep)a->keep;
    o->save_seconds = SAVE_SECONDS;
    o->tick = &tick;
    o->cache = &w->cache;
    if (restore)
        return repeat_restore(&w->c->arena, w->c->store,
                              &(struct repeat_order){.run = o->run,
                                                     .path = o->path,
                                                     .weights = o->weights,
                                                     .threads = o->threads,
                                                     .tick = o->tick,
                                                     .cache = o->cache},
                              failure);
    if (store_run_cell(w->c->store, &w->c->arena, o->run, &json, &status, failure))
        return failure->status;
    return o->again && (status == RUN_DONE || status == RUN_DIVERGED)
               ? train_again(w, o, failure)
               : train_run_execute(w->c->store, o, &status, failure);
}

static enum status probe_one(struct worker *w, struct arguments *a, struct failure *failure)
{
    a->probe.probe = w->c->words == 2 ? probe_find(w->c->word[0]) : NULL;
    a->probe.seed = 1;
    a->probe.shared = !a->again;
    a->probe.cache = &w->cache;
    if (!a->probe.probe || !number_whole(w->c->word[1], &a->probe.run))
        return fail(failure, STATUS_USAGE, "probe NAME RUN");
    signals_let_stop();
    for (int i = 0; i < a->steps.count && !failure->status && !signals_caught(); i++) {
        int64_t step;
        a->probe.step = a->steps.n[i];
        probe_run_execute(w->c->store, &a->probe, &step, failure);
    }
    signals_catch_stop();
    return failure->status;
}

static void carry_out(struct worker *w, int words, char **word)
{
    struct failure failure = {0};
    struct arguments a = {0};
    const size_t mark = arena_mark(&w->c->arena);
    const bool restore = !strcmp(word[0], "restore"), train = restore || !strcmp(word[0], "train");
    w->c->words = 0;
    enum status status =
        options_parse(w->c, train ? of_train : of_probe, words - 1, word + 1, &a, &failure);
    if (!status)
        status = train ? train_one(w, &a, restore, &failure) : probe_one(w, &a, &failure);
    if (signals_caught() || w->c->failure.status)
        return; /* without an end: the order is not carried out, and its own end says why */
    if (failure.status)
        printf("%s\n", failure.message);
    printf("end %d\n", (int)status);
    answered(w);
    arena_rewind(&w->c->arena, mark);
}

/* ---- all orders ---- */

/* The words of the next order; none at the end of input, or when asked to stop. */
static int read_order(char **text, size_t *room, char **word, int most, struct failure *failure)
{
    size_t used = 0;
    int words = 0;
    for (;;) {
        char byte;
        const ssize_t n = signals_caught() ? 0 : read(STDIN_FILENO, &byte, 1);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0;
        if (used == *room) {
            char *more = realloc(*text, *room = 2 * *room + 256);
            if (!more) {
                fail_memory(failure);
                return 0;
            }
            *text = more;
        }
        (*text)[used++] = byte;
        if (byte == 0 && (used == 1 || (*text)[used - 2] == 0))
            break;
    }
    for (char *at = *text; *at && words + 1 < most; at += strlen(at) + 1)
        word[words++] = at;
    word[words] = NULL;
    return words;
}

static int run(struct cli *c, void *arguments)
{
    enum { WORDS = 200 };
    struct worker w = {.c = c};
    char *text = NULL, *word[WORDS];
    size_t room = 0;
    (void)arguments;
    signals_catch_stop();
    if (!cli_open_store(c, false))
        return STATUS_OK;
    data_cache_open(&w.cache);
    for (int n; !c->failure.status && (n = read_order(&text, &room, word, WORDS, &c->failure)) > 0;)
        carry_out(&w, n, word);
    free(text);
    data_cache_close(&w.cache);
    return signals_caught() ? 128 + signals_caught() : STATUS_OK;
}

COMMAND(worker, NULL, "[OPTION]...", 0);
