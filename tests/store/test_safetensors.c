/* What was put down by hand, or by Python's struct and json, reads as it was meant; and whatever is
 * wrong with a file is refused. */
#include "lab/base/rng.h"
#include "tests/store/weights.h"
#include "tests/support/failing_malloc.h"

static void save(struct fixture *d, const void *bytes, size_t n)
{
    FILE *file = fopen(d->path, "we");
    if (!file || fwrite(bytes, 1, n, file) != n || fclose(file))
        fail_msg("cannot write %s", d->path);
}

/* A file of this header and so many bytes of data, 0, 1, 2, ... */
static void save_header(struct fixture *d, const char *header, size_t data)
{
    uint64_t n = strlen(header);
    unsigned char bytes[4096];
    memcpy(bytes, &n, 8);
    memcpy(bytes + 8, header, n);
    for (size_t i = 0; i < data; i++)
        bytes[8 + n + i] = (unsigned char)i;
    save(d, bytes, 8 + n + data);
}

static void must_refuse(struct fixture *d, const char *word)
{
    if (load(d) != STATUS_DATA || !strstr(d->failure.message, word))
        fail_msg("status %d, \"%s\": not 65 with \"%s\"", (int)d->failure.status,
                 d->failure.message, word);
    if (strncmp(d->failure.message, d->path, strlen(d->path)) != 0)
        fail_msg("the file is not named: %s", d->failure.message);
}

/* Byte by byte: b before a, so the order of names is not that of bytes; spaces at the end. */
static const unsigned char by_hand[] =
    "\x79\0\0\0\0\0\0\0"
    "{\"b\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[2,10]},"
    "\"a\":{\"shape\":[],\"data_offsets\":[0,2],\"dtype\":\"F16\",\"more\":{}}}  "
    "\x00\x3c"
    "\x00\x00\x80\x3f\x00\x00\x20\xc0";
enum { BY_HAND = sizeof by_hand - 1 };

static void bytes_put_down_by_hand_are_read(void **state)
{
    struct fixture *d = *state;
    save(d, by_hand, BY_HAND);
    must_load(d);
    assert_int_equal(d->file.tensors, 2);
    const struct tensor *a = &d->file.tensor[0], *b = &d->file.tensor[1];
    assert_string_equal(a->name, "a");
    assert_int_equal(a->rank, 0);
    assert_true(tensor_number(a, 0) == 1);
    assert_string_equal(b->name, "b");
    assert_true(b->rank == 2 && b->dim[0] == 1 && b->dim[1] == 2);
    assert_true(tensor_number(b, 0) == 1 && tensor_number(b, 1) == -2.5);
}

static void a_header_for_which_there_is_no_memory_is_not_to_blame(void **state)
{
#ifdef SANITIZED
    skip();
#endif
    struct fixture *d = *state;
    save(d, by_hand, BY_HAND);
    for (long left = 0; left < 10000; left++) {
        malloc_left = left;
        const enum status status = load(d);
        malloc_left = -1;
        if (!status)
            return;
        if (status != STATUS_FAILED)
            fail_msg("%ld allocations: %s", left, d->failure.message);
    }
    fail_msg("never read");
}

static void every_beginning_of_a_file_is_refused(void **state)
{
    struct fixture *d = *state;
    for (size_t n = 0; n < BY_HAND; n++) {
        save(d, by_hand, n);
        must_refuse(d, "");
    }
    save(d, "", 0);
    must_refuse(d, "it has 0 bytes");
    char longer[BY_HAND + 1] = {0};
    save(d, memcpy(longer, by_hand, BY_HAND), sizeof longer);
    must_refuse(d, "11 bytes of data, and tensors for 10");
}

#define ONE(dtype, shape, offsets)                                                                 \
    "{\"x\":{\"dtype\":" dtype ",\"shape\":" shape ",\"data_offsets\":" offsets "}}"
#define TWO(first, second)                                                                         \
    "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" first "},"                         \
    "\"y\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" second "}}"
#define HUGE "9223372036854775807"

static void whatever_is_wrong_is_named(void **state)
{
    struct fixture *d = *state;
    const struct {
        const char *header, *says;
    } law[] = {
        {"", "the header is no JSON"},
        {"[]", "the header is no JSON"},
        {" {}", "the header is no JSON"},
        {"{", "the header is no JSON"},
        {"{}x", "the header is no JSON"},
        {"{'a':1}", "the header is no JSON"},
        {"{\"\xff\":1}", "the header is no JSON"},
        {"{\"\xc0\x80\":1}", "the header is no JSON"},
        {"{\"\xed\xa0\x80\":1}", "the header is no JSON"},
        {"{\"x\":1}", "`x` is no JSON object"},
        {"{\"x\":[]}", "`x` is no JSON object"},
        {"{\"x\":{}}", "`x` needs dtype, shape and data_offsets"},
        {"{\"x\\u001b\":{}}", "control character"},
        {"{\"x\\u007f\":{}}", "control character"},
        {ONE("\"F31\"", "[4]", "[0,16]"), "`x` is F31"},
        {ONE("\"I32\"", "[4]", "[0,16]"), "`x` is I32"},
        {ONE("32", "[4]", "[0,16]"), "`x` is 32"},
        {ONE("\"F32\"", "4", "[0,16]"), "the shape 4"},
        {ONE("\"F32\"", "{\"a\":4}", "[0,16]"), "the shape"},
        {ONE("\"F32\"", "[-4]", "[0,16]"), "the shape [-4]"},
        {ONE("\"F32\"", "[4.0]", "[0,16]"), "the shape [4.0]"},
        {ONE("\"F32\"", "[true]", "[0,16]"), "the shape [true]"},
        {ONE("\"F32\"", "[\"4\"]", "[0,16]"), "the shape"},
        {ONE("\"F32\"", "[null]", "[0,16]"), "the shape"},
        {ONE("\"F32\"", "[4,1,1,1,1,1,1,1,1]", "[0,16]"), "at most 8"},
        {ONE("\"F32\"", "[99999999999999999999]", "[0,16]"), "the shape"},
        {ONE("\"F32\"", "[" HUGE "," HUGE "]", "[0,16]"), "not what its shape wants"},
        {ONE("\"F32\"", "[4611686018427387904]", "[0,0]"), "not what its shape wants"},
        {ONE("\"F32\"", "[3]", "[0,16]"), "not what its shape wants"},
        {ONE("\"F64\"", "[4]", "[0,16]"), "not what its shape wants"},
        {ONE("\"F32\"", "[4]", "[16]"), "no begin and end"},
        {ONE("\"F32\"", "[4]", "[0,16,16]"), "no begin and end"},
        {ONE("\"F32\"", "[4]", "[-16,0]"), "no begin and end"},
        {ONE("\"F32\"", "[4]", "\"0,16\""), "no begin and end"},
        {ONE("\"F32\"", "[4]", "[16,0]"), "do not lie within"},
        {ONE("\"F32\"", "[4]", "[0,17]"), "do not lie within the 16"},
        {ONE("\"F32\"", "[4]", "[16,32]"), "do not lie within"},
        {ONE("\"F32\"", "[4]", "[" HUGE "," HUGE "]"), "do not lie within"},
        {ONE("\"F32\"", "[4],\"shape\":[4]", "[0,16]"), "each once"},
        {ONE("\"F32\"", "[3]", "[4,16]"), "`x` begins at byte 4 of the data; the tensors before"},
        {ONE("\"F32\"", "[3]", "[0,12]"), "16 bytes of data, and tensors for 12"},
        {TWO("[0,8]", "[4,12]"), "`y` begins at byte 4"},
        {TWO("[0,8]", "[0,8]"), "begins at byte 0 of the data; the tensors before end at 8"},
        {"{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
         "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]}}",
         "`x` is there twice"},
        {"{\"__metadata__\":{},\"__metadata__\":{}}", "is there twice"},
        {"{\"__metadata__\":{\"a\":1}}", "no list of texts"},
        {"{\"__metadata__\":[]}", "no list of texts"},
        {"{\"__metadata__\":\"a\"}", "no list of texts"},
        {"{\"__metadata__\":null}", "no list of texts"},
        {"{\"x\":{},\"\\u0078\":{}}", "`x` is there twice"},
        {"{}", "16 bytes of data, and tensors for 0"},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        save_header(d, law[i].header, 16);
        must_refuse(d, law[i].says);
    }
}

static void an_empty_tensor_may_lie_between_others(void **state)
{
    struct fixture *d = *state;
    save_header(d,
                "{\"z\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,16]},"
                "\"y\":{\"dtype\":\"F32\",\"shape\":[0,7],\"data_offsets\":[8,8]},"
                "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                16);
    must_load(d);
    for (int i = 0; i < 3; i++)
        assert_int_equal(d->file.tensor[i].name[0], 'x' + i);
}

static void a_header_has_its_bounds(void **state)
{
    struct fixture *d = *state;
    unsigned char bytes[16] = {100, 0, 0, 0, 0, 0, 0, 0, '{', '}'};
    save(d, bytes, 16);
    must_refuse(d, "or the beginning of one");
    memset(bytes, 0xff, 8);
    save(d, bytes, 16);
    must_refuse(d, "or the beginning of one");
    /* a hole of 101 MB is cheap */
    memcpy(bytes, &(uint64_t){100000001}, 8);
    save(d, bytes, 16);
    assert_int_equal(truncate(d->path, 101000000), 0);
    struct arena small = d->arena;
    arena_open(&d->arena, 1 << 28);
    must_refuse(d, "a header of 100000001 bytes");
    memcpy(bytes, &(uint64_t){90000000}, 8);
    save(d, bytes, 16);
    assert_int_equal(truncate(d->path, 101000000), 0);
    arena_close(&d->arena);
    d->arena = small;
    assert_int_equal(load(d), STATUS_FAILED); /* 101 MB do not fit into 16 */
    assert_non_null(strstr(d->failure.message, "out of memory"));
}

static void what_is_no_file_is_reported(void **state)
{
    struct fixture *d = *state;
    must_refuse(d, "No such file");
    d->path = d->folder;
    must_refuse(d, "is a folder, not a file");
}

/* A damaged byte is refused, or it changed no more than a name or a number. */
static void one_damaged_byte_never_breaks_the_reader(void **state)
{
    struct fixture *d = *state;
    struct stream z = stream_of(1, PURPOSE_TEST, 0, 0);
    int refused = 0;
    enum { TRIES = 4000 };
    for (uint64_t i = 0; i < TRIES; i++) {
        unsigned char bytes[BY_HAND];
        memcpy(bytes, by_hand, BY_HAND);
        bytes[stream_below(z, 2 * i, BY_HAND)] ^=
            (unsigned char)(1 + stream_below(z, 2 * i + 1, 255));
        save(d, bytes, BY_HAND);
        size_t mark = arena_mark(&d->arena);
        enum status status = load(d);
        assert_true(status == STATUS_OK || status == STATUS_DATA);
        refused += status != STATUS_OK;
        size_t covered = 0;
        for (int k = 0; !status && k < d->file.tensors; k++)
            for (size_t e = 0; e < d->file.tensor[k].count; e++)
                covered += d->file.tensor[k].dtype->bytes;
        assert_int_equal(covered, status ? 0 : 10);
        arena_rewind(&d->arena, mark);
    }
    assert_in_range(refused, TRIES / 2, TRIES - 1);
}

/* ---- an independent writer ---- */

static const char writer[] =
    "import json, struct, sys\n"
    "h = {'__metadata__': {'k': '\\u00fc'},\n"
    "  'h': {'dtype': 'F16', 'shape': [3], 'data_offsets': [0, 6]},\n"
    "  'steps.num_batches_tracked': {'dtype': 'I64', 'shape': [], 'data_offsets': [6, 14]},\n"
    "  '\\u00e4': {'dtype': 'F64', 'shape': [1, 1], 'data_offsets': [14, 22]}}\n"
    "t = json.dumps(h, ensure_ascii=sys.argv[2] == 'ascii').encode()\n"
    "open(sys.argv[1], 'wb').write(struct.pack('<Q', len(t)) + t +\n"
    "  struct.pack('<3eqd', 1.5, -65504, 2**-24, 400, 1 / 3))\n";

static void what_python_writes_is_read(void **state)
{
    struct fixture *d = *state;
    static const char *const spelling[] = {"ascii", "utf-8"};
    for (int i = 0; i < 2; i++) {
        must_run(d, writer, d->path, spelling[i]);
        must_load(d);
        assert_int_equal(d->file.tensors, 3);
        const struct tensor *x = d->file.tensor;
        assert_true(tensor_number(&x[0], 0) == 1.5 && tensor_number(&x[0], 1) == -65504);
        assert_true(tensor_number(&x[0], 2) == 0x1p-24);
        assert_true(tensor_number(&x[1], 0) == 400 && x[1].rank == 0);
        assert_true(tensor_number(&x[2], 0) == 1. / 3 && x[2].rank == 2);
        assert_string_equal(x[2].name, "\xc3\xa4");
        assert_string_equal(safetensors_note(&d->file, "k"), "\xc3\xbc");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        fixture_test(bytes_put_down_by_hand_are_read),
        fixture_test(a_header_for_which_there_is_no_memory_is_not_to_blame),
        fixture_test(every_beginning_of_a_file_is_refused),
        fixture_test(whatever_is_wrong_is_named),
        fixture_test(an_empty_tensor_may_lie_between_others),
        fixture_test(a_header_has_its_bounds),
        fixture_test(what_is_no_file_is_reported),
        fixture_test(one_damaged_byte_never_breaks_the_reader),
        fixture_test(what_python_writes_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
