/* depthlab task RUN: train one run of the database; what `run` starts for each cell. */
#include "lab/base/number.h"
#include "lab/cli/cli.h"
#include "lab/run/train_run.h"
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <time.h>

static const char about[] =
    "Train one run that a sweep has planned, from its last checkpoint. `depthlab run` starts one "
    "for each cell. Progress goes to stdout as lines `progress STEP LOSS`.";

struct arguments {
    struct train_run_order order;
};

static const struct option_row options[] = {
    OPTION_TEXT("data", "PATH", order.path,
                "where the run's data lie, for a set that is read from files", .preset = ""),
    OPTION_TEXT("weights", "FILE", order.weights,
                "where the weights lie that it starts from, for a run that does", .preset = ""),
    OPTION_WHOLE("threads", "N", order.threads, 1, 256, "threads that share the work",
                 .preset = "1"),
    OPTION_FLAG("again", order.again, "forget what the run has measured and start over"),
    OPTION_DB,
    {0},
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Say how far it is, ten times a second. */
static bool progress(void *self, int64_t step, double loss)
{
    double *next = self;
    if (seconds() >= *next) {
        printf("progress %lld %.6g\n", (long long)step, loss);
        fflush(stdout);
        *next = seconds() + 0.1;
    }
    return true;
}

static int run(struct cli *c, void *arguments)
{
    struct train_run_order *order = &((struct arguments *)arguments)->order;
    double next = 0;
    struct tick tick = {&next, progress};
    enum run_status status;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (c->words != 1 || !number_whole(c->word[0], &order->run) || order->run < 1)
        return cli_usage("task", "one run is wanted, by its number");
    order->tick = &tick;
    if (cli_open_store(c, false))
        train_run_execute(c->store, order, &status, &c->failure);
    return STATUS_OK;
}

COMMAND(task, NULL, "RUN", sizeof(struct arguments));
