/* label = argmax over c of (logit_c(x) - mean_c) / deviation_c,  x ~ N(0, I).
 *
 * The logits are those of a random ReLU net, the teacher, so a net can learn the labels exactly: an
 * error that stays is the student's or the optimizer's. Mean and deviation are over inputs of their
 * own; without them the class with the largest mean logit would win nearly always. */
#include "lab/data/generated.h"
#include "lab/data/noise.h"
#include <math.h>
#include <string.h>

enum { HIDDEN = 64, LAYERS = 3, CALIBRATION = 2048, FEATURES_MAX = 4096, CLASSES_MOST = 1000 };
enum stream_role { ROLE_INPUT, ROLE_CALIBRATION, ROLE_WEIGHT };

struct teacher_layer {
    int in, out;
    double *w; /* [in][out] */
};

struct teacher {
    struct teacher_layer layer[LAYERS];
    double *x, *logit, *mean, *scale;
};

/* y = W^T x: the inner loop runs over outputs, which do not wait for one another. */
static void apply(const struct teacher_layer *l, const double *x, double *y)
{
    memset(y, 0, (size_t)l->out * sizeof *y);
    for (int i = 0; i < l->in; i++)
        for (int o = 0; o < l->out; o++)
            y[o] += l->w[i * l->out + o] * x[i];
}

static void relu(double *h)
{
    for (int i = 0; i < HIDDEN; i++)
        h[i] = h[i] > 0 ? h[i] : 0;
}

static void find_logits(struct teacher *t, const real *x)
{
    double h1[HIDDEN], h2[HIDDEN];
    for (int i = 0; i < t->layer[0].in; i++)
        t->x[i] = (double)x[i];
    apply(&t->layer[0], t->x, h1);
    relu(h1);
    apply(&t->layer[1], h1, h2);
    relu(h2);
    apply(&t->layer[2], h2, t->logit);
}

static void draw_input(struct stream s, int n, real *x)
{
    memset(x, 0, (size_t)n * sizeof *x);
    noise_add(s, 1, n, x);
}

/* He's weights, variance 2 / fan-in, and no biases; the same for every sample of this seed. */
static enum status draw_teacher(const struct loading *l, struct teacher *t)
{
    const struct data_spec *spec = l->spec;
    const int size[LAYERS + 1] = {spec->features, HIDDEN, HIDDEN, spec->classes};
    const size_t row = (size_t)spec->classes * sizeof(double);
    for (int k = 0; k < LAYERS; k++) {
        const size_t weights = (size_t)size[k] * (size_t)size[k + 1];
        double *w = arena_take(l->arena, l->failure, weights * sizeof *w);
        t->layer[k] = (struct teacher_layer){size[k], size[k + 1], w};
        struct stream s = stream_of((uint64_t)spec->seed, PURPOSE_DATA, (uint64_t)k, ROLE_WEIGHT);
        for (size_t i = 0; w && i < weights; i++)
            w[i] = sqrt(2.0 / size[k]) * stream_normal(s, i);
    }
    t->x = arena_take(l->arena, l->failure, (size_t)spec->features * sizeof *t->x);
    t->logit = arena_take(l->arena, l->failure, row);
    t->mean = arena_take(l->arena, l->failure, row);
    t->scale = arena_take(l->arena, l->failure, row);
    return l->failure->status;
}

/* x has room for one input. */
static void calibrate(const struct data_spec *spec, struct teacher *t, real *x)
{
    for (int i = 0; i < CALIBRATION; i++) {
        draw_input(sample_stream(spec, PART_TRAIN, i, ROLE_CALIBRATION), spec->features, x);
        find_logits(t, x);
        for (int c = 0; c < spec->classes; c++) {
            t->mean[c] += t->logit[c] / CALIBRATION;
            t->scale[c] += t->logit[c] * t->logit[c] / CALIBRATION;
        }
    }
    for (int c = 0; c < spec->classes; c++)
        t->scale[c] = 1 / sqrt(t->scale[c] - t->mean[c] * t->mean[c]);
}

static int answer(const struct teacher *t, int classes)
{
    int best = 0;
    double most = -INFINITY;
    for (int c = 0; c < classes; c++) {
        double v = (t->logit[c] - t->mean[c]) * t->scale[c];
        if (v > most) {
            most = v;
            best = c;
        }
    }
    return best;
}

static void draw_part(const struct data_spec *spec, struct teacher *t, int which, struct part *part)
{
    for (int i = 0; i < part->count; i++) {
        real *x = part->x + (size_t)i * (size_t)spec->features;
        draw_input(sample_stream(spec, which, i, ROLE_INPUT), spec->features, x);
        find_logits(t, x);
        part->label[i] = answer(t, spec->classes);
    }
}

static enum status load(const struct loading *l)
{
    const struct data_spec *spec = l->spec;
    struct dataset *d = l->d;
    if (spec->features < 1 || spec->features > FEATURES_MAX)
        return fail(l->failure, STATUS_DATA, "teacher: %d features; there must be 1 to %d",
                    spec->features, FEATURES_MAX);
    if (spec->classes < 2 || spec->classes > CLASSES_MOST)
        return fail(l->failure, STATUS_DATA, "teacher: %d classes; there must be 2 to %d",
                    spec->classes, CLASSES_MOST);
    *d = (struct dataset){spec->features, 1, 1, .classes = spec->classes};
    if (generated_number_classes(l) || generated_allocate(l))
        return l->failure->status;
    size_t mark = arena_mark(l->arena);
    struct teacher t;
    if (draw_teacher(l, &t))
        return l->failure->status;
    calibrate(spec, &t, d->train.x);
    draw_part(spec, &t, PART_TRAIN, &d->train);
    draw_part(spec, &t, PART_TEST, &d->test);
    arena_rewind(l->arena, mark);
    return STATUS_OK;
}

const struct source source_teacher = {
    "teacher", "generated: Gaussian inputs, labelled by a random network", false, NULL, NULL, load,
    false};
