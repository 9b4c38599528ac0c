/* features(place) = value of the last node of the stem, or of a block */
#include "lab/probe/places.h"
#include "lab/probe/cost.h"
#include <float.h>

const double ROUND_OFF = 8 * (sizeof(real) == sizeof(float) ? FLT_EPSILON : DBL_EPSILON);

enum status places_examine(struct probe_run *e,
                           enum status (*measure)(struct probe_run *, int place))
{
    const int places = probe_places(e->net);
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(e->net->graph, &pass);
    for (int p = 0; p < places && !e->failure->status; p++) {
        const size_t mark = arena_mark(e->arena);
        measure(e, p);
        arena_rewind(e->arena, mark);
        probe_progress(e, (p + 1.0) / places);
    }
    return e->failure->status;
}

double places_passes(const struct probe_run *e,
                     double (*flops)(const struct probe_run *, int features))
{
    double sum = 0;
    for (int p = 0; p < probe_places(e->net); p++)
        sum += flops(e, shape_size(probe_output(e->net, p)->shape));
    return FORWARD_PASS + cost_passes(e, sum);
}
