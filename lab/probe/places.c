/* features(place) = value of the last node of the stem, or of a block */
#include "lab/probe/places.h"
#include "lab/probe/cost.h"
#include <float.h>

const double ROUND_OFF = 8 * (sizeof(real) == sizeof(float) ? FLT_EPSILON : DBL_EPSILON);

enum status places_examine(struct exam *e, enum status (*look)(struct exam *, int place))
{
    const int places = exam_places(e->net);
    struct pass pass = exam_fill(e, MODE_MEASURE);
    graph_forward(e->net->graph, &pass);
    for (int p = 0; p < places && !e->failure->status; p++) {
        const size_t mark = arena_mark(e->arena);
        look(e, p);
        arena_rewind(e->arena, mark);
        exam_tell(e, (p + 1.0) / places);
    }
    return e->failure->status;
}

double places_passes(const struct exam *e, double (*flops)(const struct exam *, int features))
{
    double sum = 0;
    for (int p = 0; p < exam_places(e->net); p++)
        sum += flops(e, shape_size(exam_output(e->net, p)->shape));
    return FORWARD_PASS + algebra_passes(e, sum);
}
