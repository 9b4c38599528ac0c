#include "lab/inspect/block_picture.h"
#include <string.h>

struct reading {
    struct arena *arena;
    struct failure *failure;
};

#define text_of(d, ...) arena_text((d)->arena, (d)->failure, __VA_ARGS__)

static const char *op_word(const char *op)
{
    static const struct {
        const char *op, *word;
    } words[] = {{"relu", "ReLU"},
                 {"leaky_relu", "leaky ReLU"},
                 {"gelu", "GELU"},
                 {"batchnorm", "batch norm"},
                 {"layernorm", "layer norm"},
                 {"softmax_ce", "softmax, cross-entropy"},
                 {"global_avgpool", "global average pool"},
                 {"shortcut_pad", "zero padding"},
                 {"maxpool", "max pool"},
                 {"avgpool", "average pool"},
                 {"scale_by", "learned scale"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(words[i].op, op))
            return words[i].word;
    return op;
}

/* "3×3 conv, 64, /2" */
static const char *op_text(struct reading *d, const struct node *n, const char *op)
{
    const struct param *w = n->param[0];
    if (!strcmp(op, "linear"))
        return text_of(d, "linear, %d", n->shape.channels);
    if (strcmp(op, "conv") != 0 || !w || w->rank != 4)
        return op_word(op);
    const int stride = n->shape.height ? n->in[0]->shape.height / n->shape.height : 1;
    return text_of(d, "%d×%d conv, %d%s", w->dim[2], w->dim[3], n->shape.channels,
                   stride > 1 ? text_of(d, ", /%d", stride) : "");
}

/* ---- a block in detail ---- */

/* Nodes that only show another's memory in the same shape: the tap of a branch. */
static const struct node *behind_views(const struct node *n)
{
    while (n->op && n->op->view && shape_equal(n->shape, n->in[0]->shape))
        n = n->in[0];
    return n;
}

static int add_part(struct block_picture *b, const char *label, int from, int row)
{
    if (b->parts == BLOCK_PARTS)
        return BLOCK_PARTS - 1;
    b->part[b->parts] = (struct block_part){.label = label,
                                            .sum = !strcmp(label, "+"),
                                            .row = row,
                                            .from = {from},
                                            .inputs = 1,
                                            .behind = from != BLOCK_X &&
                                                      (b->part[from].sum || b->part[from].behind)};
    return b->parts++;
}

/* The first reader of x begins the branch, every other one a way around. */
static int column_of(const struct block_picture *b, int from, int *readers)
{
    return from == BLOCK_X ? (*readers)++ : b->part[from].column;
}

static int row_below(const struct block_picture *b, int from)
{
    return from == BLOCK_X ? 0 : b->part[from].row + 1;
}

/* The node's parts: "batchnorm+add+relu" is three; the sum takes the second input. */
static int add_node(struct reading *d, struct block_picture *b, const struct node *n,
                    const int *from, int inputs, int *readers)
{
    char *rest = arena_strdup(d->arena, n->op->name), *op;
    int last = from[0];
    const int two = inputs > 1, column = two ? 0 : column_of(b, from[0], readers);
    while (rest && (op = strsep(&rest, "+"))) {
        const bool joins = two && (!strcmp(op, "add") || !strchr(n->op->name, '+'));
        const int a = row_below(b, last), z = joins ? row_below(b, from[1]) : 0;
        const char *label = !strcmp(op, "add") ? "+" : op_text(d, n, op);
        last = add_part(b, label, last, a > z ? a : z);
        b->part[last].column = column;
        if (joins) {
            b->part[last].from[1] = from[1];
            b->part[last].inputs = 2;
        }
    }
    return last;
}

enum status block_picture_read(struct arena *arena, const struct network *net, int first, int end,
                               struct block_picture *b, struct failure *failure)
{
    const struct graph *g = net->graph;
    struct reading reading = {arena, failure}, *d = &reading;
    int *last = arena_take(d->arena, d->failure, (size_t)(end - first) * sizeof *last);
    int readers = 0;
    *b = (struct block_picture){0};
    for (int i = first; last && i < end; i++) {
        const struct node *n = g->node[i];
        int from[2] = {BLOCK_X, BLOCK_X};
        last[i - first] = BLOCK_X;
        if (behind_views(n) != n || !n->op)
            continue;
        const int inputs = n->inputs < 2 ? n->inputs : 2;
        for (int k = 0; k < inputs; k++) {
            const struct node *x = behind_views(n->in[k]);
            from[k] = x->index >= first ? last[x->index - first] : BLOCK_X;
        }
        /* the branch stands left: of a sum's inputs it is the one in column 0 */
        if (inputs == 2 &&
            (from[0] == BLOCK_X ||
             (from[1] != BLOCK_X && b->part[from[0]].column > b->part[from[1]].column))) {
            const int other = from[0];
            from[0] = from[1];
            from[1] = other;
        }
        last[i - first] = add_node(d, b, n, from, inputs, &readers);
    }
    for (int i = 0; i < b->parts; i++) {
        b->rows = b->part[i].row + 1 > b->rows ? b->part[i].row + 1 : b->rows;
        for (int k = 0; k < i; k++)
            b->crossed |= b->part[k].row == b->part[i].row &&
                          b->part[k].column == b->part[i].column;
        b->columns = b->part[i].column + 1 > b->columns ? b->part[i].column + 1 : b->columns;
    }
    return failure->status;
}

bool block_picture_alike(const struct block_picture *a, const struct block_picture *b)
{
    bool same = a->parts == b->parts;
    for (int i = 0; same && i < a->parts; i++)
        same = a->part[i].column == b->part[i].column && a->part[i].row == b->part[i].row &&
               a->part[i].sum == b->part[i].sum;
    return same;
}
