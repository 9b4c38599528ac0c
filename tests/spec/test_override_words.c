/* A real shell is the judge of the quotes. */
#include "lab/base/utf8.h"
#include "lab/spec/override_words.h"
#include "tests/support/check.h"

static struct failure failure;

static int open_arena(void **state)
{
    static struct arena arena;
    *state = &arena;
    arena_open(&arena, 1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_close(*state);
    return 0;
}

static void the_short_form_is_used_where_it_names_one_setting(void **state)
{
    const struct override list[] = {
        {"depth", "2,8"},     {"net.width", "4"}, {"data.noise", "0.1"}, {"train.lr", "0.5"},
        {"data.train", "77"}, {"seed", "3"},      {"data.seed", "5"}};
    assert_string_equal(override_words(*state, 7, list, &failure),
                        "--depth 2,8 --width 4 --set data.noise=0.1 --lr 0.5 --set data.train=77"
                        " --seed 3 --set data.seed=5");
    assert_string_equal(override_words(*state, 0, NULL, &failure), "");
}

static void a_plain_word_needs_no_quotes(void **state)
{
    const char *plain = "/a/B-c_1.5:x,y=z+2";
    assert_string_equal(override_shell_word(*state, plain, &failure), plain);
    assert_string_equal(override_shell_word(*state, "", &failure), "''");
    assert_string_equal(override_shell_word(*state, "1/sqrt(L)", &failure), "'1/sqrt(L)'");
}

static void the_shell_gives_every_word_back(void **state)
{
    static const char *const odd[] = {"a b",
                                      "it's",
                                      "$HOME `id` \\",
                                      "\"q\"",
                                      "*",
                                      "~",
                                      "'",
                                      "a;b",
                                      "#",
                                      "line\nends\n\tt",
                                      "\x1b[2Ja\x7f",
                                      "\x1b",
                                      "\302\2331m \377\303\251%\\"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char line[200], back[100] = "";
        const char *word = override_shell_word(*state, odd[i], &failure);
        char *shown = strdup(word);
        utf8_make_printable(shown);
        assert_string_equal(shown, word);
        free(shown);
        snprintf(line, sizeof line, "printf %%s %s", word);
        FILE *shell = popen(line, "r");
        assert_non_null(shell);
        back[fread(back, 1, sizeof back - 1, shell)] = 0;
        assert_int_equal(pclose(shell), 0);
        assert_string_equal(back, odd[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_short_form_is_used_where_it_names_one_setting),
        cmocka_unit_test(a_plain_word_needs_no_quotes),
        cmocka_unit_test(the_shell_gives_every_word_back),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
