/* ink(pixel) = clip(1.5 - distance to the nearest stroke in pixels, 0, 1) + noise.
 *
 * Ten classes, each a few polylines in [-1, 1]^2 (y downwards), turned, scaled, stretched, sheared
 * and shifted at random. */
#include "lab/base/portable.h"
#include "lab/data/generated.h"
#include "lab/data/noise.h"
#include <string.h>
#include <tgmath.h>

enum { CLASSES = 10, STROKES = 5, TILE = 16, SIDE_MAX = 256 };
enum stream_role { ROLE_CLASS, ROLE_SHAPE, ROLE_NOISE };

struct point {
    double x, y;
};
struct stroke {
    struct point from, to;
};

/* A stroke from a point to itself is no stroke: the list ends there. */
static const struct stroke glyph[CLASSES][STROKES] = {
    {{{-.6, -.8}, {.6, -.8}},
     {{.6, -.8}, {.6, .8}},
     {{.6, .8}, {-.6, .8}},
     {{-.6, .8}, {-.6, -.8}}},
    {{{0, -.9}, {0, .9}}, {{-.4, .9}, {.4, .9}}},
    {{{-.6, -.8}, {.6, -.8}}, {{.6, -.8}, {-.6, .8}}, {{-.6, .8}, {.6, .8}}},
    {{{-.6, -.8}, {.6, -.8}}, {{.6, -.8}, {-.1, 0}}, {{-.1, 0}, {.6, .8}}, {{.6, .8}, {-.6, .8}}},
    {{{-.5, -.9}, {-.5, .1}}, {{-.5, .1}, {.6, .1}}, {{.3, -.5}, {.3, .9}}},
    {{{.6, -.8}, {-.6, -.8}},
     {{-.6, -.8}, {-.6, 0}},
     {{-.6, 0}, {.6, 0}},
     {{.6, 0}, {.6, .8}},
     {{.6, .8}, {-.6, .8}}},
    {{{.5, -.9}, {-.6, .1}},
     {{-.6, .1}, {-.6, .8}},
     {{-.6, .8}, {.6, .8}},
     {{.6, .8}, {.6, .1}},
     {{.6, .1}, {-.6, .1}}},
    {{{-.6, -.8}, {.6, -.8}}, {{.6, -.8}, {-.1, .9}}},
    {{{-.6, -.8}, {.6, .8}}, {{.6, -.8}, {-.6, .8}}},
    {{{0, .9}, {0, 0}}, {{0, 0}, {-.6, -.8}}, {{0, 0}, {.6, -.8}}},
};
static const char *const glyph_name[CLASSES] = {"box", "post", "Z", "3", "4",
                                                "5",   "6",    "7", "X", "Y"};

static bool is_stroke(struct stroke s)
{
    return s.from.x < s.to.x || s.from.x > s.to.x || s.from.y < s.to.y || s.from.y > s.to.y;
}

/* p -> A p + move. */
struct map {
    double a, b, c, d;
    struct point move;
};

static struct map random_map(struct stream s)
{
    double angle = .35 * stream_normal(s, 0);
    double scale = .55 + (.85 - .55) * stream_uniform(s, 1);
    double wide = scale * (1 + .15 * stream_normal(s, 2));
    double shear = scale * .2 * stream_normal(s, 3);
    double cosine = portable_cos(angle), sine = portable_sin(angle);
    struct point move = {.7 * .2 * stream_normal(s, 4), .7 * .2 * stream_normal(s, 5)};
    /* rotation times (wide shear; 0 scale) */
    return (struct map){cosine * wide, cosine * shear - sine * scale, sine * wide,
                        sine * shear + cosine * scale, move};
}

static struct point apply(const struct map *m, struct point p)
{
    return (struct point){m->a * p.x + m->b * p.y + m->move.x, m->c * p.x + m->d * p.y + m->move.y};
}

/* Lower the squared distances d2 of a tile of pixels to those from the stroke p q. */
static void approach(struct point p, struct point q, const real *x, const real *y, real *d2)
{
    real px = (real)p.x, py = (real)p.y, vx = (real)(q.x - p.x), vy = (real)(q.y - p.y);
    real inverse = 1 / (vx * vx + vy * vy + (real)1e-9);
    for (int i = 0; i < TILE; i++) {
        real dx = x[i] - px, dy = y[i] - py;
        real t = (dx * vx + dy * vy) * inverse; /* the nearest point is p + t v, t in [0, 1] */
        t = t < 0 ? 0 : t;
        t = t > 1 ? 1 : t;
        dx -= t * vx;
        dy -= t * vy;
        real d = dx * dx + dy * dy;
        d2[i] = d < d2[i] ? d : d2[i];
    }
}

/* The ink of one image, without noise. `pixels` is rounded up to whole tiles. */
static void draw(int class, struct stream shape, int side, int pixels, const real *x, const real *y,
                 real *ink)
{
    struct map map = random_map(shape);
    struct point from[STROKES], to[STROKES];
    int strokes = 0;
    for (; strokes < STROKES && is_stroke(glyph[class][strokes]); strokes++) {
        from[strokes] = apply(&map, glyph[class][strokes].from);
        to[strokes] = apply(&map, glyph[class][strokes].to);
    }
    real half = (real)side / 2;
    for (int tile = 0; tile < pixels; tile += TILE) {
        real d2[TILE];
        for (int i = 0; i < TILE; i++)
            d2[i] = 81;
        for (int s = 0; s < strokes; s++)
            approach(from[s], to[s], x + tile, y + tile, d2);
        for (int i = 0; i < TILE; i++) {
            real v = (real)1.5 - sqrt(d2[i]) * half;
            v = v < 0 ? 0 : v;
            ink[tile + i] = v > 1 ? 1 : v;
        }
    }
}

static void draw_part(const struct data_spec *spec, int which, const real *x, const real *y,
                      real *ink, struct part *part)
{
    int n = spec->side * spec->side, pixels = (n + TILE - 1) / TILE * TILE;
    for (int i = 0; i < part->count; i++) {
        struct stream class = sample_stream(spec, which, i, ROLE_CLASS);
        part->label[i] = (int)stream_below(class, 0, CLASSES);
        draw(part->label[i], sample_stream(spec, which, i, ROLE_SHAPE), spec->side, pixels, x, y,
             ink);
        noise_add(sample_stream(spec, which, i, ROLE_NOISE), (real)spec->noise, n, ink);
        memcpy(part->x + (size_t)i * (size_t)n, ink, (size_t)n * sizeof *ink);
    }
}

static enum status load(const struct loading *l)
{
    struct dataset *d = l->d;
    int side = l->spec->side;
    if (side < 4 || side > SIDE_MAX)
        return fail(l->failure, STATUS_DATA, "glyphs: side is %d; it must be 4 to %d", side,
                    SIDE_MAX);
    *d = (struct dataset){.channels = 1, .height = side, .width = side, .classes = CLASSES};
    if (!names_allocate(l) || generated_check_noise(l->spec, l->failure) || generated_allocate(l))
        return l->failure->status;
    memcpy(d->class_name, glyph_name, sizeof glyph_name);

    size_t mark = arena_mark(l->arena);
    size_t pixels = ((size_t)side * (size_t)side + TILE - 1) / TILE * TILE;
    real *x = arena_take(l->arena, l->failure, 3 * pixels * sizeof *x);
    if (!x)
        return l->failure->status;
    real *y = x + pixels, *ink = y + pixels;
    for (int i = 0; i < side * side; i++) { /* centres of the pixels */
        x[i] = (real)((i % side + .5) / side * 2 - 1);
        y[i] = (real)((i / side + .5) / side * 2 - 1);
    }
    draw_part(l->spec, PART_TRAIN, x, y, ink, &d->train);
    draw_part(l->spec, PART_TEST, x, y, ink, &d->test);
    arena_rewind(l->arena, mark);
    return STATUS_OK;
}

const struct source source_glyphs = {
    "glyphs", "generated: ten kinds of pen strokes, turned, bent and noisy", true, NULL, NULL, load,
    false};
