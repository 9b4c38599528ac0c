#include "lab/figure/remark.h"
#include "tests/support/check.h"

static struct arena arena;
static struct failure failure;

static void check_remarks(const char *text, const char *a, const char *b)
{
    const char *want[] = {a, b, NULL}, *at = text;
    for (int i = 0; i < 3; i++) {
        const char *p = remark_next(&arena, &at, &failure);
        if (!p != !want[i] || (p && strcmp(p, want[i])))
            fail_msg("paragraph %d: `%s`, not `%s`", i, p ? p : "none", want[i] ? want[i] : "none");
        if (!p)
            return;
    }
}

static void paragraphs_are_joined_lines(void **state)
{
    (void)state;
    check_remarks("# One idea\n# in two lines.\n#\n# Another.\nquestion: q\n",
                  "One idea in two lines.", "Another.");
    check_remarks("#One \r\n#  two\r\n#\r\n#\r\n# three", "One two", "three");
    check_remarks("\n\n# after empty lines\nquestion: q # no\n", "after empty lines", NULL);
}

static void only_the_comment_that_opens_the_text_counts(void **state)
{
    (void)state;
    check_remarks("question: q\n# later\n", NULL, NULL);
    check_remarks("# one\nquestion: q\n# later\n", "one", NULL);
    check_remarks("", NULL, NULL);
    check_remarks("#\n#\n", NULL, NULL);
}

static void a_limit_says_so(void **state)
{
    (void)state;
    assert_string_equal(remark_limit("What it does not show: that nets cannot."),
                        "that nets cannot.");
    assert_string_equal(remark_limit("WHAT it does not show:"), "");
    assert_null(remark_limit("What it shows: all"));
    assert_null(remark_limit(""));
    assert_string_equal(remark_seen("Seen: it falls."), "it falls.");
    assert_null(remark_seen("Seen it falls."));
}

static int open_arena(void **state)
{
    (void)state;
    arena_open(&arena, 1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_close(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_are_joined_lines),
        cmocka_unit_test(only_the_comment_that_opens_the_text_counts),
        cmocka_unit_test(a_limit_says_so),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
