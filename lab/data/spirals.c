/* (x, y) = r (cos a, sin a),  a = 2 pi (arm / arms + TURNS r) + noise z,  0 < r < 1,  z ~ N(0, 1).
 *
 * Each class is an arm of Archimedes' spiral: no straight line tells one from the next, and a net
 * has to wind its boundary round the middle. The noise is an angle, in radians; neighbours are
 * 2 pi / arms apart. */
#include "lab/base/portable.h"
#include "lab/data/generated.h"

enum { ARMS_MAX = 100 };
enum stream_role { ROLE_ARM, ROLE_POINT };
static const double TURNS = 1.5, TURN = 6.283185307179586477;

static void draw_part(const struct data_spec *spec, int which, struct part *part)
{
    for (int i = 0; i < part->count; i++) {
        struct stream point = sample_stream(spec, which, i, ROLE_POINT);
        int arm =
            (int)stream_below(sample_stream(spec, which, i, ROLE_ARM), 0, (uint64_t)spec->arms);
        double r = stream_uniform(point, 0), z = stream_normal(point, 1);
        double a = TURN * ((double)arm / spec->arms + TURNS * r) + spec->noise * z;
        part->x[2 * i] = (real)(r * portable_cos(a));
        part->x[2 * i + 1] = (real)(r * portable_sin(a));
        part->label[i] = arm;
    }
}

static enum status load(const struct loading *l)
{
    const struct data_spec *spec = l->spec;
    struct dataset *d = l->d;
    if (spec->arms < 2 || spec->arms > ARMS_MAX)
        return fail(l->failure, STATUS_DATA, "spirals: %d arms; there must be 2 to %d", spec->arms,
                    ARMS_MAX);
    *d = (struct dataset){.channels = 2, .height = 1, .width = 1, .classes = spec->arms};
    if (generated_check_noise(spec, l->failure) || generated_number_classes(l) ||
        generated_allocate(l))
        return l->failure->status;
    draw_part(spec, PART_TRAIN, &d->train);
    draw_part(spec, PART_TEST, &d->test);
    return STATUS_OK;
}

const struct source source_spirals = {
    "spirals", "generated: points on the arms of a spiral in the plane, a class an arm",
    false,     NULL,
    NULL,      load,
    false};
