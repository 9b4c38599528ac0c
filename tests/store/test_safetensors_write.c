/* What is written reads back to the bit, here and in Python. */
#include "tests/store/weights.h"

static const float weight[6] = {0.1f, -0.0f, 1e-45f, INFINITY, -3e38f, 7};
static const double bias[2] = {0.1, -5e-324};
static const struct tensor written[] = {
    {"stem.weight", &dtype_f32, 2, {2, 3}, 6, weight},
    {"empty", &dtype_f32, 3, {4, 0, 2}, 0, NULL},
    {"stem.bias \"\\", &dtype_f64, 1, {2}, 2, bias},
    {"one", &dtype_f32, 0, {0}, 1, weight},
};
static const struct note notes[] = {{"format", "pt"}, {"by", "\"us\"\n\xc3\xa4"}};

static void save_tensors(struct fixture *d, int n, const struct tensor *t, int m,
                         const struct note *k)
{
    FILE *file = fopen(d->path, "we");
    if (safetensors_write(file, n, t, m, k, &d->failure))
        fail_msg("unexpected failure: %s", d->failure.message);
    fclose(file);
}

static void what_is_written_reads_back_to_the_bit(void **state)
{
    struct fixture *d = *state;
    save_tensors(d, 4, written, 2, notes);
    must_load(d);
    assert_int_equal(d->file.tensors, 4);
    for (int i = 0; i < 4; i++) {
        const struct tensor *got = &d->file.tensor[i], *t = &written[i];
        assert_string_equal(got->name, t->name);
        assert_ptr_equal(got->dtype, t->dtype);
        assert_int_equal(got->rank, t->rank);
        assert_memory_equal(got->dim, t->dim, (size_t)t->rank * sizeof *got->dim);
        assert_int_equal(got->count, t->count);
        if (t->count)
            assert_memory_equal(got->data, t->data, t->count * t->dtype->bytes);
    }
    assert_int_equal(d->file.notes, 2);
    assert_string_equal(safetensors_note(&d->file, "format"), "pt");
    assert_string_equal(safetensors_note(&d->file, "by"), notes[1].value);
    assert_null(safetensors_note(&d->file, "for"));
}

static void numbers_are_aligned_behind_spaces(void **state)
{
    struct fixture *d = *state;
    char name[] = "aaaaaaaaa";
    for (; *name; name[strlen(name) - 1] = 0) {
        const struct tensor t = {name, &dtype_f32, 2, {2, 3}, 6, weight};
        unsigned char bytes[300];
        uint64_t n;
        save_tensors(d, 1, &t, 0, NULL);
        FILE *file = fopen(d->path, "re");
        size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        memcpy(&n, bytes, 8);
        assert_int_equal(n % 8, 0);
        assert_int_equal(size, 8 + n + sizeof weight);
        size_t end = 8 + n;
        while (bytes[end - 1] == ' ')
            end--;
        assert_int_equal(bytes[end - 1], '}');
        assert_true(8 + n - end < 8);
    }
}

static void a_file_without_tensors_is_a_file(void **state)
{
    struct fixture *d = *state;
    save_tensors(d, 0, NULL, 0, NULL);
    must_load(d);
    assert_int_equal(d->file.tensors, 0);
}

static void what_cannot_be_written_is_reported(void **state)
{
    struct fixture *d = *state;
    FILE *full = fopen("/dev/full", "we");
    assert_int_equal(safetensors_write(full, 4, written, 0, NULL, &d->failure), STATUS_DISK);
    assert_non_null(strstr(d->failure.message, "No space left"));
    d->failure = (struct failure){0};
    const struct tensor twice[] = {written[0], written[0]};
    assert_int_equal(safetensors_write(full, 2, twice, 0, NULL, &d->failure), STATUS_DATA);
    fclose(full);
}

/* An independent reader. */
static const char reader[] =
    "import json, struct, sys\n"
    "b = open(sys.argv[1], 'rb').read()\n"
    "n, = struct.unpack('<Q', b[:8])\n"
    "h, data = json.loads(b[8:8 + n].decode('utf-8')), b[8 + n:]\n"
    "assert h.pop('__metadata__') == {'format': 'pt', 'by': '\"us\"\\n\\u00e4'}, h\n"
    "assert list(h) == ['stem.weight', 'empty', 'stem.bias \"\\\\', 'one'], h\n"
    "assert h['stem.weight'] == {'dtype': 'F32', 'shape': [2, 3], 'data_offsets': [0, 24]}, h\n"
    "assert h['empty']['shape'] == [4, 0, 2] and h['one']['shape'] == [], h\n"
    "w = struct.unpack('<6f', data[:24])\n"
    "assert w[3] == float('inf') and w[5] == 7 and abs(w[0] - .1) < 1e-8, w\n"
    "assert struct.unpack('<2d', data[24:40]) == (.1, -5e-324)\n"
    "assert len(data) == 44\n";

static void python_reads_what_is_written(void **state)
{
    struct fixture *d = *state;
    save_tensors(d, 4, written, 2, notes);
    must_run(d, reader, d->path, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(what_is_written_reads_back_to_the_bit),
        fixture_test(numbers_are_aligned_behind_spaces),
        fixture_test(a_file_without_tensors_is_a_file),
        fixture_test(what_cannot_be_written_is_reported),
        fixture_test(python_reads_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
