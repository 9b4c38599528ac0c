#include "lab/data/write.h"
#include "lab/data/source.h"
#include <stdlib.h>
#include <string.h>
#include <tgmath.h>

enum { NUMBER = 32, TYPE_BYTES = 8, TYPE_FLOAT = 13 };

/* As few digits as read back equal. */
static void put_number(FILE *out, real x, double origin)
{
    char text[NUMBER];
    int digits = 6;
    do
        snprintf(text, sizeof text, "%.*g", digits++, (double)x + origin);
    while ((real)(strtod(text, NULL) - origin) != x && digits < 18);
    fputs(text, out);
}

/* In quotes where it must be. */
static void put_text(FILE *out, const char *text)
{
    if (!strpbrk(text, ",;\t\"\r\n")) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text; text++)
        fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
    putc('"', out);
}

static const real *numbers(const struct part *part, int sample, int features)
{
    return part->x + (size_t)sample * (size_t)features;
}

void data_write_csv(FILE *out, const struct dataset *d, const struct part *part,
                    const struct picks *picks)
{
    const int features = dataset_features(d);
    for (int f = 0; f < features; f++)
        fprintf(out, "x%d,", f + 1);
    fputs("label\n", out);
    for (int64_t i = 0; i < picks->count; i++) {
        const real *x = numbers(part, picks->sample[i], features);
        for (int f = 0; f < features; f++) {
            put_number(out, x[f], d->origin ? d->origin[f] : 0);
            putc(',', out);
        }
        put_text(out, d->class_name[part->label[picks->sample[i]]]);
        putc('\n', out);
    }
}

static int byte_of(real x)
{
    return (int)lrint((double)x * 255);
}

static bool is_byte(real x)
{
    return x >= 0 && x <= 1 && (real)byte_of(x) / 255 == x;
}

bool data_is_bytes(const struct dataset *d)
{
    const struct part *part[] = {&d->train, &d->test};
    for (int k = 0; k < 2; k++) {
        const size_t n = (size_t)part[k]->count * (size_t)dataset_features(d);
        for (size_t i = 0; i < n; i++)
            if (!is_byte(part[k]->x[i]))
                return false;
    }
    return true;
}

int data_idx_rank(const struct dataset *d)
{
    return d->height * d->width == 1 ? 2 : d->channels == 1 ? 3 : 4;
}

static void put_word(FILE *out, uint32_t v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        putc(v >> shift & 255, out);
}

static void put_float(FILE *out, float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_word(out, bits);
}

void data_write_idx_numbers(FILE *out, const struct dataset *d, const struct part *part,
                            const struct picks *picks, bool bytes)
{
    const int features = dataset_features(d), rank = data_idx_rank(d);
    put_word(out, (uint32_t)(bytes ? TYPE_BYTES : TYPE_FLOAT) << 8 | (uint32_t)rank);
    put_word(out, (uint32_t)picks->count);
    if (rank != 3)
        put_word(out, (uint32_t)d->channels);
    if (rank > 2) {
        put_word(out, (uint32_t)d->height);
        put_word(out, (uint32_t)d->width);
    }
    for (int64_t i = 0; i < picks->count; i++) {
        const real *x = numbers(part, picks->sample[i], features);
        for (int f = 0; f < features; f++)
            if (bytes)
                putc(byte_of(x[f]), out);
            else
                put_float(out, (float)x[f]);
    }
}

void data_write_idx_labels(FILE *out, const struct part *part, const struct picks *picks)
{
    put_word(out, TYPE_BYTES << 8 | 1);
    put_word(out, (uint32_t)picks->count);
    for (int64_t i = 0; i < picks->count; i++)
        putc(part->label[picks->sample[i]], out);
}
