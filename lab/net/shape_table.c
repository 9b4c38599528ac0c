#include "lab/net/shape_table.h"
#include <string.h>

/* Which parameters have been counted; they lie in the order of their offsets. */
struct ledger {
    int params;
    const struct param **param;
    bool *counted;
};

static bool open_ledger(struct arena *arena, const struct graph *g, struct ledger *l)
{
    size_t n = 0;
    for (const struct param *p = g->params.first; p; p = p->next)
        n++;
    *l = (struct ledger){.param = arena_alloc(arena, n * sizeof *l->param),
                         .counted = arena_calloc(arena, n)};
    for (const struct param *p = g->params.first; l->param && p; p = p->next)
        l->param[l->params++] = p;
    return l->param && l->counted;
}

static int find_param(const struct ledger *l, const struct param *p)
{
    int low = 0, high = l->params;
    while (high - low > 1) {
        int middle = (low + high) / 2;
        *(l->param[middle]->offset <= p->offset ? &low : &high) = middle;
    }
    return low;
}

static bool costs_nothing(const struct node *n)
{
    return n->op && n->op->view && shape_equal(n->shape, n->in[0]->shape);
}

double shape_table_flops(const struct node *n)
{
    return !n->op ? 0 : n->op->flops ? n->op->flops(n) : shape_size(n->shape);
}

/* Numbers in those of the node's parameters that no earlier node has. */
static size_t count_params(const struct node *n, struct ledger *l)
{
    size_t sum = 0;
    for (int k = 0; k < 2; k++) {
        int i = n->param[k] ? find_param(l, n->param[k]) : -1;
        if (i >= 0 && !l->counted[i]) {
            l->counted[i] = true;
            sum += n->param[k]->count;
        }
    }
    return sum;
}

static const char *place_of(const struct network *net, const struct node *n, int *place)
{
    while (*place + 1 < net->places && net->place[*place + 1].first <= n->index)
        ++*place;
    return *place < 0 ? "input" : net->place[*place].name;
}

enum status shape_table_read(struct arena *arena, const struct network *net, struct shape_table *t,
                             struct failure *failure)
{
    const struct graph *g = net->graph;
    *t = (struct shape_table){.row = arena_alloc(arena, (size_t)g->nodes * sizeof *t->row)};
    struct ledger ledger;
    if (!t->row || !open_ledger(arena, g, &ledger))
        return fail_memory(failure);
    for (int i = 0, place = -1, layers = 0; i <= net->loss->index; i++) {
        const struct node *n = g->node[i];
        const char *name = place_of(net, n, &place);
        if (n == net->target || costs_nothing(n))
            continue;
        struct shape_row *row = &t->row[t->rows++];
        *row = (struct shape_row){
            .place = name,
            .op = n->op ? n->op->name : "input",
            .layer = layers < net->layers && net->layer[layers].h == n ? layers : -1,
            .out = n->shape,
            .bytes = n->op && n->op->view ? 0 : (double)sizeof(real) * shape_size(n->shape),
            .params = count_params(n, &ledger),
            .flops = shape_table_flops(n),
        };
        layers += row->layer >= 0;
        t->bytes += row->bytes;
        t->flops += row->flops;
        t->params += row->params;
    }
    for (const struct param *p = g->statistics.first; p; p = p->next)
        t->kept += p->count;
    return STATUS_OK;
}

static int rows_of_place(const struct shape_table *t, int i)
{
    int rows = 0;
    while (i + rows < t->rows && !strcmp(t->row[i + rows].place, t->row[i].place))
        rows++;
    return rows;
}

static bool same(const struct shape_row *a, const struct shape_row *b)
{
    return !strcmp(a->op, b->op) && shape_equal(a->out, b->out) && a->params == b->params &&
           a->flops == b->flops && (a->layer < 0) == (b->layer < 0);
}

int shape_table_alike(const struct shape_table *t, int i, int *rows)
{
    int n = *rows = rows_of_place(t, i), places = 1;
    for (int next = i + n; next < t->rows; next += n, places++) {
        if (rows_of_place(t, next) != n)
            return places;
        for (int k = 0; k < n; k++)
            if (!same(&t->row[i + k], &t->row[next + k]))
                return places;
    }
    return places;
}
