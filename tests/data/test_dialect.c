/* What separates cells, and which texts are tables. */
#include "lab/data/dialect.h"
#include "tests/data/meaning.h"

static void the_first_line_says_what_separates(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        char separator;
    } law[] = {
        {"a,b,c\n", ','},
        {"a;b;c\n", ';'},
        {"a\tb\n", '\t'},
        {"12,5;0\n", ';'}, /* as many of each: a decimal comma */
        {"5,1;3,5;1,4;setosa\n", ';'},
        {"5,1;3,5;1,4;2,0\n", ';'}, /* even more commas */
        {"5,1\t3,5\t2,0\n", '\t'},
        {"1,2;3,4;5\n", ';'},
        {"a,b;c,d\n", ','}, /* words: no decimal comma */
        {"1,2,3;4\n", ','}, /* two in a cell: no decimal comma */
        {"\"x;y\",b\n", ','},
        {"\n\n1 2 3\n", ' '},
        {"5.1   3.5\n", ' '},
        {"a\n", ','},
        {"", ','},
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        const struct dialect d = dialect_of(law[i].text, strlen(law[i].text));
        if (d.separator != law[i].separator)
            fail_msg("'%c' separates %s", d.separator, law[i].text);
        assert_int_equal(d.comma, d.separator != ',');
    }
}

static void runs_of_blanks_are_one_separator(void **state)
{
    (void)state;
    char text[] = "  1.5   2\t \"a b\"  \r\n\r\n3 4 c";
    const size_t n = dialect_tabs_for_blanks(text, strlen(text));
    assert_string_equal(text, "1.5\t2\t\"a b\"\r\n\r\n3\t4\tc");
    assert_int_equal(n, strlen(text));
}

static void tables_are_read_in_their_dialect(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {TAKEN("12,5;0\n13,7;1\n14,5;0\n15,9;1\n16,5;0\n", 5, 1, 2)},
        {TAKEN("5,1;3,5;1,4;setosa\n5,2;3,1;1,9;virginica\n5,7;3,2;1,5;setosa\n", 3, 3, 2)},
        {TAKEN("a;b;kind\n1,5;2;u\n2,25;3;v\n", 2, 2, 2)},
        {TAKEN("a\tb\tkind\n1,5\t2\tu\n2,25\t3\tv\n", 2, 2, 2)},
        {TAKEN(" 15.26  14.84 1\n14.88\t14.57   2 \n 14.29 14.09 1\n", 3, 2, 2)},
        {REFUSED("a;b;kind\n1,5;2;u\n2.25;3;v\n",
                 "t.csv:2: a number with a comma, and one with a "
                 "point on line 3: which of them is the decimal sign?")},
        {REFUSED("a;b;kind\n1.234,5;2;u\n2;3;v\n", "column 1 (a): '1.234,5' is not a number")},
        {REFUSED("\xFF\xFE"
                 "a",
                 "t.csv: this text is in UTF-16; save it as UTF-8")},
    };
    CHECK_MEANINGS(table);
    char *dir = temp_dir(), path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/t.csv", dir);
    static const char wide[] = "a\0,\0b\0\n\0" /* UTF-16 without a mark */
                               "1\0,\0x\0\n";
    struct data_spec spec = {.name = "csv", .path = path, .label = ""};
    struct loaded l;
    write_file(dir, "t.csv", wide, sizeof wide);
    assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
    check_message(&l.failure, "this text is in UTF-16");
    arena_close(&l.arena);
    remove_dir(dir);
}

static void a_table_is_known_by_what_it_holds(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool table;
    } law[] = {
        {"a.tsv", "a\tb\n1\tx\n", true},
        {"a.data", "5.1,3.5,setosa\n4.9,3.0,setosa\n", true},
        {"a.txt", "15.26 14.84 1\n14.88 14.57 1\n", true},
        {"a.TXT", "a;b\n1;x\n", true},
        {"a", "1,x\n2,y\n", true},
        {"u.txt",
         "\xFF\xFE"
         "a",
         true}, /* so that UTF-16 is named */
        {"b.txt", "It is a lovely day.\nThe sun is out.\n", false},
        {"b.md", "# Title\n\nSome words, and more.\n", false},
        {"b.txt", "", false},
        {"b.data",
         "\x7f"
         "ELF\x02\x01,\x03\n1,2\n",
         false},
        {"b.yaml", "question: 1\nclaim: 2, 3\n", false},
    };
    char *dir = temp_dir(), path[PATH_BYTES];
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        struct failure failure = {0};
        snprintf(path, sizeof path, "%s/%s", dir, law[i].name);
        write_text(dir, law[i].name, law[i].text);
        const char *source = data_sniff(path, &failure);
        if (!source == law[i].table || (source && strcmp(source, "csv")))
            fail_msg("%s: %s", law[i].name, source ? source : failure.message);
    }
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_line_says_what_separates),
        cmocka_unit_test(runs_of_blanks_are_one_separator),
        cmocka_unit_test(tables_are_read_in_their_dialect),
        cmocka_unit_test(a_table_is_known_by_what_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
