/* Bytes in, bytes out; CRC-32 by its published check value. */
#include "lab/data/file.h"
#include "tests/data/files.h"

static char *path_of(const char *dir, const char *name)
{
    static char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* All bytes of a file through input_read, `step` at a time; SIZE_MAX on failure. */
static size_t read_all(const char *path, unsigned char *to, size_t room, size_t step,
                       struct failure *failure)
{
    struct input *in = input_open(path, failure);
    size_t got = 0, n = in ? 1 : 0;
    while (n > 0 && got + step <= room)
        got += n = input_read(in, to + got, step, failure);
    input_close(in);
    return failure->status ? SIZE_MAX : got;
}

static void plain_and_packed_files_give_the_same_bytes(void **state)
{
    (void)state;
    enum { N = 200000 };
    static unsigned char bytes[N], back[2 * N];
    char *dir = temp_dir();
    for (int i = 0; i < N; i++)
        bytes[i] = (unsigned char)(i % 1000 * i >> 7);
    write_file(dir, "a", bytes, N);
    write_file(dir, "a.gz", bytes, N);
    const char *const name[] = {"a", "a.gz"};
    const size_t step[] = {7, 65536, 150000};
    for (int k = 0; k < 6; k++) {
        struct failure failure = {0};
        memset(back, 0, sizeof back);
        assert_int_equal(
            read_all(path_of(dir, name[k % 2]), back, sizeof back, step[k / 2], &failure), N);
        assert_memory_equal(back, bytes, N);
    }
    remove_dir(dir);
}

static void gzip_members_are_joined_and_anything_else_after_one_is_refused(void **state)
{
    (void)state;
    unsigned char packed[4096], back[256];
    size_t n;
    char *dir = temp_dir();
    write_text(dir, "a.gz", "first ");
    FILE *f = fopen(path_of(dir, "a.gz"), "rb");
    assert_non_null(f);
    n = fread(packed, 1, sizeof packed / 2, f);
    fclose(f);
    memcpy(packed + n, packed, n);
    for (int junk = 0; junk < 2; junk++) {
        struct failure failure = {0};
        f = fopen(path_of(dir, "b.gz"), "wb");
        fwrite(packed, 1, 2 * n, f);
        fwrite("junk", 1, junk ? 4 : 0, f);
        fclose(f);
        size_t got = read_all(path_of(dir, "b.gz"), back, sizeof back, 50, &failure);
        if (junk) {
            check_message(&failure, "b.gz: byte 5", "compressed");
        } else {
            assert_int_equal(got, 12);
            assert_memory_equal(back, "first first ", 12);
        }
    }
    remove_dir(dir);
}

static void damage_to_a_packed_file_is_named_by_its_byte(void **state)
{
    (void)state;
    unsigned char back[64];
    struct failure failure = {0};
    char *dir = temp_dir();
    FILE *f = fopen(path_of(dir, "no.gz"), "wb");
    assert_non_null(f);
    fputs("this is plain text", f);
    fclose(f);
    assert_int_equal(read_all(path_of(dir, "no.gz"), back, 64, 9, &failure), SIZE_MAX);
    check_message(&failure, "no.gz: byte ", "compressed");

    f = fopen(path_of(dir, "empty.gz"), "wb");
    fclose(f);
    failure = (struct failure){0};
    assert_int_equal(read_all(path_of(dir, "empty.gz"), back, 64, 9, &failure), SIZE_MAX);
    check_message(&failure, "empty.gz: ends at byte 0");
    remove_dir(dir);
}

/* Write DIR/NAME, byte by byte as they are. */
static void write_raw(const char *dir, const char *name, const unsigned char *bytes, size_t n)
{
    FILE *f = fopen(path_of(dir, name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static void a_name_that_does_not_fit_what_is_packed_is_said(void **state)
{
    (void)state;
    unsigned char packed[4096], back[64];
    char *dir = temp_dir();
    struct failure failure = {0};
    size_t n;
    write_text(dir, "a.gz", "some text");
    FILE *f = fopen(path_of(dir, "a.gz"), "rb");
    n = fread(packed, 1, sizeof packed, f);
    fclose(f);

    write_raw(dir, "plain", packed, n);
    assert_int_equal(read_all(path_of(dir, "plain"), back, 64, 9, &failure), SIZE_MAX);
    check_message(&failure, "plain: is packed by gzip", "end in .gz");
    failure = (struct failure){0};
    assert_null(file_text(path_of(dir, "plain"), &n, &failure));
    check_message(&failure, "plain: is packed by gzip", "unpack it");

    write_file(dir, "twice.gz", packed, n);
    failure = (struct failure){0};
    assert_int_equal(read_all(path_of(dir, "twice.gz"), back, 64, 9, &failure), SIZE_MAX);
    check_message(&failure, "twice.gz: is packed twice");

    write_raw(dir, "no.gz", (const unsigned char *)"text", 4);
    failure = (struct failure){0};
    assert_int_equal(read_all(path_of(dir, "no.gz"), back, 64, 9, &failure), SIZE_MAX);
    check_message(&failure, "no.gz: byte 0", "this is no gzip, though its name ends in .gz");
    remove_dir(dir);
}

static void a_plain_file_tells_how_long_it_is(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct failure failure = {0};
    write_text(dir, "a", "12345");
    write_text(dir, "a.gz", "12345");
    for (int k = 0; k < 2; k++) {
        struct input *in = input_open(path_of(dir, k ? "a.gz" : "a"), &failure);
        assert_int_equal(input_bytes(in), k ? 0 : 5);
        input_close(in);
    }
    remove_dir(dir);
}

/* Holes, which take no room on the disk. */
static void a_huge_file_fills_no_memory(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct failure failure = {0};
    size_t n = 0;
    write_text(dir, "a", "one,two\n");
    assert_int_equal(truncate(path_of(dir, "a"), (off_t)3 << 30), 0);
    char *text = file_text(path_of(dir, "a"), &n, &failure);
    assert_true(failure.status || n < 1 << 20); /* a machine of less than 9 GB refuses it at once */
    free(text);
    if (!truncate(path_of(dir, "a"), (off_t)7 << 40)) {
        failure = (struct failure){0};
        assert_null(file_text(path_of(dir, "a"), &n, &failure));
        check_message(&failure,
                      "/a: its text and what is made of it want 21.0 TiB; the machine has");
    }
    remove_dir(dir);
}

static void a_whole_text_ends_with_a_zero(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct failure failure = {0};
    size_t n;
    write_text(dir, "a", "one\ntwo");
    write_text(dir, "b", "");
    char *text = file_text(path_of(dir, "a"), &n, &failure);
    assert_int_equal(n, 7);
    assert_string_equal(text, "one\ntwo");
    free(text);
    text = file_text(path_of(dir, "b"), &n, &failure);
    assert_int_equal(n, 0);
    assert_string_equal(text, "");
    free(text);
    /* a file that says it is empty and is not */
    text = file_text("/proc/self/stat", &n, &failure);
    assert_non_null(text);
    assert_int_equal(strlen(text), n);
    assert_true(n > 0);
    free(text);
    remove_dir(dir);
}

static void a_checksum_runs_on_from_file_to_file(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct failure failure = {0};
    uint32_t crc = 0;
    uint64_t bytes;
    write_text(dir, "a", "12345");
    write_text(dir, "b", "6789");
    assert_int_equal(file_checksum(path_of(dir, "a"), &crc, &bytes, &failure), STATUS_OK);
    assert_int_equal(bytes, 5);
    assert_int_equal(file_checksum(path_of(dir, "b"), &crc, NULL, &failure), STATUS_OK);
    assert_int_equal(crc, 0xCBF43926u); /* of "123456789" */
    remove_dir(dir);
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    char *dir = temp_dir();
    uint32_t crc = 0;
    size_t n;
    for (int k = 0; k < 6; k++) {
        struct failure failure = {0};
        const char *path = k % 2 ? dir : path_of(dir, "absent");
        if (k < 2)
            assert_null(input_open(path, &failure));
        else if (k < 4)
            assert_null(file_text(path, &n, &failure));
        else
            assert_int_equal(file_checksum(path, &crc, NULL, &failure), STATUS_DATA);
        check_message(&failure, path, k % 2 ? "is a folder" : "No such file");
    }
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_and_packed_files_give_the_same_bytes),
        cmocka_unit_test(gzip_members_are_joined_and_anything_else_after_one_is_refused),
        cmocka_unit_test(damage_to_a_packed_file_is_named_by_its_byte),
        cmocka_unit_test(a_name_that_does_not_fit_what_is_packed_is_said),
        cmocka_unit_test(a_plain_file_tells_how_long_it_is),
        cmocka_unit_test(a_huge_file_fills_no_memory),
        cmocka_unit_test(a_whole_text_ends_with_a_zero),
        cmocka_unit_test(a_checksum_runs_on_from_file_to_file),
        cmocka_unit_test(what_cannot_be_read_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
