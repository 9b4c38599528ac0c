/* What a disk, a copy or a stranger makes of a database. */
#pragma once
#include "lab/base/rng.h"
#include "lab/store/store_internal.h"
#include <string.h>

struct damage {
    struct stream chance;
    uint64_t drawn;
    size_t page; /* bytes */
};

static inline uint64_t below(struct damage *d, uint64_t n)
{
    return stream_below(d->chance, d->drawn++, n);
}

static inline void flip_bytes(struct damage *d, unsigned char *bytes, size_t *n)
{
    for (uint64_t k = 1 + below(d, 8); k > 0; k--)
        bytes[below(d, *n)] ^= (unsigned char)(1 + below(d, 255));
}

static inline void cut_off(struct damage *d, unsigned char *bytes, size_t *n)
{
    (void)bytes;
    *n = below(d, *n);
}

static inline unsigned char *some_page(struct damage *d, unsigned char *bytes, const size_t *n)
{
    return bytes + below(d, *n / d->page) * d->page;
}

static inline void zero_pages(struct damage *d, unsigned char *bytes, size_t *n)
{
    for (uint64_t k = 1 + below(d, 3); k > 0; k--)
        memset(some_page(d, bytes, n), 0, d->page);
}

static inline void overwrite_page(struct damage *d, unsigned char *bytes, size_t *n)
{
    unsigned char *page = some_page(d, bytes, n);
    for (size_t i = 0; i < d->page; i++)
        page[i] = (unsigned char)below(d, 256);
}

static inline void exchange_pages(struct damage *d, unsigned char *bytes, size_t *n)
{
    unsigned char *a = some_page(d, bytes, n), *b = some_page(d, bytes, n);
    for (size_t i = 0; i < d->page; i++) {
        const unsigned char byte = a[i];
        a[i] = b[i];
        b[i] = byte;
    }
}

/* A write that did not reach the disk: the second half of a page is of before. */
static inline void tear_page(struct damage *d, unsigned char *bytes, size_t *n)
{
    memset(some_page(d, bytes, n) + d->page / 2, 0, d->page / 2);
}

static inline void put_word(unsigned char *at, uint32_t word)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(word >> (24 - 8 * i));
}

static inline void foreign(struct damage *d, unsigned char *bytes, size_t *n)
{
    (void)n;
    put_word(bytes + 68, (uint32_t)below(d, 1 << 20));
}

/* Newer ones, and such as nobody writes. An older one would be brought up: a step finds what is there already. */
static inline void version(struct damage *d, unsigned char *bytes, size_t *n)
{
    (void)n;
    const uint32_t drawn[] = {(uint32_t)below(d, 1 + (uint64_t)store_layouts.version),
                              (uint32_t)store_layouts.version + 1 + (uint32_t)below(d, 1000),
                              0x80000000u | (uint32_t)below(d, UINT32_MAX >> 1)};
    put_word(bytes + 60, drawn[below(d, 3)]);
}

static const struct kind {
    const char *words;
    void (*damage)(struct damage *, unsigned char *, size_t *);
    bool silent; /* nothing may tell it */
} kinds[] = {
    {"a database with bytes flipped: read or refused, no crash", flip_bytes, true},
    {"a database that was cut off: the same numbers, or refused", cut_off, false},
    {"a database with pages of zeros: the same numbers, or refused", zero_pages, false},
    {"a database with a page overwritten: the same numbers, or refused", overwrite_page, false},
    {"a database with pages exchanged: read or refused, no crash", exchange_pages, true},
    {"a database with a torn page: the same numbers, or refused", tear_page, false},
    {"another program's application_id: the same numbers, or refused", foreign, false},
    {"another user_version: the same numbers, or refused", version, false},
};
enum { KINDS = sizeof kinds / sizeof *kinds };
