/* Whatever is in the file or the argument: a spec, or a failure with its place, and never a crash. */
#include "lab/spec/grid.h"
#include "tests/support/mutate.h"
#include "tests/support/spec_text.h"

static void no_file_makes_it_crash(void **state)
{
    struct reader *r = *state;
    struct stream s = stream_of(1, PURPOSE_TEST, 2, 0);
    uint64_t draw = 0;
    int good = 0, rounds = 3000;
    for (int i = 0; i < rounds; i++) {
        char text[4096];
        memcpy(text, model, sizeof model - 1);
        write_spec(text, mutate(text, sizeof model - 1, sizeof text, s, &draw));
        enum status status = read_again(r, i % 2, NULL);
        good += !status;
        assert_int_equal(status, r->failure.status);
        assert_int_equal(status != STATUS_OK, *r->failure.message != 0);
        assert_true(status == STATUS_OK || status == STATUS_DATA);
        if (status && strncmp(r->failure.message, "x.yaml:", 7))
            fail_msg("no place: %s", r->failure.message);
    }
    assert_true(good > rounds / 100 && good < rounds);
}

static void no_override_makes_it_crash(void **state)
{
    struct reader *r = *state;
    struct stream s = stream_of(1, PURPOSE_TEST, 3, 0);
    static const char *const keys[] = {"depth", "data.path", "net", "zip",
                                       "sweep", "figures",   "lr"};
    uint64_t draw = 0;
    write_spec(model, strlen(model));
    for (int i = 0; i < 2000; i++) {
        char text[256] = "{depth: [2, 4], width: 1..2}, plain";
        size_t length = mutate(text, strlen(text), sizeof text - 1, s, &draw);
        text[length] = 0;
        const char *key = keys[stream_below(s, draw++, sizeof keys / sizeof *keys)];
        read_again(r, i % 2, (struct override[]){{key, text}, {0}});
        assert_int_equal(r->failure.status != STATUS_OK, *r->failure.message != 0);
    }
}

static void a_full_arena_is_a_failure_not_a_crash(void **state)
{
    (void)state;
    write_spec(model, strlen(model));
    for (size_t bytes = 64; bytes < (size_t)3 << 20; bytes += bytes < 65536 ? 64 : 65536 * 3 + 64) {
        struct arena small;
        struct failure failure = {0};
        struct spec spec;
        struct grid grid;
        arena_open(&small, bytes);
        if (!spec_read(&small, "x.yaml", true, 0, NULL, &spec, &failure))
            grid_expand(&small, &spec, &grid, &failure);
        assert_true(failure.status == STATUS_OK || failure.status == STATUS_FAILED ||
                    strstr(failure.message, "out of memory"));
        arena_close(&small);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_makes_it_crash),
        cmocka_unit_test(no_override_makes_it_crash),
        cmocka_unit_test(a_full_arena_is_a_failure_not_a_crash),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
