/* Bytes by hand (the check value of CRC-32C, RFC 3720), and what an independent decoder reads back. */
#include "lab/store/event_file.h"
#include "tests/store/event_reader.h"

struct written {
    char *bytes;
    size_t size;
    struct reader r;
};

static struct written written_by(void (*write)(FILE *))
{
    struct written w = {0};
    FILE *file = open_memstream(&w.bytes, &w.size);
    write(file);
    fclose(file);
    w.r = (struct reader){(unsigned char *)w.bytes, (unsigned char *)w.bytes + w.size};
    return w;
}

static void the_checksum_is_castagnolis(void **state)
{
    (void)state;
    const unsigned char zeros[32] = {0};
    assert_int_equal(event_file_crc("123456789", 9), 0xe3069283);
    assert_int_equal(event_file_crc(zeros, 32), 0x8a9136aa);
    assert_int_equal(reader_crc((const unsigned char *)"123456789", 9), 0xe3069283);
}

static void write_beginning(FILE *file)
{
    event_file_begin(file, 1.5e9);
}

static void a_file_begins_with_its_version(void **state)
{
    (void)state;
    struct written w = written_by(write_beginning);
    struct read_event e;
    assert_true(reader_next(&w.r, &e));
    assert_string_equal(e.version, "brain.Event:2");
    check_near(e.time, 1.5e9, 0);
    assert_false(reader_next(&w.r, &e));
    free(w.bytes);
}

static const double value[] = {2.5, 0, -1e30, NAN, INFINITY, 1.0 / 3};

static void write_scalars(FILE *file)
{
    for (int i = 0; i < 6; i++)
        event_file_scalar(file, &(struct event_place){"loss/train", i * INT64_C(1000000007), i},
                          value[i]);
}

static void scalars_come_back_as_floats(void **state)
{
    (void)state;
    struct written w = written_by(write_scalars);
    struct read_event e;
    for (int i = 0; i < 6; i++) {
        assert_true(reader_next(&w.r, &e));
        const float want = (float)value[i];
        assert_memory_equal(&e.value, &want, sizeof want);
        assert_true(e.scalar && !e.histogram);
        assert_true(e.step == i * INT64_C(1000000007));
        check_near(e.time, i, 0);
        assert_string_equal(e.tag, "loss/train");
    }
    assert_false(reader_next(&w.r, &e));
    free(w.bytes);
}

static const double spread[] = {-3, 0, 0, 1, 1e-9, 7, 7, 2.5};

static void write_histograms(FILE *file)
{
    event_file_histogram(file, &(struct event_place){"h", 3, 0}, 8, spread);
    event_file_histogram(file, &(struct event_place){"h", 4, 0}, 1, spread);
    event_file_histogram(file, &(struct event_place){"h", 5, 0}, 0, spread);
}

static void a_histogram_counts_every_value_once(void **state)
{
    (void)state;
    struct written w = written_by(write_histograms);
    struct read_event e;
    for (int n = 8; n >= 0; n = n == 8 ? 1 : n - 1) {
        assert_true(reader_next(&w.r, &e));
        assert_true(e.histogram && e.limits == e.counts && e.limits > 1);
        double sum = 0, squares = 0, all = 0;
        for (int i = 0; i < n; i++) {
            sum += spread[i];
            squares += spread[i] * spread[i];
        }
        for (int k = 0; k < e.counts; k++) {
            int inside = 0;
            for (int i = 0; i < n; i++)
                inside += spread[i] <= e.limit[k] && (!k || spread[i] > e.limit[k - 1]);
            check_near(e.count[k], inside, 0);
            all += e.count[k];
        }
        check_near(all, n, 0);
        check_near(e.number[1], n ? -3 : 0, 0);
        check_near(e.number[2], n == 8 ? 7 : n ? -3 : 0, 0);
        check_near(e.number[3], n, 0);
        check_near(e.number[4], sum, 0);
        check_near(e.number[5], squares, 0);
    }
    free(w.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_checksum_is_castagnolis),
        cmocka_unit_test(a_file_begins_with_its_version),
        cmocka_unit_test(scalars_come_back_as_floats),
        cmocka_unit_test(a_histogram_counts_every_value_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
