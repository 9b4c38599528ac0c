#include "lab/train/checkpoint.h"
#include <string.h>

struct checkpoint_header {
    char magic[8];
    int64_t step;
    uint64_t real_bytes, values, kept, slots, shapes;
};

/* A number that nets of other shapes do not share: padding hides small differences in length. */
static uint64_t shapes_of(const struct param_list *list)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a over the dimensions */
    for (const struct param *p = list->first; p; p = p->next)
        for (int i = 0; i < p->rank; i++)
            h = (h ^ (uint64_t)p->dim[i]) * UINT64_C(0x100000001b3);
    return h;
}

static struct checkpoint_header header_of(const struct training_state *s)
{
    return (struct checkpoint_header){
        .magic = "dlstate",
        .step = s->step,
        .real_bytes = sizeof(real),
        .values = s->graph->params.reals,
        .kept = s->graph->statistics.reals,
        .slots = s->slot_reals,
        .shapes = shapes_of(&s->graph->params),
    };
}

size_t checkpoint_bytes(const struct training_state *s)
{
    size_t reals = s->graph->params.reals + s->graph->statistics.reals + s->slot_reals;
    return sizeof(struct checkpoint_header) + reals * sizeof(real);
}

/* Move the three arrays between the state and a block of bytes. */
static void move(const struct training_state *s, unsigned char *bytes, bool pack)
{
    const struct {
        real *at;
        size_t reals;
    } part[] = {{s->graph->value, s->graph->params.reals},
                {s->graph->kept, s->graph->statistics.reals},
                {s->slot, s->slot_reals}};
    for (int i = 0; i < 3; i++) {
        size_t size = part[i].reals * sizeof(real);
        if (size)
            memcpy(pack ? bytes : (void *)part[i].at, pack ? (void *)part[i].at : bytes, size);
        bytes += size;
    }
}

void checkpoint_pack(const struct training_state *s, void *bytes)
{
    struct checkpoint_header header = header_of(s);
    memcpy(bytes, &header, sizeof header);
    move(s, (unsigned char *)bytes + sizeof header, true);
}

enum status checkpoint_unpack(struct training_state *s, const struct checkpoint *from,
                              struct failure *failure)
{
    struct checkpoint_header header, want = header_of(s);
    if (from->bytes != checkpoint_bytes(s))
        return fail(failure, STATUS_DATA,
                    "the checkpoint has %zu bytes, this net's state has %zu: another build or net",
                    from->bytes, checkpoint_bytes(s));
    memcpy(&header, from->data, sizeof header);
    want.step = header.step;
    if (memcmp(&header, &want, sizeof header) || header.step != from->step)
        return fail(failure, STATUS_DATA, "the checkpoint does not belong to this net");
    unsigned char *bytes = (unsigned char *)(uintptr_t)from->data + sizeof header;
    move(s, bytes, false);
    s->step = header.step;
    return STATUS_OK;
}

enum status checkpoint_arrays(const struct graph *g, const struct checkpoint *from,
                              const real **value, const real **kept, struct failure *failure)
{
    struct checkpoint_header header = {0};
    if (from->bytes >= sizeof header)
        memcpy(&header, from->data, sizeof header);
    const uint64_t reals = header.values + header.kept + header.slots;
    if (strcmp(header.magic, "dlstate") != 0 || header.real_bytes != sizeof(real) ||
        header.values != g->params.reals || header.kept != g->statistics.reals ||
        from->bytes != sizeof header + reals * sizeof(real))
        return fail(failure, STATUS_DATA,
                    "the checkpoint does not belong to this net and precision");
    *value = (const real *)((const unsigned char *)from->data + sizeof header);
    *kept = *value + header.values;
    return STATUS_OK;
}

/* Copy the numbers of a list from where they lie, of `bytes` bytes each, every parameter on a cache line
 * of its own. From NULL only count them. */
static size_t read_list(struct param_list *list, const unsigned char *from, size_t bytes)
{
    const size_t line = 64 / bytes;
    size_t at = 0;
    for (struct param *p = list->first; p; p = p->next) {
        for (size_t i = 0; from && i < p->count; i++) {
            float narrow;
            double wide;
            memcpy(bytes == sizeof wide ? (void *)&wide : (void *)&narrow, from + (at + i) * bytes,
                   bytes);
            p->value[i] = (real)(bytes == sizeof wide ? wide : (double)narrow);
        }
        at += (p->count + line - 1) / line * line;
    }
    return at;
}

enum status checkpoint_load(struct graph *g, const struct checkpoint *from, struct failure *failure)
{
    struct checkpoint_header header = {0};
    if (from->bytes >= sizeof header)
        memcpy(&header, from->data, sizeof header);
    const size_t bytes = (size_t)header.real_bytes;
    const bool known = !strcmp(header.magic, "dlstate") &&
                       (bytes == sizeof(float) || bytes == sizeof(double));
    if (!known || header.values != read_list(&g->params, NULL, bytes) ||
        header.kept != read_list(&g->statistics, NULL, bytes) ||
        header.shapes != shapes_of(&g->params) ||
        from->bytes !=
            sizeof header + (header.values + header.kept + header.slots) * header.real_bytes)
        return fail(failure, STATUS_DATA, "the checkpoint does not belong to this net");
    const unsigned char *at = (const unsigned char *)from->data + sizeof header;
    at += read_list(&g->params, at, bytes) * bytes;
    read_list(&g->statistics, at, bytes);
    return STATUS_OK;
}
