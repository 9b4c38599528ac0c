/* A small IDX set, byte by byte, and what is said of it when one of its files is damaged. */
#pragma once
#include "tests/data/files.h"

enum { TRAIN = 13, TEST = 5, H = 3, W = 4, ROOM = 512 };

static const char *const stem[] = {"train-images", "train-labels", "t10k-images", "t10k-labels"};

struct member {
    size_t n;
    unsigned char b[ROOM];
};

static inline void put_word(struct member *m, unsigned v)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        m->b[m->n++] = (unsigned char)(v >> shift);
}

static inline unsigned char pixel_of(int part, int i, int p)
{
    return (unsigned char)(part * 100 + i * 31 + p * 7);
}

static inline int label_of(int part, int i)
{
    return (i * 3 + part) % 10;
}

static inline void make_set(struct member m[4])
{
    for (int k = 0; k < 4; k++) {
        int count = k < 2 ? TRAIN : TEST, images = k % 2 == 0;
        m[k].n = 0;
        put_word(&m[k], images ? 0x803 : 0x801);
        put_word(&m[k], (unsigned)count);
        if (images) {
            put_word(&m[k], H);
            put_word(&m[k], W);
        }
        for (int i = 0; i < count; i++)
            for (int p = 0; p < (images ? H * W : 1); p++)
                m[k].b[m[k].n++] = images ? pixel_of(k / 2, i, p)
                                          : (unsigned char)label_of(k / 2, i);
    }
}

static inline void write_member(const char *dir, int k, const struct member *m, const char *form)
{
    char name[100];
    snprintf(name, sizeof name, form, stem[k], k % 2 ? 1 : 3);
    write_file(dir, name, m->b, m->n);
}

static inline void write_set(const char *dir, const struct member m[4], const char *form)
{
    for (int k = 0; k < 4; k++)
        write_member(dir, k, &m[k], form);
}

#define PLAIN "%s-idx%d-ubyte"

static inline struct data_spec spec_of(const char *dir)
{
    return (struct data_spec){.name = "idx", .path = dir, .label = ""};
}

static inline void check_part(const struct part *part, int which, int count)
{
    assert_int_equal(part->count, count);
    for (int i = 0; i < count; i++) {
        const int row = part->row[i];
        assert_int_equal(part->label[i], label_of(which, row));
        for (int p = 0; p < H * W; p++)
            check_near((double)part->x[i * H * W + p], pixel_of(which, row, p) / 255., 1e-7);
    }
}

/* The set with member k replaced must be refused, naming the file and the byte. */
static inline void check_refused(const char *dir, int k, const struct member *damaged,
                                 const char *form, const char *byte)
{
    struct data_spec spec = spec_of(dir);
    struct loaded l;
    write_member(dir, k, damaged, form);
    if (load_set(&l, &spec, true) != STATUS_DATA)
        fail_msg("%s with %zu bytes was not refused as bad data: %s", stem[k], damaged->n,
                 l.failure.message);
    check_message(&l.failure, dir, stem[k], byte);
    arena_close(&l.arena);
}
