/* One rule for the names of experiments and figures. */
#include "lab/base/name.h"
#include "tests/support/check.h"

static void a_name_is_a_plain_word(void **state)
{
    (void)state;
    static const char *const plain[] = {"a", "7", "first", "one-plus", "a_b", "v1.2", "_x"};
    static const char *const refused[] = {"",    "my exp", "m\xC3\xBCller", "-x",  ".x",
                                          "a/b", "a\x1b[", "a=b",           "a'b", "$(x)"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        assert_true(name_is_plain(plain[i]));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(name_is_plain(refused[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_is_a_plain_word)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
