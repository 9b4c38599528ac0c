/* Sort by content, number the copies, draw a key for each row, sort by the keys. */
#include "lab/data/rows.h"
#include "lab/base/rng.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct entry {
    uint64_t key;
    uint32_t crc, copy;
    int index;
};

static const char *row(const struct rows *r, int i)
{
    return (const char *)r->row + (size_t)i * r->bytes;
}

static int by_content(const void *a, const void *b, void *rows)
{
    const struct entry *u = a, *v = b;
    const struct rows *r = rows;
    if (u->crc != v->crc)
        return u->crc < v->crc ? -1 : 1;
    const int order = memcmp(row(r, u->index), row(r, v->index), r->bytes);
    return order || !r->label ? order : r->label[u->index] - r->label[v->index];
}

static int by_key(const void *a, const void *b)
{
    const struct entry *u = a, *v = b;
    if (u->key != v->key)
        return u->key < v->key ? -1 : 1;
    if (u->crc != v->crc)
        return u->crc < v->crc ? -1 : 1;
    return u->copy < v->copy ? -1 : u->copy > v->copy;
}

static uint32_t extend(uint32_t crc, const void *bytes, size_t n)
{
    return (uint32_t)crc32_z(crc, bytes, n);
}

static uint64_t draw(int seed, const struct entry *e)
{
    uint32_t word[4];
    stream_block(stream_of((uint64_t)seed, PURPOSE_DATA, e->crc, ROWS_RULE), e->copy, word);
    return (uint64_t)word[0] << 32 | word[1];
}

enum status rows_order(const struct rows *r, int seed, int *order, uint32_t *crc,
                       struct failure *failure)
{
    const size_t n = (size_t)r->count;
    const uint32_t head[] = {ROWS_RULE, (uint32_t)r->count};
    struct entry *e = malloc(n * sizeof *e);
    if (!e && n)
        return fail_memory(failure);
    for (int i = 0; i < r->count; i++) {
        uint32_t sum = extend(0, row(r, i), r->bytes);
        sum = r->label ? extend(sum, &r->label[i], sizeof *r->label) : sum;
        e[i] = (struct entry){.crc = sum, .index = i};
    }
    qsort_r(e, n, sizeof *e, by_content, (void *)(uintptr_t)r);
    *crc = extend(*crc, head, sizeof head);
    for (size_t i = 0; i < n; i++) {
        e[i].copy = i && e[i].crc == e[i - 1].crc ? e[i - 1].copy + 1 : 0;
        e[i].key = draw(seed, &e[i]);
        *crc = extend(*crc, &e[i].crc, sizeof e[i].crc);
    }
    qsort(e, n, sizeof *e, by_key);
    for (size_t i = 0; i < n; i++)
        order[i] = e[i].index;
    free(e);
    return STATUS_OK;
}
