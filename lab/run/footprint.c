#include "lab/run/footprint.h"
#include "lab/base/memory.h"
#include "lab/train/checkpoint.h"
#include "lab/train/optimizer.h"

struct footprint footprint_of(const struct network *net, const struct train_spec *train,
                              double samples)
{
    struct graph *g = net->graph;
    struct graph_bytes bytes = graph_bytes(g, net->loss);
    const struct optimizer *optimizer = optimizer_find(train->optimizer);
    size_t weights = g->params.reals * sizeof(real),
           slots = optimizer ? (size_t)optimizer->slots : 0;
    struct training_state state = {.graph = g, .slot_reals = slots * g->params.reals};
    struct footprint f = {
        .values = (double)bytes.values,
        .gradients = (double)bytes.gradients,
        .room = (double)bytes.room,
        .parameters = (double)bytes.parameters,
        .optimizer = (double)(slots * weights),
        .copies = (double)(checkpoint_bytes(&state) + weights),
        .data = samples * (shape_size(net->input->shape) * (double)sizeof(real) + sizeof(int)),
    };
    f.total = f.values + f.gradients + f.room + f.parameters + f.optimizer + f.copies + f.data;
    return f;
}

enum status footprint_check(const struct footprint *f, double have, struct failure *failure)
{
    char all[MEMORY_TEXT], values[MEMORY_TEXT], weights[MEMORY_TEXT], room[MEMORY_TEXT];
    if (f->total <= have)
        return STATUS_OK;
    memory_text(f->total, all);
    memory_text(f->values + f->gradients + f->room, values);
    memory_text(f->parameters + f->optimizer + f->copies, weights);
    memory_text(have, room);
    return fail(failure, STATUS_FAILED,
                "this run needs %s and the machine has %s: %s for values and their gradients, "
                "which fewer layers, a narrower net or a smaller batch would lessen, and %s for "
                "weights and the optimizer",
                all, room, values, weights);
}
