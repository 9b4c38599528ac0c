#include "lab/base/memory.h"
#include "tests/support/check.h"

static void bytes_are_printed_in_the_unit_that_fits(void **state)
{
    (void)state;
    static const struct {
        double bytes;
        const char *text;
    } case_[] = {{0, "0 B"},          {512, "512 B"},        {1024, "1.0 KiB"},
                 {1536, "1.5 KiB"},   {0x1.9p16, "100 KiB"}, {0x1.8p30, "1.5 GiB"},
                 {0x1p50, "1.0 PiB"}, {0x1p62, "4096 PiB"}};
    for (size_t i = 0; i < sizeof case_ / sizeof *case_; i++) {
        char text[MEMORY_TEXT];
        memory_text(case_[i].bytes, text);
        assert_string_equal(text, case_[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_are_printed_in_the_unit_that_fits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
