#include "lab/train/start.h"
#include "lab/base/rng.h"
#include "lab/net/init.h"
#include "lab/train/checkpoint.h"
#include <string.h>

static const char *const inserts[] = {"none", "identity"};

const char *start_insert_name(int i)
{
    return i < (int)(sizeof inserts / sizeof *inserts) ? inserts[i] : NULL;
}

static const struct param *find(const struct param_list *list, const char *name)
{
    for (const struct param *p = list->first; p; p = p->next)
        if (!strcmp(p->name, name))
            return p;
    return NULL;
}

/* Copy the parameters that both have; `lacking` becomes the name of the first that the source lacks. */
static enum status copy(const struct param_list *to, const struct param_list *from,
                        const real *value, const char **lacking, struct failure *failure)
{
    for (const struct param *p = to->first; p; p = p->next) {
        const struct param *q = find(from, p->name);
        if (q && (q->count != p->count || q->rank != p->rank || q->dim[0] != p->dim[0]))
            return fail(failure, STATUS_DATA,
                        "cannot start from a net whose %s has %zu numbers instead of %zu", p->name,
                        q->count, p->count);
        if (q)
            memcpy(p->value, value + q->offset, p->count * sizeof(real));
        else if (!*lacking)
            *lacking = p->name;
    }
    return STATUS_OK;
}

static void identity(const struct weights *d, double noise, uint64_t seed)
{
    struct stream z = stream_of(seed, PURPOSE_WEIGHT, (uint64_t)d->layer, ROLE_WEIGHT);
    int n = d->w->dim[0];
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++) {
            size_t at = (size_t)i * (size_t)n + (size_t)k;
            double dose = noise != 0 ? noise * stream_normal(z, at) : 0;
            d->w->value[at] = (real)((i == k) + dose);
        }
    for (size_t i = 0; d->b && i < d->b->count; i++)
        d->b->value[i] = 0;
}

static enum status insert_identities(struct network *net, const struct network *source,
                                     double noise, uint64_t seed, struct failure *failure)
{
    const struct net_spec *s = net->spec;
    if (strcmp(s->block, "plain") || strcmp(s->norm, "none") ||
        (strcmp(s->activation, "relu") && strcmp(s->activation, "linear")))
        return fail(
            failure, STATUS_DATA,
            "identity layers leave only a plain net without norm, with relu or linear, as it "
            "was; this one is %s with norm %s and %s",
            s->block, s->norm, s->activation);
    for (int i = 0; i < net->drawn; i++)
        if (!find(&source->graph->params, net->weights[i].w->name))
            identity(&net->weights[i], noise, seed);
    return STATUS_OK;
}

enum status start_from(struct network *net, const struct network *source,
                       const struct checkpoint *state, const char *insert, double noise,
                       uint64_t seed, struct failure *failure)
{
    const real *value, *kept;
    const char *lacking = NULL;
    if (checkpoint_arrays(source->graph, state, &value, &kept, failure) ||
        copy(&net->graph->params, &source->graph->params, value, &lacking, failure) ||
        copy(&net->graph->statistics, &source->graph->statistics, kept, &lacking, failure))
        return failure->status;
    if (!strcmp(insert, "identity"))
        return insert_identities(net, source, noise, seed, failure);
    if (lacking)
        return fail(failure, STATUS_DATA,
                    "the run to start from has no %s; `insert: identity` would fill the gap",
                    lacking);
    return STATUS_OK;
}
