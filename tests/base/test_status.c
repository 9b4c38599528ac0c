/* Errors are values, and the first one sticks. */
#include "lab/base/status.h"
#include "tests/support/check.h"

static void first_failure_sticks(void **state)
{
    (void)state;
    struct failure failure = {0};
    assert_int_equal(fail(&failure, STATUS_DATA, "line %d", 7), STATUS_DATA);
    assert_int_equal(fail(&failure, STATUS_DISK, "later"), STATUS_DATA);
    assert_int_equal(failure.status, STATUS_DATA);
    assert_string_equal(failure.message, "line 7");
}

static void lack_of_memory_has_one_sentence(void **state)
{
    (void)state;
    struct failure failure = {0}, earlier = {STATUS_DATA, "line 7"};
    assert_int_equal(fail_memory(&failure), STATUS_FAILED);
    assert_int_equal(failure.status, STATUS_FAILED);
    assert_string_equal(failure.message, "out of memory");
    assert_int_equal(fail_memory(&earlier), STATUS_FAILED);
    assert_int_equal(earlier.status, STATUS_DATA);
    assert_string_equal(earlier.message, "line 7");
}

static void long_message_is_cut_not_overrun(void **state)
{
    (void)state;
    struct {
        struct failure failure;
        char after[8];
    } box = {.after = "after"};
    char text[2 * sizeof box.failure.message];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    fail(&box.failure, STATUS_FAILED, "%s", text);
    assert_int_equal(strlen(box.failure.message), sizeof box.failure.message - 1);
    assert_string_equal(box.after, "after");
}

static void a_message_is_printable_whatever_it_quotes(void **state)
{
    (void)state;
    struct failure failure = {0};
    fail(&failure, STATUS_DATA, "line 3: '%s'\n  ^", "\x1b]0;owned\x07");
    assert_string_equal(failure.message, "line 3: '?]0;owned?'\n  ^");
}

static void values_are_the_exit_codes(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OK, 0);
    assert_int_equal(STATUS_FAILED, 1);
    assert_int_equal(STATUS_USAGE, 2);
    assert_int_equal(STATUS_DATA, 65);
    assert_int_equal(STATUS_CREATE, 73);
    assert_int_equal(STATUS_DISK, 74);
    assert_int_equal(STATUS_BUSY, 75);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_failure_sticks),
        cmocka_unit_test(lack_of_memory_has_one_sentence),
        cmocka_unit_test(long_message_is_cut_not_overrun),
        cmocka_unit_test(a_message_is_printable_whatever_it_quotes),
        cmocka_unit_test(values_are_the_exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
