#include "lab/inspect/net_drawing.h"
#include "lab/inspect/block_picture.h"
#include "lab/net/family.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Colours, as plots/model.gp has them. */
enum tint { TINT_NEUTRAL, TINT_BRANCH, TINT_AROUND };
enum align { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT };
enum {
    LEFT = 38,
    RIGHT = 1242,
    UPPER = 100,
    TOP = 118,
    BOTTOM = 694,
    ROWS_MOST = 16,
    BLOCKS_SHOWN = 2
};

struct net_drawing {
    struct arena *arena;
    const struct network *net;
    struct shape_table table;
    struct failure *failure;
    FILE *out;
    char *text[3]; /* boxes, lines, words: each a table of its own */
    size_t size[3];
    FILE *box, *line, *word;
    double right, bottom; /* how far the boxes and lines go */
};

#define text_of(d, ...) arena_text((d)->arena, (d)->failure, __VA_ARGS__)

/* ---- what gnuplot draws ---- */

static void reach(struct net_drawing *d, double x, double y)
{
    d->right = fmax(d->right, x);
    d->bottom = fmax(d->bottom, y);
}

static void add_box(struct net_drawing *d, double x, double y, double wide, double high,
                    enum tint tint)
{
    reach(d, x + wide / 2, y + high / 2);
    fprintf(d->box, "%g|%g|%g|%g|%g|%g|%d\n", x, y, x - wide / 2, x + wide / 2, y - high / 2,
            y + high / 2, tint);
}

static void add_word(struct net_drawing *d, double x, double y, enum align align, int size,
                     enum tint tint, const char *text)
{
    fprintf(d->word, "%g|%g|%d|%d|%d|\"%s\"\n", x, y, align, size, tint, text);
}

struct point {
    double x, y;
};

/* A way through the points, with a head at its end. */
static void add_line(struct net_drawing *d, enum tint tint, int points, const struct point *p)
{
    for (int i = 0; i < points; i++)
        reach(d, p[i].x, p[i].y);
    for (int i = 0; i + 1 < points; i++)
        fprintf(d->line, "%g|%g|%g|%g|%d|%d\n", p[i].x, p[i].y, p[i + 1].x - p[i].x,
                p[i + 1].y - p[i].y, tint, i + 2 == points);
}

/* ---- words ---- */

static const char *shape_text(struct net_drawing *d, struct shape s)
{
    return s.height == 1 && s.width == 1
               ? text_of(d, "%d", s.channels)
               : text_of(d, "%d × %d × %d", s.channels, s.height, s.width);
}

/* 11178378 -> "11,178,378" */
static const char *grouped(struct net_drawing *d, double x)
{
    const char *digits = text_of(d, "%.0f", x), *text = "";
    for (size_t n = strlen(digits), i = 0; i < n; i++)
        text = text_of(d, "%s%s%c", text, i && (n - i) % 3 == 0 ? "," : "", digits[i]);
    return text;
}

static const char *flops_text(struct net_drawing *d, double x)
{
    return x < 1e5   ? grouped(d, x)
           : x < 1e8 ? text_of(d, "%.2f M", x / 1e6)
                     : text_of(d, "%.2f G", x / 1e9);
}

/* Where the block stands on the paper. */
struct frame {
    double x, wide, top, step, box;
    int size; /* of type */
};

static struct point place_of(const struct frame *f, const struct block_part *p)
{
    return (struct point){f->x + p->column * f->wide * 1.1, f->top + (p->row + 1) * f->step};
}

static void draw_part(struct net_drawing *d, const struct block_picture *b, const struct frame *f,
                      int i)
{
    const struct block_part *p = &b->part[i];
    const struct point at = place_of(f, p);
    const double half = p->sum ? 0.42 * f->box : f->box / 2;
    const enum tint tint = p->sum || p->behind ? TINT_NEUTRAL
                           : p->column         ? TINT_AROUND
                                               : TINT_BRANCH;
    if (p->sum)
        add_box(d, at.x, at.y, f->box * 0.84, f->box * 0.84, TINT_NEUTRAL);
    else
        add_box(d, at.x, at.y, f->wide, f->box, tint);
    add_word(d, at.x, at.y, ALIGN_CENTER, p->sum ? 22 : f->size, TINT_NEUTRAL, p->label);
    for (int k = 0; k < p->inputs; k++) {
        const struct block_part *from = p->from[k] == BLOCK_X ? NULL : &b->part[p->from[k]];
        const struct point s = from ? place_of(f, from) : (struct point){f->x, f->top};
        const double below = from ? s.y + (from->sum ? 0.42 : 0.5) * f->box : s.y + 0.3 * f->box;
        const enum tint way = k || p->column ? TINT_AROUND : p->behind ? TINT_NEUTRAL : TINT_BRANCH;
        const double side = f->x + 1.1 * f->wide;
        const double beside = at.x + (p->sum ? half : f->wide / 2), y = f->top + 0.5 * f->step;
        if (k)
            add_word(d, side - 8, at.y - 14, ALIGN_RIGHT, 16, TINT_AROUND,
                     from ? "shortcut" : "identity");
        if (!k && (from || !p->column))
            add_line(d, way, 2, (struct point[]){{at.x, below}, {at.x, at.y - half}});
        else if (!from && p->column)
            add_line(d, way, 3, (struct point[]){{f->x, y}, {at.x, y}, {at.x, at.y - half}});
        else if (!from)
            add_line(d, way, 4,
                     (struct point[]){{f->x, y}, {side, y}, {side, at.y}, {beside, at.y}});
        else
            add_line(d, way, 3, (struct point[]){{s.x, below}, {s.x, at.y}, {beside, at.y}});
    }
}

static bool crosses(const struct block_picture *b)
{
    for (int i = 0; i < b->parts; i++)
        if (b->part[i].inputs > 1)
            return true;
    return false;
}

static void draw_block(struct net_drawing *d, const struct block_picture *b, const char *name,
                       struct shape x, struct shape y, const struct frame *f)
{
    const double end = f->top + (b->rows + 1) * f->step;
    const char *const open = crosses(b) ? "F(x)" : "";
    add_word(d, f->x - f->wide / 2, f->top - 40, ALIGN_LEFT, 20, TINT_NEUTRAL, name);
    add_word(d, f->x, f->top, ALIGN_CENTER, 18, TINT_NEUTRAL,
             text_of(d, "x:  %s", shape_text(d, x)));
    for (int i = 0; i < b->parts; i++)
        draw_part(d, b, f, i);
    const struct point last = place_of(f, &b->part[b->parts - 1]);
    add_line(d, TINT_NEUTRAL, 2,
             (struct point[]){{f->x, last.y + (b->part[b->parts - 1].sum ? 0.42 : 0.5) * f->box},
                              {f->x, end - 0.3 * f->box}});
    add_word(d, f->x, end, ALIGN_CENTER, 18, TINT_NEUTRAL, text_of(d, "y:  %s", shape_text(d, y)));
    add_word(d, f->x - f->wide / 2, f->top + 0.5 * f->step, ALIGN_LEFT, 18, TINT_BRANCH, open);
}

/* ---- the whole net ---- */

/* The node behind the place's last one. */
static int end_of(const struct network *net, int place)
{
    return place + 1 < net->places ? net->place[place + 1].first : net->loss->index + 1;
}

/* A place is a block when a hidden layer ends in it that is neither the stem's nor the head's. */
static bool is_block(const struct network *net, int place)
{
    const int first = net->place[place].first, end = end_of(net, place);
    for (int i = 1; i + 1 < net->layers; i++)
        if (net->layer[i].h->index >= first && net->layer[i].h->index < end)
            return true;
    return false;
}

/* Places that follow each other and are alike. */
struct group {
    int first, places; /* of the net */
    const char *name;
    struct shape out;
    double params, flops;
    bool block;
};

static int read_groups(struct net_drawing *d, struct group *g)
{
    const struct shape_table *t = &d->table;
    int groups = 0, place = -1; /* the first row of the table is the input, which is no place */
    for (int i = 0, rows; i < t->rows;) {
        const int alike = shape_table_alike(t, i, &rows);
        struct group *here = &g[groups++];
        *here = (struct group){.first = place, .places = alike, .name = t->row[i].place};
        for (int k = 0; k < rows * alike; k++) {
            here->params += (double)t->row[i + k].params;
            here->flops += t->row[i + k].flops;
        }
        here->out = t->row[i + rows - 1].out;
        here->block = place >= 0 && is_block(d->net, place);
        place += alike;
        i += rows * alike;
    }
    return groups;
}

static const char *group_name(struct net_drawing *d, const struct group *g)
{
    return g->places > 1
               ? text_of(d, "%s–%s", g->name, d->net->place[g->first + g->places - 1].name)
               : g->name;
}

/* At most ROWS_MOST rows: the middle is left out. */
static void draw_net(struct net_drawing *d, const struct group *g, int groups)
{
    const int rows = groups < ROWS_MOST ? groups : ROWS_MOST;
    double step = (double)(BOTTOM - TOP) / (rows + 1);
    step = step > 56 ? 56 : step;
    const double high = 0.62 * step, x = 128, wide = 180;
    static const struct {
        double x;
        const char *word;
    } head[] = {{362, "output"}, {478, "parameters"}, {570, "FLOPs"}};
    for (size_t k = 0; k < sizeof head / sizeof *head; k++)
        add_word(d, head[k].x, TOP, ALIGN_RIGHT, 16, TINT_NEUTRAL, head[k].word);
    for (int r = 0; r < rows; r++) {
        const bool gap = groups > rows && r == rows / 2;
        const struct group *here = &g[r <= rows / 2 ? r : groups - rows + r];
        const double y = TOP + (r + 1) * step;
        if (r + 1 < rows)
            add_line(d, TINT_NEUTRAL, 2,
                     (struct point[]){{x, y + high / 2}, {x, y + step - high / 2}});
        if (gap) {
            add_word(d, x, y, ALIGN_CENTER, 18, TINT_NEUTRAL, "…");
            continue;
        }
        add_box(d, x, y, wide, high, here->block ? TINT_BRANCH : TINT_NEUTRAL);
        add_word(d, x, y, ALIGN_CENTER, 16, TINT_NEUTRAL, group_name(d, here));
        if (here->places > 1)
            add_word(d, x + wide / 2 + 8, y, ALIGN_LEFT, 16, TINT_NEUTRAL,
                     text_of(d, "× %d", here->places));
        add_word(d, head[0].x, y, ALIGN_RIGHT, 16, TINT_NEUTRAL, shape_text(d, here->out));
        if (here->params > 0)
            add_word(d, head[1].x, y, ALIGN_RIGHT, 16, TINT_NEUTRAL, grouped(d, here->params));
        if (here->flops > 0)
            add_word(d, head[2].x, y, ALIGN_RIGHT, 16, TINT_NEUTRAL, flops_text(d, here->flops));
    }
}

/* The first block, and the first one of another form. */
static void draw_blocks(struct net_drawing *d, const struct group *g, int groups)
{
    struct block_picture shown[BLOCKS_SHOWN];
    const struct group *of[BLOCKS_SHOWN];
    int blocks = 0, rows = 1;
    for (int i = 0; i < groups && blocks < BLOCKS_SHOWN; i++) {
        struct block_picture *b = &shown[blocks];
        if (!g[i].block)
            continue;
        block_picture_read(d->arena, d->net, d->net->place[g[i].first].first,
                           end_of(d->net, g[i].first), b, d->failure);
        if (!b->parts || b->crossed || (blocks && block_picture_alike(b, &shown[0])))
            continue;
        rows = b->rows > rows ? b->rows : rows;
        of[blocks++] = &g[i];
    }
    double step = (double)(BOTTOM - TOP - 40) / (rows + 1);
    step = step > 64 ? 64 : step;
    for (int k = 0; k < blocks; k++) {
        const int first = d->net->place[of[k]->first].first;
        const struct graph *graph = d->net->graph;
        const struct frame f = {.x = blocks > 1 ? 682 + k * 340 : 740,
                                .wide = blocks > 1 ? 150 : 190,
                                .top = TOP + 40,
                                .step = step,
                                .box = 0.66 * step,
                                .size = blocks > 1 ? 16 : 18};
        draw_block(d, &shown[k], group_name(d, of[k]), graph->node[first - 1]->shape,
                   graph->node[end_of(d->net, of[k]->first) - 1]->shape, &f);
    }
}

static void write_head(struct net_drawing *d)
{
    const struct net_spec *s = d->net->spec;
    const bool basic = !strcmp(s->form, "basic");
    fputs("# A network, for plots/model.gp to load.\n\n", d->out);
    fprintf(d->out, "finding = 'The %s net of %d %s'\n",
            !strcmp(s->block, "preact") ? "residual (pre-activation)" : s->block, s->depth,
            family_find(s->family)->images ? "layers" : "hidden layers");
    fprintf(d->out,
            "note = '%s · %s · norm %s · %s parameters · %s FLOPs forward, for one sample'\n",
            s->family, basic ? text_of(d, "width %d", s->width) : "bottleneck blocks", s->norm,
            grouped(d, (double)d->table.params), grouped(d, d->table.flops));
    /* A small net fills the paper, too: the drawing is enlarged about its left upper corner. */
    const double zoom =
        fmin((RIGHT - LEFT) / (d->right - LEFT), (BOTTOM - UPPER) / (d->bottom + 24 - UPPER));
    fprintf(d->out, "left = %d\nupper = %d\nenlarged = %.3g\n", LEFT, UPPER,
            fmax(1, fmin(zoom, 1.3)));
}

static void write_table(struct net_drawing *d, const char *name, int i)
{
    fprintf(d->out, "$%s << EOD\n%sEOD\n", name, d->text[i] ? d->text[i] : "");
}

enum status net_drawing_write(struct arena *arena, const struct network *net, FILE *out,
                              struct failure *failure)
{
    struct net_drawing d = {.arena = arena, .net = net, .failure = failure, .out = out};
    if (shape_table_read(arena, net, &d.table, failure))
        return failure->status;
    struct group *g = arena_take(arena, failure, (size_t)d.table.rows * sizeof *g);
    if (!g)
        return failure->status;
    FILE **file[] = {&d.box, &d.line, &d.word};
    for (int i = 0; i < 3; i++)
        if (!(*file[i] = open_memstream(&d.text[i], &d.size[i])))
            fail_memory(failure);
    if (!failure->status) {
        const int groups = read_groups(&d, g);
        draw_net(&d, g, groups);
        draw_blocks(&d, g, groups);
    }
    for (int i = 0; i < 3; i++)
        if (*file[i])
            fclose(*file[i]);
    write_head(&d);
    write_table(&d, "box", 0);
    write_table(&d, "way", 1);
    write_table(&d, "word", 2);
    for (int i = 0; i < 3; i++)
        free(d.text[i]);
    return failure->status;
}
