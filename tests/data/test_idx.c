/* Small sets written byte by byte, then damaged in every way that a file can be. */
#include "lab/base/rng.h"
#include "tests/data/idx_files.h"

static void every_form_of_the_names_is_read(void **state)
{
    (void)state;
    const char *const form[] = {PLAIN, PLAIN ".gz", "%s.idx%d-ubyte", "%s.idx%d-ubyte.gz"};
    struct member m[4];
    make_set(m);
    for (int k = 0; k < 4; k++) {
        char *dir = temp_dir();
        struct data_spec spec = spec_of(dir);
        struct loaded l;
        write_set(dir, m, form[k]);
        if (load_set(&l, &spec, true))
            fail_msg("%s", l.failure.message);
        check_part(&l.d.train, 0, TRAIN);
        check_part(&l.d.test, 1, TEST);
        assert_int_equal(l.d.channels, 1);
        assert_int_equal(l.d.height, H);
        assert_int_equal(l.d.width, W);
        assert_int_equal(l.d.classes, 10);
        assert_string_equal(l.d.class_name[9], "9");
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

static void take_keeps_the_first_training_samples_and_the_whole_test_part(void **state)
{
    (void)state;
    struct member m[4];
    struct loaded l;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    make_set(m);
    write_set(dir, m, PLAIN);
    spec.take = 6;
    spec.train = 3; /* sizes are for generated sets */
    spec.test = 2;
    assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
    check_part(&l.d.train, 0, 6);
    check_part(&l.d.test, 1, TEST);
    arena_close(&l.arena);
    remove_dir(dir);
}

static void every_damaged_byte_of_a_header_is_named(void **state)
{
    (void)state;
    struct member m[4];
    char *dir = temp_dir();
    make_set(m);
    write_set(dir, m, PLAIN);
    for (int k = 0; k < 4; k++) {
        size_t header = k % 2 ? 8 : 16;
        for (size_t i = 0; i < header; i++)
            for (int flip = 1; flip < 256; flip *= 2) {
                struct member bad = m[k];
                char byte[40] = "byte "; /* a wrong count may show first as a wrong length */
                bad.b[i] ^= (unsigned char)flip;
                if (i < 4)
                    snprintf(byte, sizeof byte, ": byte %zu is %d", i, bad.b[i]);
                if (k % 2 == 0 && i >= 4 && i < 8) /* labels were read: the count is known */
                    snprintf(byte, sizeof byte, ": byte 4: ");
                /* the labels' own count is judged by the length of their file */
                check_refused(dir, k, &bad, PLAIN, byte);
            }
        write_member(dir, k, &m[k], PLAIN);
    }
    remove_dir(dir);
}

static void a_file_cut_anywhere_is_named_with_the_byte_at_which_it_ends(void **state)
{
    (void)state;
    struct member m[4];
    char *dir = temp_dir();
    make_set(m);
    write_set(dir, m, PLAIN);
    for (int k = 0; k < 4; k++) {
        for (size_t n = 0; n < m[k].n; n++) {
            struct member bad = m[k];
            char byte[40];
            bad.n = n;
            snprintf(byte, sizeof byte, ": ends at byte %zu", n);
            check_refused(dir, k, &bad, PLAIN, byte);
        }
        write_member(dir, k, &m[k], PLAIN);
    }
    remove_dir(dir);
}

static void a_byte_too_many_is_named(void **state)
{
    (void)state;
    const char *const form[] = {PLAIN, PLAIN ".gz"};
    struct member m[4];
    make_set(m);
    for (int f = 0; f < 2; f++) {
        char *dir = temp_dir();
        write_set(dir, m, form[f]);
        for (int k = 0; k < 4; k++) {
            struct member bad = m[k];
            char byte[40];
            snprintf(byte, sizeof byte, ": byte %zu: something follows", bad.n);
            bad.b[bad.n++] = 0;
            check_refused(dir, k, &bad, form[f], byte);
            write_member(dir, k, &m[k], form[f]);
        }
        remove_dir(dir);
    }
}

static void a_label_that_is_no_class_is_named(void **state)
{
    (void)state;
    struct member m[4];
    char *dir = temp_dir();
    make_set(m);
    write_set(dir, m, PLAIN);
    for (size_t i = 8; i < m[3].n; i++) {
        struct member bad = m[3];
        char byte[80];
        bad.b[i] = i % 2 ? 10 : 255;
        snprintf(byte, sizeof byte, ": byte %zu: label %d; those of the training part are 0 to 9",
                 i, bad.b[i]);
        check_refused(dir, 3, &bad, PLAIN, byte);
    }
    memset(m[1].b + 8, 0, m[1].n - 8);
    check_refused(dir, 1, &m[1], PLAIN, ": every label is 0");
    remove_dir(dir);
}

static void images_that_do_not_fit_their_labels_or_the_training_set_are_named(void **state)
{
    (void)state;
    struct member m[4], bad;
    char *dir = temp_dir();
    make_set(m);
    write_set(dir, m, PLAIN);
    bad = m[0]; /* one image fewer, and its header agrees */
    bad.b[7]--;
    bad.n -= H * W;
    check_refused(dir, 0, &bad, PLAIN, ": byte 4: 12 items, but 13 labels");
    write_member(dir, 0, &m[0], PLAIN);
    bad = m[2]; /* 4 x 3, the same number of bytes */
    bad.b[11] = W;
    bad.b[15] = H;
    check_refused(dir, 2, &bad, PLAIN,
                  ": byte 8: images of 1 x 4 x 3; the training images are 1 x 3 x 4");
    remove_dir(dir);
}

static void a_dimension_of_nothing_or_beyond_reason_is_named(void **state)
{
    (void)state;
    struct member m[4];
    char *dir = temp_dir();
    make_set(m);
    write_set(dir, m, PLAIN);
    for (int k = 0; k < 4; k++) {
        for (int at = 4; at < (k % 2 ? 8 : 16); at += 4)
            for (int huge = 0; huge < 2; huge++) {
                struct member bad = m[k];
                char byte[60];
                memset(bad.b + at, 0, 4);
                bad.b[at] = huge ? 0x80 : 0;
                snprintf(byte, sizeof byte, ": byte %d: dimension %d is %u;", at, at / 4,
                         huge ? 0x80000000u : 0);
                check_refused(dir, k, &bad, PLAIN, byte);
            }
        write_member(dir, k, &m[k], PLAIN);
    }
    remove_dir(dir);
}

static void there_are_as_many_classes_as_the_training_labels_say(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    const int largest[] = {1, 46, 255};
    for (int k = 0; k < 3; k++) {
        struct member m[4];
        struct loaded l;
        make_set(m);
        memset(m[1].b + 8, 1, m[1].n - 8);
        memset(m[3].b + 8, 0, m[3].n - 8);
        m[1].b[10] = (unsigned char)largest[k];
        write_set(dir, m, PLAIN);
        assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
        assert_int_equal(l.d.classes, largest[k] + 1);
        assert_int_equal(atoi(l.d.class_name[largest[k]]), largest[k]);
        arena_close(&l.arena);
    }
    remove_dir(dir);
}

static void a_missing_file_is_named(void **state)
{
    (void)state;
    struct member m[4];
    make_set(m);
    for (int k = 0; k < 4; k++) {
        char *dir = temp_dir(), path[PATH_BYTES];
        struct data_spec spec = spec_of(dir);
        struct loaded l;
        write_set(dir, m, PLAIN);
        snprintf(path, sizeof path, "%s/" PLAIN, dir, stem[k], k % 2 ? 1 : 3);
        assert_int_equal(remove(path), 0);
        assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
        check_message(&l.failure, dir, stem[k]);
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

/* What lies in the file, packed or not. */
static void read_back(const char *dir, int k, const char *form, struct member *m)
{
    char path[PATH_BYTES], name[100];
    snprintf(name, sizeof name, form, stem[k], k % 2 ? 1 : 3);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    m->n = fread(m->b, 1, ROOM, f);
    assert_true(m->n < ROOM);
    fclose(f);
}

static void write_back(const char *dir, int k, const char *form, const struct member *m)
{
    char path[PATH_BYTES], name[100];
    snprintf(name, sizeof name, form, stem[k], k % 2 ? 1 : 3);
    snprintf(path, sizeof path, "%s/%s", dir, name);
    remove(path);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(m->b, 1, m->n, f), m->n);
    fclose(f);
}

static void a_damaged_gzip_is_refused_or_gives_the_same_samples(void **state)
{
    (void)state;
    const char *form = PLAIN ".gz";
    struct member m[4], packed;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    struct loaded l;
    make_set(m);
    write_set(dir, m, form);
    int refused = 0;
    for (int k = 0; k < 4; k++) {
        read_back(dir, k, form, &packed);
        for (size_t i = 0; i < packed.n; i++) {
            struct member bad = packed;
            bad.b[i] ^= 0x55;
            write_back(dir, k, form, &bad);
            if (load_set(&l, &spec, true)) {
                check_message(&l.failure, dir, stem[k], "byte ");
                refused++;
            } else { /* the time stamp, say */
                check_part(&l.d.train, 0, TRAIN);
                check_part(&l.d.test, 1, TEST);
                assert_true(i < 10);
            }
            arena_close(&l.arena);

            bad = packed;
            bad.n = i;
            write_back(dir, k, form, &bad);
            assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
            check_message(&l.failure, dir, stem[k], "byte ");
            arena_close(&l.arena);
        }
        write_back(dir, k, form, &packed);
    }
    assert_true(refused > 100);
    remove_dir(dir);
}

#define FLOATS "%s-idx%d-float"

/* Images of 1 x 2 floats. */
static void a_number_that_is_not_finite_is_named(void **state)
{
    (void)state;
    const unsigned bits[] = {0x7fc00000, 0x7f800000, 0xff800000}; /* NaN and both infinities */
    struct member m[4];
    struct loaded l;
    char *dir = temp_dir();
    const struct data_spec spec = spec_of(dir);
    make_set(m);
    for (int k = 0; k < 4; k += 2) {
        const int count = k ? TEST : TRAIN;
        m[k].n = 0;
        put_word(&m[k], 0xd03);
        put_word(&m[k], (unsigned)count);
        put_word(&m[k], 1);
        put_word(&m[k], 2);
        for (int i = 0; i < 2 * count; i++)
            put_word(&m[k], 0x3f800000 + (unsigned)i); /* from 1 upwards */
        write_member(dir, k, &m[k], FLOATS);
        write_member(dir, k + 1, &m[k + 1], PLAIN);
    }
    assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
    arena_close(&l.arena);
    for (int i = 0; i < 6; i++) {
        const int k = i % 2 * 2, at = 16 + 4 * (2 + i);
        char message[60];
        struct member bad = m[k];
        bad.n = (size_t)at;
        put_word(&bad, bits[i / 2]);
        bad.n = m[k].n;
        snprintf(message, sizeof message, ": byte %d: a number that is not finite", at);
        check_refused(dir, k, &bad, FLOATS, message);
        write_member(dir, k, &m[k], FLOATS);
    }
    remove_dir(dir);
}

static void random_damage_never_goes_unsaid(void **state)
{
    (void)state;
    struct member m[4];
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir);
    make_set(m);
    write_set(dir, m, PLAIN);
    for (int trial = 0; trial < 1000; trial++) {
        struct stream s = stream_of((uint64_t)trial, PURPOSE_TEST, 0, 0);
        int k = (int)stream_below(s, 0, 4), hits = 1 + (int)stream_below(s, 1, 4);
        struct member bad = m[k];
        struct loaded l;
        for (int h = 0; h < hits; h++)
            bad.b[stream_below(s, (uint64_t)(10 + 2 * h), 24)] =
                (unsigned char)stream_below(s, (uint64_t)(11 + 2 * h), 256);
        if (stream_below(s, 2, 3) == 0)
            bad.n = stream_below(s, 3, ROOM);
        write_member(dir, k, &bad, PLAIN);
        if (load_set(&l, &spec, true)) {
            check_message(&l.failure, dir, stem[k]);
        } else { /* only pixels or labels have changed */
            assert_int_equal(bad.n, m[k].n);
            assert_memory_equal(bad.b, m[k].b, k % 2 ? 8 : 16);
        }
        arena_close(&l.arena);
        write_member(dir, k, &m[k], PLAIN);
    }
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_the_names_is_read),
        cmocka_unit_test(take_keeps_the_first_training_samples_and_the_whole_test_part),
        cmocka_unit_test(every_damaged_byte_of_a_header_is_named),
        cmocka_unit_test(a_file_cut_anywhere_is_named_with_the_byte_at_which_it_ends),
        cmocka_unit_test(a_byte_too_many_is_named),
        cmocka_unit_test(a_label_that_is_no_class_is_named),
        cmocka_unit_test(images_that_do_not_fit_their_labels_or_the_training_set_are_named),
        cmocka_unit_test(a_dimension_of_nothing_or_beyond_reason_is_named),
        cmocka_unit_test(there_are_as_many_classes_as_the_training_labels_say),
        cmocka_unit_test(a_missing_file_is_named),
        cmocka_unit_test(a_damaged_gzip_is_refused_or_gives_the_same_samples),
        cmocka_unit_test(a_number_that_is_not_finite_is_named),
        cmocka_unit_test(random_damage_never_goes_unsaid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
