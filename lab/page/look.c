/* class(x) = argmax of the logits, over samples and over a plane */
#include "lab/data/batch.h"
#include "lab/page/session_parts.h"
#include <stdlib.h>

/* In deviations of the standardised numbers: how far a picture's white is from its black, and the plane's edges
 * from its middle, which no spiral reaches. */
static const real CONTRAST = 4.4f, REACH = 2.7f;

/* The classes of the part's first `count` samples, into answer. */
static void classify(struct session *s, const struct part *part, int count, int *answer)
{
    const struct network *net = s->net;
    const int features = shape_size(net->input->shape), most = net->graph->capacity;
    int *index = malloc((size_t)most * sizeof *index);
    for (int first = 0; index && first < count; first += most) {
        struct pass pass = {.mode = MODE_EVAL,
                            .batch = count - first < most ? count - first : most};
        for (int i = 0; i < pass.batch; i++)
            index[i] = first + i;
        batch_fill(part, features, index, pass.batch, net->input->value, net->target->value);
        graph_forward(net->graph, &pass);
        for (int i = 0; i < pass.batch; i++) {
            const lane *logits = net->logits->value + (size_t)(i / LANES) * (size_t)s->data.classes;
            int best = 0;
            for (int c = 1; c < s->data.classes; c++)
                if (logits[c][i % LANES] > logits[best][i % LANES])
                    best = c;
            answer[first + i] = best;
        }
    }
    free(index);
}

static int at_most(const struct part *part, int count)
{
    return count < part->count ? count : part->count;
}

static real clamp(real x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* What the last call returned is freed by the next. */
static void *room(struct session *s, size_t bytes)
{
    free(s->text);
    return s->text = calloc(1, bytes);
}

EXPORT(session_pictures) const unsigned char *session_pictures(struct session *s, int count)
{
    const struct dataset *d = &s->data;
    const size_t pixels = (size_t)d->height * (size_t)d->width;
    const size_t stride = pixels * (size_t)d->channels;
    unsigned char *grey = room(s, (size_t)count * pixels);
    count = at_most(&d->test, count);
    for (size_t i = 0; grey && i < (size_t)count; i++)
        for (size_t p = 0; p < pixels; p++)
            grey[i * pixels + p] =
                (unsigned char)(255 * clamp(d->test.x[i * stride + p] / CONTRAST + (real).25));
    return grey;
}

EXPORT(session_labels) const int *session_labels(struct session *s)
{
    return s->data.test.label;
}

EXPORT(session_answers) const int *session_answers(struct session *s, int count)
{
    int *answer = room(s, (size_t)count * sizeof *answer);
    if (answer)
        classify(s, &s->data.test, at_most(&s->data.test, count), answer);
    return answer;
}

EXPORT(session_points) int session_points(struct session *s)
{
    return s->data.train.count;
}

EXPORT(session_point) const float *session_point(struct session *s)
{
    const struct part *part = &s->data.train;
    const size_t numbers = 2 * (size_t)part->count;
    float *share = room(s, numbers * sizeof *share);
    for (size_t i = 0; share && i < numbers; i++)
        share[i] = (float)((part->x[i] + REACH) / (2 * REACH));
    return share;
}

EXPORT(session_point_labels) const int *session_point_labels(struct session *s)
{
    return s->data.train.label;
}

EXPORT(session_plane) const unsigned char *session_plane(struct session *s, int side)
{
    const size_t cells = (size_t)side * (size_t)side;
    unsigned char *answer = room(s, cells);
    int *class = calloc(cells, sizeof *class);
    struct part part = {.count = (int)cells,
                        .x = calloc(2 * cells, sizeof *part.x),
                        .label = calloc(cells, sizeof *part.label)};
    if (answer && class && part.x && part.label) {
        for (int i = 0; i < part.count; i++) {
            part.x[2 * i] = REACH * (real)(2 * (i % side) + 1 - side) / (real)side;
            part.x[2 * i + 1] = REACH * (real)(2 * (i / side) + 1 - side) / (real)side;
        }
        classify(s, &part, part.count, class);
        for (size_t i = 0; i < cells; i++)
            answer[i] = (unsigned char)class[i];
    }
    free(class);
    free(part.x);
    free(part.label);
    return answer;
}
