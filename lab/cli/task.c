/* depthlab task RUN: train one run of the database; what `run` starts for each cell. */
#include "lab/cli/cli.h"
#include "lab/run/train_run.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>

static const char help[] =
    "usage: depthlab task RUN [--db FILE] [--data PATH] [--weights FILE] [--threads N] "
    "[--again]\n\n"
    "Train one run that a sweep has planned, from its last checkpoint. `depthlab run` starts one "
    "for\n"
    "each cell. Progress goes to stdout as lines `progress STEP LOSS`.\n\n"
    "  --db FILE       the database (results/lab.db)\n"
    "  --data PATH     where the run's data lie, for a set that is read from files\n"
    "  --weights FILE  where the weights lie that it starts from, for a run that does\n"
    "  --threads N     threads that share the work (1)\n"
    "  --again         forget what the run has measured and start over\n";

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

static int run(int argc, char **argv)
{
    static const struct option options[] = {
        {"db", required_argument, NULL, 'd'},      {"data", required_argument, NULL, 'p'},
        {"weights", required_argument, NULL, 'w'}, {"threads", required_argument, NULL, 't'},
        {"again", no_argument, NULL, 'a'},         {NULL, 0, NULL, 0}};
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    struct cli c;
    double next = 0;
    struct tick tick = {&next, progress};
    struct train_run_order order = {.path = "", .weights = "", .threads = 1, .tick = &tick};
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (o) {
        case 'd':
            c.db = optarg;
            break;
        case 'p':
            order.path = optarg;
            break;
        case 'w':
            order.weights = optarg;
            break;
        case 't':
            order.threads = atoi(optarg);
            break;
        case 'a':
            order.again = true;
            break;
        default:
            return cli_end(&c, STATUS_USAGE);
        }
    char *end = NULL;
    if (optind + 1 == argc)
        order.run = strtoll(argv[optind], &end, 10);
    if (!end || *end || order.run < 1)
        return cli_end(&c, cli_usage("task", "one run is wanted, by its number"));
    enum run_status status;
    if (cli_open_store(&c, false))
        train_run_execute(c.store, &order, &status, &c.failure);
    return cli_end(&c, STATUS_OK);
}

const struct command command_task = {"task", NULL, help, run};
