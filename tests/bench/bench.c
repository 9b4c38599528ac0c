/* bench [SECTION ...]: all of them unless some are named. */
#include "tests/bench/bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct section {
    const char *name;
    void (*run)(void);
} section[] = {
    {"mlp", bench_mlp},
    {"conv", bench_conv},
    {"kernels", bench_kernels},
    {"threads", bench_threads},
    {"memory", bench_memory},
    {"probes", bench_probes},
    {"arithmetic", bench_arithmetic},
    {"sweep", bench_sweep},
};
enum { SECTIONS = sizeof section / sizeof *section };

static const struct section *find(const char *name)
{
    for (int i = 0; i < SECTIONS; i++)
        if (!strcmp(section[i].name, name))
            return &section[i];
    fprintf(stderr, "bench: no section `%s`; there are", name);
    for (int i = 0; i < SECTIONS; i++)
        fprintf(stderr, " %s", section[i].name);
    fprintf(stderr, "\n");
    exit(2);
}

/* A measurement is worth what the machine's rest was. */
static void run(const struct section *s)
{
    double load = 0;
    getloadavg(&load, 1);
    printf("---- %s (load %.1f on %ld processors) ----\n", s->name, load,
           sysconf(_SC_NPROCESSORS_ONLN));
    fflush(stdout);
    s->run();
    printf("\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--serve")) {
        bench_serve();
        return 0;
    }
    for (int i = 1; i < argc; i++)
        find(argv[i]);
    for (int i = 1; i < argc; i++)
        run(find(argv[i]));
    for (int i = 0; argc < 2 && i < SECTIONS; i++)
        run(&section[i]);
    return 0;
}
