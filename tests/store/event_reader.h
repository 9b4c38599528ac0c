/* Event files read back, by a decoder that shares nothing with the writer: CRC-32C from the most significant bit,
 * and protobuf's wire format field by field. Every byte is accounted for, or the test fails. */
#pragma once
#include "tests/support/check.h"

enum { READ_BUCKETS = 64 };

struct read_event {
    double time;
    int64_t step;
    char version[30], tag[100];
    bool scalar, histogram;
    float value;
    double number[6]; /* by field: least, largest, number, sum, sum of squares from 1 */
    int limits, counts;
    double limit[READ_BUCKETS], count[READ_BUCKETS];
};

struct reader {
    const unsigned char *at, *end;
};

static inline uint64_t reader_fixed(struct reader *r, int bytes)
{
    uint64_t n = 0;
    assert_true(r->end - r->at >= bytes);
    for (int i = bytes; i--;)
        n = n << 8 | r->at[i];
    r->at += bytes;
    return n;
}

static inline uint32_t mirrored(uint32_t x, int bits)
{
    uint32_t y = 0;
    for (int i = 0; i < bits; i++)
        y |= (x >> i & 1) << (bits - 1 - i);
    return y;
}

/* The polynomial 1EDC6F41, bytes and result mirrored. */
static inline uint32_t reader_crc(const unsigned char *b, size_t n)
{
    uint32_t c = 0xffffffff;
    for (; n; n--, b++) {
        c ^= mirrored(*b, 8) << 24;
        for (int k = 0; k < 8; k++)
            c = (c & 0x80000000) ? c << 1 ^ 0x1edc6f41 : c << 1;
    }
    return ~mirrored(c, 32);
}

static inline void reader_check(struct reader *r, const unsigned char *from)
{
    const uint32_t crc = reader_crc(from, (size_t)(r->at - from));
    const uint32_t unmasked = (uint32_t)reader_fixed(r, 4) - 0xa282ead8u;
    assert_int_equal(unmasked << 15 | unmasked >> 17, crc);
}

static inline uint64_t reader_varint(struct reader *r)
{
    uint64_t n = 0;
    for (int shift = 0;; shift += 7) {
        const uint64_t b = reader_fixed(r, 1);
        n |= (b & 127) << shift;
        if (b < 128)
            return n;
    }
}

/* The next field: its number * 8 + kind. */
static inline int reader_key(struct reader *r)
{
    return (int)reader_varint(r);
}

static inline struct reader reader_bytes(struct reader *r)
{
    const uint64_t n = reader_varint(r);
    assert_true((uint64_t)(r->end - r->at) >= n);
    r->at += n;
    return (struct reader){r->at - n, r->at};
}

static inline double reader_double(struct reader *r)
{
    const uint64_t n = reader_fixed(r, 8);
    double x;
    memcpy(&x, &n, sizeof x);
    return x;
}

static inline int reader_doubles(struct reader *r, double *x)
{
    struct reader in = reader_bytes(r);
    int n = 0;
    while (in.at < in.end && n < READ_BUCKETS)
        x[n++] = reader_double(&in);
    assert_true(in.at == in.end);
    return n;
}

static inline void reader_text(struct reader *r, char *text, size_t room)
{
    const struct reader in = reader_bytes(r);
    snprintf(text, room, "%.*s", (int)(in.end - in.at), (const char *)in.at);
}

static inline void reader_histogram(struct reader r, struct read_event *e)
{
    e->histogram = true;
    while (r.at < r.end) {
        const int key = reader_key(&r);
        if (key == (6 << 3 | 2))
            e->limits = reader_doubles(&r, e->limit);
        else if (key == (7 << 3 | 2))
            e->counts = reader_doubles(&r, e->count);
        else if ((key & 7) == 1 && key >> 3 < 6)
            e->number[key >> 3] = reader_double(&r);
        else
            fail_msg("histogram: field %d", key);
    }
}

static inline void reader_value(struct reader r, struct read_event *e)
{
    while (r.at < r.end) {
        const int key = reader_key(&r);
        if (key == (1 << 3 | 2)) {
            reader_text(&r, e->tag, sizeof e->tag);
        } else if (key == (2 << 3 | 5)) {
            const uint32_t n = (uint32_t)reader_fixed(&r, 4);
            memcpy(&e->value, &n, sizeof n);
            e->scalar = true;
        } else if (key == (5 << 3 | 2)) {
            reader_histogram(reader_bytes(&r), e);
        } else {
            fail_msg("value: field %d", key);
        }
    }
}

/* False at the file's end. */
static inline bool reader_next(struct reader *r, struct read_event *e)
{
    *e = (struct read_event){0};
    if (r->at == r->end)
        return false;
    const unsigned char *from = r->at;
    const uint64_t length = reader_fixed(r, 8);
    reader_check(r, from);
    assert_true((uint64_t)(r->end - r->at) >= length);
    struct reader in = {r->at, r->at + length};
    from = r->at;
    r->at += length;
    reader_check(r, from);
    while (in.at < in.end) {
        const int key = reader_key(&in);
        if (key == (1 << 3 | 1)) {
            e->time = reader_double(&in);
        } else if (key == (2 << 3 | 0)) {
            e->step = (int64_t)reader_varint(&in);
        } else if (key == (3 << 3 | 2)) {
            reader_text(&in, e->version, sizeof e->version);
        } else if (key == (5 << 3 | 2)) {
            struct reader summary = reader_bytes(&in);
            assert_int_equal(reader_key(&summary), 1 << 3 | 2);
            reader_value(reader_bytes(&summary), e);
            assert_true(summary.at == summary.end);
        } else {
            fail_msg("event: field %d", key);
        }
    }
    return true;
}
