#include "lab/run/footprint.h"
#include "lab/train/checkpoint.h"
#include "lab/train/optimizer.h"
#include <stdio.h>
#include <unistd.h>

struct footprint footprint_of(const struct network *net, const struct train_spec *train,
                              double samples)
{
    struct graph *g = net->graph;
    struct graph_bytes bytes = graph_bytes(g, net->loss);
    const struct optimizer *optimizer = optimizer_find(train->optimizer);
    size_t weights = g->params.reals * sizeof(real),
           slots = optimizer ? (size_t)optimizer->slots : 0;
    struct state state = {.graph = g, .slot_reals = slots * g->params.reals};
    struct footprint f = {
        .values = (double)bytes.values,
        .gradients = (double)bytes.gradients,
        .room = (double)bytes.room,
        .parameters = (double)bytes.parameters,
        .optimizer = (double)(slots * weights),
        .copies = (double)(state_bytes(&state) + weights),
        .data = samples * (shape_size(net->input->shape) * (double)sizeof(real) + sizeof(int)),
    };
    f.total = f.values + f.gradients + f.room + f.parameters + f.optimizer + f.copies + f.data;
    return f;
}

/* A container's limit; infinity where the file is missing or says "max". */
static double limit_of(const char *file)
{
    double limit = 0;
    FILE *in = fopen(file, "re");
    if (in && fscanf(in, "%lf", &limit) != 1)
        limit = 0;
    if (in)
        fclose(in);
    return limit > 0 ? limit : 0x1p62;
}

double footprint_memory_here(void)
{
    double have = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    const char *const limits[] = {"/sys/fs/cgroup/memory.max",
                                  "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    for (int i = 0; i < 2; i++) {
        double limit = limit_of(limits[i]);
        have = limit < have ? limit : have;
    }
    return have;
}

enum status footprint_check(const struct footprint *f, double have, struct failure *failure)
{
    char all[BYTES_TEXT], values[BYTES_TEXT], weights[BYTES_TEXT], room[BYTES_TEXT];
    if (f->total <= have)
        return STATUS_OK;
    footprint_text(f->total, all);
    footprint_text(f->values + f->gradients + f->room, values);
    footprint_text(f->parameters + f->optimizer + f->copies, weights);
    footprint_text(have, room);
    return fail(failure, STATUS_FAILED,
                "this run needs %s and the machine has %s: %s for values and their gradients, "
                "which fewer layers, a narrower net or a smaller batch would lessen, and %s for "
                "weights and the optimizer",
                all, room, values, weights);
}

void footprint_text(double bytes, char text[BYTES_TEXT])
{
    static const char *const unit[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int u = 0;
    while (bytes >= 999.5 && u < 5) {
        bytes /= 1024;
        u++;
    }
    snprintf(text, BYTES_TEXT, "%.*f %s", u && bytes < 99.95, bytes, unit[u]);
}
