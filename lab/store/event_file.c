#include "lab/store/event_file.h"
#include <string.h>

static const uint32_t castagnoli = 0x82f63b78, mask = 0xa282ead8;
enum { BUCKETS = 30, ROOM = 2048, TAG_MOST = 200 };
enum kind { VARINT, EIGHT_BYTES, BYTES, FOUR_BYTES = 5 };

/* Fields of Event, of Summary.Value and of HistogramProto. */
enum { WALL_TIME = 1, STEP, FILE_VERSION, SUMMARY = 5, VALUE = 1, TAG = 1, SIMPLE = 2, HISTO = 5 };
enum { LEAST = 1, LARGEST, NUMBER, SUM, SQUARES, LIMITS, COUNTS };

uint32_t event_file_crc(const void *from, size_t bytes)
{
    const unsigned char *b = from;
    uint32_t crc = ~0u;
    for (size_t i = 0; i < bytes; i++) {
        crc ^= b[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? castagnoli : 0);
    }
    return ~crc;
}

/* ---- protobuf ---- */

/* A message; its makers below write no more than ROOM bytes. */
struct message {
    size_t bytes;
    unsigned char b[ROOM];
};

static void put_varint(struct message *m, uint64_t n)
{
    for (; n > 127; n >>= 7)
        m->b[m->bytes++] = (unsigned char)(n | 128);
    m->b[m->bytes++] = (unsigned char)n;
}

static void put_fixed(struct message *m, uint64_t n, int bytes)
{
    for (int i = 0; i < bytes; i++)
        m->b[m->bytes++] = (unsigned char)(n >> 8 * i);
}

static void put_key(struct message *m, int field, enum kind kind)
{
    put_varint(m, (uint64_t)field << 3 | kind);
}

static uint64_t bits_of(double x)
{
    uint64_t n;
    memcpy(&n, &x, sizeof n);
    return n;
}

static void put_double(struct message *m, int field, double x)
{
    put_key(m, field, EIGHT_BYTES);
    put_fixed(m, bits_of(x), 8);
}

static void put_bytes(struct message *m, int field, const void *from, size_t bytes)
{
    put_key(m, field, BYTES);
    put_varint(m, bytes);
    memcpy(m->b + m->bytes, from, bytes);
    m->bytes += bytes;
}

static void put_doubles(struct message *m, int field, int count, const double *x)
{
    put_key(m, field, BYTES);
    put_varint(m, 8 * (uint64_t)count);
    for (int i = 0; i < count; i++)
        put_fixed(m, bits_of(x[i]), 8);
}

/* ---- records ---- */

static void write_with_crc(FILE *file, const struct message *m)
{
    const uint32_t crc = event_file_crc(m->b, m->bytes);
    struct message sum = {0};
    put_fixed(&sum, (crc >> 15 | crc << 17) + mask, 4);
    fwrite(m->b, 1, m->bytes, file);
    fwrite(sum.b, 1, sum.bytes, file);
}

static void write_record(FILE *file, const struct message *event)
{
    struct message length = {0};
    put_fixed(&length, event->bytes, 8);
    write_with_crc(file, &length);
    write_with_crc(file, event);
}

/* ---- events ---- */

void event_file_begin(FILE *file, double time)
{
    static const char version[] = "brain.Event:2";
    struct message event = {0};
    put_double(&event, WALL_TIME, time);
    put_bytes(&event, FILE_VERSION, version, sizeof version - 1);
    write_record(file, &event);
}

static void put_tag(struct message *value, const char *tag)
{
    const size_t length = strlen(tag);
    put_bytes(value, TAG, tag, length < TAG_MOST ? length : TAG_MOST);
}

static void write_value(FILE *file, const struct event_place *at, const struct message *value)
{
    struct message event = {0}, summary = {0};
    put_bytes(&summary, VALUE, value->b, value->bytes);
    put_double(&event, WALL_TIME, at->time);
    put_key(&event, STEP, VARINT);
    put_varint(&event, (uint64_t)at->step);
    put_bytes(&event, SUMMARY, summary.b, summary.bytes);
    write_record(file, &event);
}

void event_file_scalar(FILE *file, const struct event_place *at, double x)
{
    struct message value = {0};
    const float rounded = (float)x;
    uint32_t n;
    memcpy(&n, &rounded, sizeof n);
    put_tag(&value, at->tag);
    put_key(&value, SIMPLE, FOUR_BYTES);
    put_fixed(&value, n, 4);
    write_value(file, at, &value);
}

void event_file_histogram(FILE *file, const struct event_place *at, int count, const double *x)
{
    double least = count ? x[0] : 0, largest = least, sum = 0, squares = 0;
    double limit[BUCKETS], inside[BUCKETS] = {0};
    for (int i = 0; i < count; i++) {
        least = x[i] < least ? x[i] : least;
        largest = x[i] > largest ? x[i] : largest;
        sum += x[i];
        squares += x[i] * x[i];
    }
    for (int k = 0; k < BUCKETS; k++)
        limit[k] = least + (largest - least) * (k + 1) / BUCKETS;
    limit[BUCKETS - 1] = largest; /* to the last bit */
    for (int i = 0; i < count; i++) {
        int k = 0;
        while (x[i] > limit[k])
            k++;
        inside[k]++;
    }
    struct message histogram = {0}, value = {0};
    put_double(&histogram, LEAST, least);
    put_double(&histogram, LARGEST, largest);
    put_double(&histogram, NUMBER, count);
    put_double(&histogram, SUM, sum);
    put_double(&histogram, SQUARES, squares);
    put_doubles(&histogram, LIMITS, BUCKETS, limit);
    put_doubles(&histogram, COUNTS, BUCKETS, inside);
    put_tag(&value, at->tag);
    put_bytes(&value, HISTO, histogram.b, histogram.bytes);
    write_value(file, at, &value);
}
