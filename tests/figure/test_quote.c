/* gnuplot itself says what it read: every text comes back as it was, and nothing was run. */
#include "lab/figure/quote.h"
#include "tests/figure/gallery.h"

static const char *const nasty[] = {
    "plain words",   "it's, ''twice''",
    "`touch HERE`",  "$(touch HERE) $bar @macro %s %d",
    "a \\ \\n b \\", "{/:Bold x}_i^2 @& ~",
    "\"quoted\"",    "#5 | 6",
    "✕ – ü",         "",
};
enum { NASTY = sizeof nasty / sizeof *nasty };

/* What gnuplot prints when it runs the script. */
static char *printed(const char *folder, const char *script)
{
    char path[256];
    snprintf(path, sizeof path, "%s/script.gp", folder);
    FILE *file = fopen(path, "w");
    fprintf(file, "set encoding utf8\nset print '%s/printed'\n%s\nunset print\n", folder, script);
    fclose(file);
    gallery_shell("cd %s && gnuplot -d script.gp", folder);
    snprintf(path, sizeof path, "%s/printed", folder);
    return gallery_read(path, NULL);
}

static struct arena arena;
static struct failure failure;

static void a_string_is_read_back_as_it_was(void **state)
{
    char *folder = temp_dir(), want[1024] = "", script[4096] = "";
    (void)state;
    for (int i = 0; i < NASTY; i++) {
        sprintf(script + strlen(script), "s = %s\nprint s\n",
                quote_string(&arena, nasty[i], &failure));
        sprintf(want + strlen(want), "%s\n", nasty[i]);
    }
    char *got = printed(folder, script);
    assert_string_equal(got, want);
    free(got);
    char path[256];
    snprintf(path, sizeof path, "%s/HERE", folder);
    assert_int_equal(access(path, F_OK), -1);
    remove_dir(folder);
}

static void a_field_is_read_back_but_for_double_quotes_and_bars(void **state)
{
    char *folder = temp_dir(), want[1024] = "",
         script[4096] = "set datafile separator '|'\n$D << EOD\n";
    (void)state;
    for (int i = 0; i < NASTY; i++) {
        if (!*nasty[i])
            continue; /* gnuplot knows no empty field */
        sprintf(script + strlen(script), "%s|1\n", quote_field(&arena, nasty[i], &failure));
        const char *seen = strchr(nasty[i], '"')   ? "”quoted”"
                           : strchr(nasty[i], '|') ? "#5 ¦ 6"
                                                   : nasty[i];
        sprintf(want + strlen(want), "%s\n", seen);
    }
    strcat(script,
           "EOD\narray A[20]\nn = 0\nstats $D using (n = n + 1, A[n] = strcol(1), $2) nooutput\n"
           "do for [i=1:n] { print A[i] }");
    char *got = printed(folder, script);
    assert_string_equal(got, want);
    free(got);
    remove_dir(folder);
}

static void enhanced_text_shows_it_as_it_is(void **state)
{
    char *folder = temp_dir(), script[1024];
    const char *text = "{a}_b^c @d &e ~f \\g";
    (void)state;
    snprintf(
        script, sizeof script,
        "set term svg enhanced\nset output 'label.svg'\nset label %s at 0,0\nplot 0\nunset output",
        quote_string(&arena, quote_plain(&arena, text, &failure), &failure));
    free(printed(folder, script));
    char path[256];
    snprintf(path, sizeof path, "%s/label.svg", folder);
    char *svg = gallery_read(path, NULL);
    assert_non_null(strstr(svg, ">{a}_b^c @d &amp;e ~f \\g<"));
    free(svg);
    remove_dir(folder);
}

static void control_characters_become_spaces(void **state)
{
    (void)state;
    assert_string_equal(quote_string(&arena, "a\nb\tc\x7f", &failure), "'a b c '");
    assert_string_equal(quote_field(&arena, "a\r\nb", &failure), "\"a  b\"");
}

static void without_memory_there_is_no_string(void **state)
{
    struct arena small;
    struct failure full[3] = {0};
    (void)state;
    arena_open(&small, 4096);
    while (arena_alloc(&small, 64))
        ;
    assert_string_equal(quote_plain(&small, "a", &full[0]), "");
    assert_string_equal(quote_string(&small, "a", &full[1]), "");
    assert_string_equal(quote_field(&small, "a", &full[2]), "");
    for (int i = 0; i < 3; i++)
        assert_string_equal(full[i].message, "out of memory");
    arena_close(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_string_is_read_back_as_it_was),
        cmocka_unit_test(a_field_is_read_back_but_for_double_quotes_and_bars),
        cmocka_unit_test(enhanced_text_shows_it_as_it_is),
        cmocka_unit_test(control_characters_become_spaces),
        cmocka_unit_test(without_memory_there_is_no_string),
    };
    arena_open(&arena, 1 << 20);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
