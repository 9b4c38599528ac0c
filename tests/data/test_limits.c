/* Inputs that would be waited for, or fill the memory: refused in no time, in words. Holes take no room on
 * the disk. */
#include "tests/data/files.h"
#include <sys/stat.h>

struct fixture {
    char *dir;
    struct data_spec spec;
};

static int open_folder(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);
    f->dir = temp_dir();
    f->spec = (struct data_spec){.path = f->dir, .label = ""};
    *state = f;
    return 0;
}

static int close_folder(void **state)
{
    struct fixture *f = *state;
    remove_dir(f->dir);
    free(f);
    return 0;
}

static const char *path_of(const struct fixture *f, const char *name)
{
    static char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", f->dir, name);
    return path;
}

static void check_refused(const struct fixture *f, enum status status, const char *one,
                          const char *other)
{
    struct loaded l;
    if (load_set(&l, &f->spec, true) != status)
        fail_msg("status %d: %s", (int)l.failure.status, l.failure.message);
    check_message(&l.failure, one, other);
    arena_close(&l.arena);
}

/* Headers of so many images of 16 MB. */
static void write_headers(const struct fixture *f, uint32_t count)
{
    const unsigned char n[] = {(unsigned char)(count >> 24), (unsigned char)(count >> 16),
                               (unsigned char)(count >> 8), (unsigned char)count};
    unsigned char images[16] = {0, 0, 8, 3, n[0], n[1], n[2], n[3], 0, 0, 16, 0, 0, 0, 16, 0},
                  labels[8] = {0, 0, 8, 1, n[0], n[1], n[2], n[3]};
    write_file(f->dir, "train-images-idx3-ubyte.gz", images, sizeof images);
    write_file(f->dir, "train-labels-idx1-ubyte.gz", labels, sizeof labels);
    write_file(f->dir, "t10k-images-idx3-ubyte.gz", images, sizeof images);
    write_file(f->dir, "t10k-labels-idx1-ubyte.gz", labels, sizeof labels);
}

static void what_no_machine_holds_is_refused_by_its_header(void **state)
{
    struct fixture *f = *state;
    f->spec.name = "idx";
    write_headers(f, 0x7fffffff);
    check_refused(f, STATUS_FAILED, "2147483647 samples of 16777216 numbers want",
                  " PiB of memory; the machine has ");
}

/* A gigabyte of pixels in a megabyte, behind headers of one image. */
static void what_is_packed_is_unpacked_no_further_than_announced(void **state)
{
    struct fixture *f = *state;
    static unsigned char zero[1 << 20];
    f->spec.name = "idx";
    write_headers(f, 1);
    gzFile gz = gzopen(path_of(f, "train-images-idx3-ubyte.gz"), "wb1");
    assert_int_equal(gzwrite(gz, "\0\0\10\3\0\0\0\1\0\0\20\0\0\0\20", 16), 16);
    for (int i = 0; i < 200; i++)
        assert_int_equal(gzwrite(gz, zero, sizeof zero), sizeof zero);
    assert_int_equal(gzclose(gz), Z_OK);
    write_file(f->dir, "train-labels-idx1-ubyte.gz", "\0\0\10\1\0\0\0\1", 9);
    check_refused(f, STATUS_DATA, "train-images-idx3-ubyte.gz", "something follows the last item");
}

static void a_hole_is_no_set(void **state)
{
    struct fixture *f = *state;
    f->spec.name = "cifar"; /* black images of class 0, as many as anybody likes */
    write_text(f->dir, "train.bin", "");
    write_text(f->dir, "test.bin", "");
    if (!truncate(path_of(f, "train.bin"), (off_t)7 << 40))
        check_refused(f, STATUS_FAILED, " TiB of memory", "the machine has ");
    f->spec.name = "idx";
    write_headers(f, 1);
    remove(path_of(f, "train-labels-idx1-ubyte.gz"));
    write_text(f->dir, "train-labels-idx1-ubyte", "");
    assert_int_equal(truncate(path_of(f, "train-labels-idx1-ubyte"), (off_t)12 << 30), 0);
    check_refused(f, STATUS_DATA, "train-labels", "byte 2 is 0");
}

static void a_pipe_or_device_is_no_file_of_a_set(void **state)
{
    struct fixture *f = *state;
    char path[PATH_BYTES];
    f->spec.name = "csv";
    f->spec.path = path;
    snprintf(path, sizeof path, "%s", path_of(f, "t.csv"));
    assert_int_equal(mkfifo(path, 0666), 0);
    check_refused(f, STATUS_DATA, "t.csv: is a pipe, not a file", "");
    remove(path);
    assert_int_equal(symlink("/dev/zero", path), 0);
    check_refused(f, STATUS_DATA, "t.csv: is a device, not a file", "");
    f->spec.name = "cifar";
    f->spec.path = f->dir;
    assert_int_equal(symlink("/dev/zero", path_of(f, "train.bin")), 0);
    assert_int_equal(symlink("/dev/zero", path_of(f, "test.bin")), 0);
    check_refused(f, STATUS_DATA, "train.bin: is a device, not a file", "");
}

static void a_generated_set_that_no_machine_holds_is_refused(void **state)
{
    struct fixture *f = *state;
    f->spec = (struct data_spec){.name = "teacher",
                                 .path = "",
                                 .label = "",
                                 .features = 4096,
                                 .classes = 2,
                                 .train = 2000000000,
                                 .test = 1};
    check_refused(f, STATUS_FAILED, "teacher: 2000000000 samples of 4096 numbers want", "TiB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define limit(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)
        limit(what_no_machine_holds_is_refused_by_its_header),
        limit(what_is_packed_is_unpacked_no_further_than_announced),
        limit(a_hole_is_no_set),
        limit(a_pipe_or_device_is_no_file_of_a_set),
        limit(a_generated_set_that_no_machine_holds_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
