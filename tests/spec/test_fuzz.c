/* Whatever is in the file or the argument: a spec, or a failure with its place, and never a crash. */
#include "lab/base/rng.h"
#include "lab/spec/grid.h"
#include "tests/support/spec_text.h"

static const char *const pieces[] = {
    "[",      "]",     "{",       "}",        ":",     ": ",    ",",     "-",
    "\n",     "\n  ",  "\t",      "\"",       "'",     "#",     "&a",    "*a",
    "!t",     "|",     ">",       "%",        "@",     "..",    "1..5",  "0",
    "-1",     "1e9",   "\xff",    "\xc3\xa4", "---\n", "...\n", "depth", "seed: ",
    "full: ", "zip: ", "sweep: ", "~",        "\\",    "\x01",  "  ",    "expect:\n  - "};

/* Change a few places: one byte, a piece put in, a stretch taken out or doubled. */
static size_t mutate(char *text, size_t length, size_t room, struct stream s, uint64_t *i)
{
    for (uint64_t n = 1 + stream_below(s, (*i)++, 4); n > 0; n--) {
        size_t at = (size_t)stream_below(s, (*i)++, length + 1), left = length - at;
        size_t cut = (size_t)stream_below(s, (*i)++, (left < 30 ? left : 30) + 1);
        const char *piece = pieces[stream_below(s, (*i)++, sizeof pieces / sizeof *pieces)];
        size_t more = strlen(piece);
        switch (stream_below(s, (*i)++, 4)) {
        case 0:
            if (left)
                text[at] = (char)stream_below(s, (*i)++, 256);
            break;
        case 1:
            memmove(text + at, text + at + cut, left - cut);
            length -= cut;
            break;
        case 2:
            if (length + cut < room) {
                memmove(text + at + cut, text + at, left);
                length += cut;
            }
            break;
        default:
            if (length + more < room) {
                memmove(text + at + more, text + at, left);
                memcpy(text + at, piece, more);
                length += more;
            }
        }
    }
    return length;
}

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
