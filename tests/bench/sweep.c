/* What a sweep costs beside its arithmetic: processes, data, rows, the database. Degradation's cells at one
 * learning rate, by `depthlab run`, beside the same cells trained one after another in this process into a
 * recorder that keeps nothing. All of it is processor time, user and system, of all processes. */
#include "lab/data/cache.h"
#include "lab/probe/gradient.h"
#include "lab/probe/junction.h"
#include "lab/probe/reduction.h"
#include "lab/run/experiment.h"
#include "tests/bench/bench.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAIRS = 5, WORDS = 20 };

static double processor_time(const struct rusage *use)
{
    return (double)(use->ru_utime.tv_sec + use->ru_stime.tv_sec) +
           1e-6 * (double)(use->ru_utime.tv_usec + use->ru_stime.tv_usec);
}

/* ---- by `depthlab run` ---- */

/* The program beside this one, with these words and a new database; seconds. */
static double by_command(const char *const *words)
{
    char program[4096], folder[] = "/tmp/depthlab-bench-XXXXXX", db[64];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 10);
    program[length > 0 ? length : 0] = 0;
    strcpy(strrchr(program, '/') + 1, "depthlab");
    if (!mkdtemp(folder))
        stop("no folder can be made in /tmp");
    snprintf(db, sizeof db, "%s/lab.db", folder);
    const char *argv[WORDS] = {program, "run", "degradation", "--quiet", "--db", db};
    for (int n = 6; *words; words++)
        argv[n++] = *words;
    const pid_t child = fork();
    if (!child) {
        dup2(open("/dev/null", O_WRONLY), 1);
        dup2(1, 2);
        execv(program, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status = 1;
    struct rusage use;
    if (child < 0 || wait4(child, &status, 0, &use) < 0 || status)
        stop("depthlab run degradation failed");
    unlink(db);
    rmdir(folder);
    return processor_time(&use);
}

/* ---- in this process ---- */

static enum status drop_row(void *self, const struct series *series, int64_t step, int place,
                            const double *value, uint32_t missing)
{
    (void)self, (void)series, (void)step, (void)place, (void)value, (void)missing;
    return STATUS_OK;
}

static enum status drop_checkpoint(void *self, const struct checkpoint *checkpoint)
{
    (void)self, (void)checkpoint;
    return STATUS_OK;
}

/* As lab/run/train_run.c does it, without the record. */
static void train_cell(const struct cell *cell, struct data_cache *cache, struct failure *failure)
{
    struct arena arena;
    struct outcome outcome;
    const struct dataset *data = data_cache_load(cache, &cell->data, failure);
    if (!data)
        return;
    arena_open(&arena, SIZE_MAX);
    const struct shape shape = {data->channels, data->height, data->width};
    struct network *net =
        network_build(&arena, &cell->net, shape, data->classes, cell->train.batch, failure);
    struct recorder recorder = {NULL, drop_row, drop_checkpoint};
    if (net && !network_start(net, cell->seed)) {
        struct instrument instrument[] = {gradient_instrument(gradient_probe(&arena, net)),
                                          junction_instrument(junction_probe(&arena, net)),
                                          reduction_instrument(reduction_probe(&arena, net))};
        struct training training = {.net = net,
                                    .data = data,
                                    .spec = &cell->train,
                                    .augment = cell->data.augment,
                                    .seed = cell->seed,
                                    .arena = &arena,
                                    .recorder = &recorder,
                                    .instruments = sizeof instrument / sizeof *instrument,
                                    .instrument = instrument};
        train(&training, &(struct checkpoint){0}, &outcome, failure);
    }
    arena_close(&arena);
}

static double in_this_process(const struct experiment *e)
{
    struct data_cache cache;
    struct failure failure = {0};
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    data_cache_open(&cache);
    for (int i = 0; i < e->grid.cells && !failure.status; i++)
        train_cell(&e->grid.cell[i], &cache, &failure);
    data_cache_close(&cache);
    if (failure.status)
        stop(failure.message);
    getrusage(RUSAGE_SELF, &after);
    return processor_time(&after) - processor_time(&before);
}

/* ---- both, in turn ---- */

static void print(const char *what, double ours, double alone, struct spread s, double limit)
{
    printf("%-44s %8.3f ", what, ours);
    if (alone > 0)
        printf("%8.3f ", alone);
    else
        printf("%8s ", "");
    printf("%7.3f %6.3f %6.3f  at most %.2f %s\n", s.median, s.least, s.most, limit,
           verdict(s.median <= limit));
    fflush(stdout);
}

void bench_sweep(void)
{
    static const struct override override[] = {{"train.lr", "0.01"}, {"seed", "[1, 2]"}};
    const struct request request = {
        .name = "degradation", .folder = "experiments", .overrides = 2, .override = override};
    static const char *const cells[] = {"--lr", "0.01", "--seed", "1,2", NULL};
    static const char *const one[] = {"--lr",    "0.01",  "--seed", "1",    "--depth", "2",
                                      "--block", "plain", "--norm", "none", NULL};
    struct arena arena;
    struct failure failure = {0};
    struct experiment e;
    double ours[PAIRS], alone[PAIRS], ratio[PAIRS], small[PAIRS];
    char what[80];
    arena_open(&arena, SIZE_MAX);
    if (experiment_read(&arena, &request, &e, &failure))
        stop(failure.message);
    for (int i = 0; i < PAIRS; i++) {
        ours[i] = by_command(cells);
        alone[i] = in_this_process(&e);
        ratio[i] = ours[i] / alone[i];
        small[i] = by_command(one);
    }
    printf("%-44s %8s %8s %7s %6s %6s\n", "depthlab run degradation", "s", "against", "median",
           "least", "most");
    snprintf(what, sizeof what, "%d runs / without processes and database", e.grid.cells);
    print(what, spread_of(PAIRS, ours).median, spread_of(PAIRS, alone).median,
          spread_of(PAIRS, ratio), 1.25);
    const struct spread s = spread_of(PAIRS, small);
    print("a run of 2 layers, in all, in seconds", s.median, 0, s, .08);
    arena_close(&arena);
}
