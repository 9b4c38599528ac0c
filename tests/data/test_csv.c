/* Tables as people write them, and as they break them. */
#include "lab/base/rng.h"
#include "tests/data/files.h"

static struct data_spec spec_of(const char *path, const char *label)
{
    return (struct data_spec){.name = "csv", .path = path, .label = label};
}

static void every_dialect_gives_the_same_samples(void **state)
{
    (void)state;
    static const char *const dialect[] = {
        "a,b,name\n1,-2.5,dog\n3e1,4,cat\n",
        "a,b,name\r\n1,-2.5,dog\r\n3e1,4,cat\r\n",
        "a,b,name\r1,-2.5,dog\r3e1,4,cat",
        "\xEF\xBB\xBF"
        "a,b,name\n1,-2.5,dog\n3e1,4,cat\n",
        "\xEF\xBB\xBF"
        "1,-2.5,dog\n30,4,cat\n",
        "1,-2.5,dog\n30.0,+4,cat",
        "\n\na,b,name\n\n1,-2.5,dog\n   \n\n3e1,4,cat\n\n\n",
        "\"a\",\"b\",\"name\"\n\"1\",\"-2.5\",\"dog\"\n\"3e1\",\"4\",\"cat\"\n",
        "a;b;name\n1;-2.5;dog\n3e1;4;cat\n",
        "a\tb\tname\n1\t-2.5\tdog\n3e1\t4\tcat\n",
        "a , b , name\n 1 , -2.5 , dog \n\t30 ,4,\"cat \"\n",
        "\"a, or; so;;;\",b,name\n1,-2.5,dog\n3e1,4,cat\n",
        "\"a\nb\",\"\"\"b\"\"\",name\n1,-2.5,dog\n3e1,4,cat\n",
    };
    for (size_t k = 0; k < sizeof dialect / sizeof *dialect; k++) {
        char *dir = temp_dir();
        struct data_spec spec = spec_of(dir, "");
        struct loaded l;
        write_text(dir, "train.csv", dialect[k]);
        write_text(dir, "test.csv", dialect[k]);
        if (load_set(&l, &spec, true))
            fail_msg("dialect %zu: %s", k, l.failure.message);
        assert_int_equal(l.d.channels, 2);
        assert_int_equal(l.d.height * l.d.width, 1);
        assert_int_equal(l.d.classes, 2);
        assert_string_equal(l.d.class_name[0], "cat");
        assert_string_equal(l.d.class_name[1], "dog");
        const struct part *part[] = {&l.d.train, &l.d.test};
        const double want[] = {1, -2.5, 30, 4};
        for (int p = 0; p < 2; p++) {
            assert_int_equal(part[p]->count, 2);
            for (int i = 0; i < 4; i++) {
                assert_int_equal(part[p]->label[i / 2], !part[p]->row[i / 2]);
                check_near((double)part[p]->x[i], want[2 * part[p]->row[i / 2] + i % 2], 0);
            }
        }
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

static void the_label_may_be_any_column_by_name_or_number(void **state)
{
    (void)state;
    char *dir = temp_dir(), path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/t.csv", dir);
    write_text(dir, "t.csv", "x,kind,y\n1,5,2\n1,7,2\n1,5,4\n");
    for (int k = 0; k < 2; k++) {
        struct data_spec spec = spec_of(path, k ? "2" : "kind");
        struct loaded l;
        assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
        assert_int_equal(l.d.classes, 2);
        assert_string_equal(l.d.class_name[1], "7");
        check_near((double)l.d.train.x[0], 1, 0);
        check_near((double)l.d.train.x[1], 3, 1);
        arena_close(&l.arena);
    }
    remove_dir(dir);
}

/* A table whose sample i is (i, -i) of class c or d; the rows begin with row `first`. */
static void write_rows(const char *dir, int n, int first)
{
    char text[4000] = "";
    for (int i = 0; i < n; i++) {
        int k = (i + first) % n;
        sprintf(text + strlen(text), "%d,%d,%c\n", k, -k, k % 2 ? 'd' : 'c');
    }
    write_text(dir, "t.csv", text);
}

static void one_file_is_split_four_to_one_and_nothing_is_lost(void **state)
{
    (void)state;
    enum { N = 103 };
    char *dir = temp_dir(), path[PATH_BYTES];
    struct loaded a, b, c;
    struct data_spec spec = spec_of(path, "");
    bool seen[N] = {false};
    snprintf(path, sizeof path, "%s/t.csv", dir);
    write_rows(dir, N, 0);
    assert_int_equal(load_set(&a, &spec, true), STATUS_OK);
    assert_int_equal(a.d.train.count, 83);
    assert_int_equal(a.d.test.count, 20);
    for (int i = 0; i < N; i++) {
        const struct part *p = i < 83 ? &a.d.train : &a.d.test;
        int j = i < 83 ? i : i - 83, k = (int)p->x[2 * j];
        assert_false(seen[k]);
        seen[k] = true;
        check_near((double)p->x[2 * j + 1], -k, 0);
        assert_int_equal(p->label[j], k % 2);
    }
    /* the same again; another seed, another split; sizes are for generated sets */
    spec.train = 3;
    spec.test = 2;
    spec.take = 7;
    assert_int_equal(load_set(&b, &spec, true), STATUS_OK);
    assert_int_equal(b.d.train.count, 7);
    assert_int_equal(b.d.test.count, 20);
    assert_memory_equal(a.d.train.x, b.d.train.x, 14 * sizeof(real));
    spec.seed = 1;
    assert_int_equal(load_set(&c, &spec, true), STATUS_OK);
    assert_memory_not_equal(a.d.train.x, c.d.train.x, 14 * sizeof(real));
    arena_close(&a.arena);
    arena_close(&b.arena);
    arena_close(&c.arena);
    remove_dir(dir);
}

static void a_permuted_table_is_the_same_set(void **state)
{
    (void)state;
    struct loaded l[5];
    for (int k = 0; k < 5; k++) {
        char *dir = temp_dir(), path[PATH_BYTES];
        struct data_spec spec = spec_of(path, "");
        snprintf(path, sizeof path, "%s/t.csv", dir);
        write_rows(dir, 20, 7 * k);
        assert_int_equal(load_set(&l[k], &spec, false), STATUS_OK);
        assert_int_equal(l[k].d.checksum, l[0].d.checksum);
        assert_memory_equal(l[k].d.train.x, l[0].d.train.x, 32 * sizeof(real));
        assert_memory_equal(l[k].d.train.label, l[0].d.train.label, 16 * sizeof(int));
        assert_memory_equal(l[k].d.test.x, l[0].d.test.x, 8 * sizeof(real));
        assert_memory_equal(l[k].d.test.label, l[0].d.test.label, 4 * sizeof(int));
        for (int i = 0; i < 16; i++) /* row r of this file is row r + 7 k of the first */
            assert_int_equal((l[k].d.train.row[i] + 7 * k) % 20, l[0].d.train.row[i]);
        assert_string_equal(l[k].d.class_name[0], "c");
        remove_dir(dir);
    }
    for (int k = 0; k < 5; k++)
        arena_close(&l[k].arena);
}

static void columns_are_standardised_one_by_one_by_the_training_part(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = spec_of(dir, "");
    struct loaded l;
    write_text(dir, "train.csv", "1,500,8,a\n3,900,8,b\n");
    write_text(dir, "test.csv", "4,500,9,a\n");
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    const double train[] = {-1, -1, 0, 1, 1, 0}, test[] = {2, -1, 0};
    for (int i = 0; i < 6; i++)
        check_near((double)l.d.train.x[i], train[3 * l.d.train.row[i / 3] + i % 3], 1e-6);
    for (int i = 0; i < 3; i++)
        check_near((double)l.d.test.x[i], test[i], 1e-6);
    arena_close(&l.arena);
    remove_dir(dir);
}

/* Seconds since 1970: floats of that size lie 128 apart. */
static void a_large_offset_is_taken_off_before_numbers_are_rounded(void **state)
{
    (void)state;
    char text[2000] = "t,y,label\n";
    for (int i = 0; i < 40; i++)
        sprintf(text + strlen(text), "%d,%d,%d\n", 1700000000 + i, i * i % 7, i / 20);
    char *dir = temp_dir(), path[PATH_BYTES];
    struct data_spec spec = spec_of(path, "");
    struct loaded l;
    snprintf(path, sizeof path, "%s/t.csv", dir);
    write_text(dir, "t.csv", text);
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    assert_int_equal(l.d.train.count, 32);
    double sum = 0, square = 0;
    for (int i = 0; i < 32; i++) {
        const double x = (double)l.d.train.x[2 * i];
        sum += x;
        square += x * x;
        for (int k = 0; k < i; k++) /* 40 different seconds, and class 0 before class 1 */
            assert_true((l.d.train.x[2 * k] < l.d.train.x[2 * i]) ==
                        (l.d.train.row[k] < l.d.train.row[i]));
    }
    check_near(sum / 32, 0, 1e-6);
    check_near(square / 32, 1, 1e-6);
    arena_close(&l.arena);
    assert_int_equal(load_set(&l, &spec, true), STATUS_OK);
    check_near(l.d.origin[0], sizeof(real) == 4 ? 1700000000 : 0, 0);
    check_near(l.d.origin[1], 0, 0); /* small numbers are what they were */
    arena_close(&l.arena);
    spec.mean = "1700000020"; /* given moments are of raw numbers */
    spec.std = "10";
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    for (int i = 0; i < 32; i++)
        check_near((double)l.d.train.x[2 * i], (l.d.train.row[i] - 20) / 10., 1e-6);
    arena_close(&l.arena);
    remove_dir(dir);
}

#define ROWS "a,b,c\n1,2,x\n3,4,y\n"

static void what_is_wrong_is_named_with_file_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } known[] = {
        {"", "t.csv: holds no rows"},
        {"\n\n", "t.csv: holds no rows"},
        {"a,b\n", "t.csv: holds no rows"},
        {"a\n1\n", "t.csv:1: one column only"},
        {"a,b\n1,x\n", "t.csv: every label (column 2) is 'x'"},
        {"a,b,c\n1,2,x\n3,4,x\n", "t.csv: every label (column 3) is 'x'"},
        {ROWS "5,oops,x\n", "t.csv:4: column 2 (b): 'oops'"},
        {ROWS "\n\r\n5,oops,x\n", "t.csv:6: column 2 (b): 'oops'"},
        {"a,b,c\r\n1,2,x\r\n\r\n5,oops,x\r\n", "t.csv:4: column 2 (b): 'oops'"},
        {"a,b,c\r1,2,x\r\r5,oops,x\r", "t.csv:4: column 2 (b): 'oops'"},
        {ROWS "5,,x\n", "t.csv:4: column 2 (b): '' is empty"},
        {ROWS "5,\"\",x\n", "t.csv:4: column 2 (b): '' is empty"},
        {ROWS "5,nan,x\n", "t.csv:4: column 2 (b): 'nan' is not finite"},
        {ROWS "5,-inf,x\n", "t.csv:4: column 2 (b): '-inf' is not finite"},
        {ROWS "5,1e40,x\n", "t.csv:4: column 2 (b): '1e40' is not finite, or too large"},
        {ROWS "5,6,\n", "t.csv:4: column 3 (c): '' is no label"},
        {ROWS "5,6\n", "t.csv:4: 2 columns; the first row has 3"},
        {ROWS "5,6,x,7\n", "t.csv:4: 4 columns; the first row has 3"},
        {ROWS "5,6,\"x\n", "t.csv:4: a quotation mark in the row that begins here is not closed"},
        {ROWS "5,\"6,x\n7,8,y\n", "t.csv:4: a quotation mark in the row that begins here"},
        {ROWS "5,6\"7,x\n", "t.csv:4: a quotation mark inside a cell"},
        {ROWS "5,\"6\"7,x\n", "t.csv:4: a quotation mark inside a cell"},
        {ROWS "5,\"6\n\n7\"8,x\n", "t.csv:6: a quotation mark inside a cell, in the row that "
                                   "begins on line 4"},
        {ROWS "5,\"oops\n\noops\",x\n9,9,9\n", "t.csv:4: column 2 (b): 'oops??oops'"},
        {ROWS "\"5\",6,\"x\ny\"\n\n9,oops,9\n", "t.csv:7: column 2 (b): 'oops'"},
        {"\xFF\xFE"
         "a\n1\n",
         "t.csv: this text is in UTF-16"},
        {"a,b\n1;2\n", "t.csv:2: 1 columns; the first row has 2"},
    };
    char *dir = temp_dir(), path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/t.csv", dir);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct data_spec spec = spec_of(path, "");
        struct loaded l;
        write_text(dir, "t.csv", known[i].text);
        if (load_set(&l, &spec, true) != STATUS_DATA)
            fail_msg("table %zu was not refused", i);
        check_message(&l.failure, known[i].message);
        arena_close(&l.arena);
    }
    remove_dir(dir);
}

static void an_open_quote_does_not_swallow_the_file(void **state)
{
    (void)state;
    enum { N = 300000 };
    char *dir = temp_dir(), path[PATH_BYTES], *text = malloc(N);
    struct data_spec spec = spec_of(path, "");
    struct loaded l;
    snprintf(path, sizeof path, "%s/t.csv", dir);
    memset(text, '1', N);
    for (int i = 100; i < N; i += 100)
        text[i] = '\n';
    memcpy(text, "a,b\n\"", 5);
    write_file(dir, "t.csv", text, N);
    assert_int_equal(load_set(&l, &spec, true), STATUS_DATA);
    check_message(&l.failure, "a cell of more than 65536 bytes", "begins on line 2", "t.csv:65");
    arena_close(&l.arena);
    free(text);
    remove_dir(dir);
}

static void two_files_must_agree(void **state)
{
    (void)state;
    static const struct {
        const char *train, *test, *message;
    } known[] = {
        {ROWS, "a,b\n1,2\n", "test.csv:1: 2 columns;"},
        {ROWS, "a,B,c\n1,2,x\n", "test.csv:1: column 2 is called 'B'; in "},
        {ROWS, "a,b,c\n1,no,x\n", "test.csv:2: column 2 (b): 'no'"},
        {"1,2,x\n3,4,y\n", ROWS, NULL}, /* one with a header, one without */
        {ROWS, "a,b,c\n5,6,z\n", NULL},
        {ROWS, NULL, "test.csv: is not there"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *dir = temp_dir();
        struct data_spec spec = spec_of(dir, "");
        struct loaded l;
        write_text(dir, "train.csv", known[i].train);
        if (known[i].test)
            write_text(dir, "test.csv", known[i].test);
        assert_int_equal(load_set(&l, &spec, true), known[i].message ? STATUS_DATA : STATUS_OK);
        if (known[i].message)
            check_message(&l.failure, known[i].message);
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

static void random_damage_is_refused_by_name_or_gives_finite_numbers(void **state)
{
    (void)state;
    static const char text[] = "a,b,name\n1,-2.5,dog\n\"3e1\",4,\"c\nat\"\n0,0,dog\n7,7,cow\n";
    static const char spice[] = "\",;\t\r\n0.e-xn \0\xEF\xBB\xBF";
    char *dir = temp_dir(), path[PATH_BYTES];
    int refused = 0, accepted = 0;
    snprintf(path, sizeof path, "%s/t.csv", dir);
    for (int trial = 0; trial < 2000; trial++) {
        struct stream s = stream_of((uint64_t)trial, PURPOSE_TEST, 1, 0);
        char bad[sizeof text];
        size_t n = sizeof text - 1;
        struct data_spec spec = spec_of(path, trial % 3 ? "" : "name");
        struct loaded l;
        memcpy(bad, text, sizeof text);
        for (uint64_t h = 0; h <= stream_below(s, 0, 4); h++) {
            char byte = spice[stream_below(s, 11 + 2 * h, sizeof spice - 1)];
            bad[stream_below(s, 10 + 2 * h, n)] = trial % 2 ? byte
                                                            : (char)stream_below(s, 30 + h, 256);
        }
        if (stream_below(s, 2, 4) == 0)
            n = stream_below(s, 3, n);
        write_file(dir, "t.csv", bad, n);
        if (load_set(&l, &spec, true)) {
            check_message(&l.failure, path);
            refused++;
        } else {
            for (int i = 0; i < l.d.train.count * l.d.channels; i++)
                assert_true(isfinite((double)l.d.train.x[i]));
            for (int i = 0; i < l.d.train.count; i++)
                assert_in_range(l.d.train.label[i], 0, l.d.classes - 1);
            accepted++;
        }
        arena_close(&l.arena);
    }
    assert_true(refused > 100 && accepted > 100);
    remove_dir(dir);
}

static void a_small_arena_is_said_to_be_small(void **state)
{
    (void)state;
    char *dir = temp_dir(), path[PATH_BYTES];
    struct data_spec spec = spec_of(path, "");
    snprintf(path, sizeof path, "%s/t.csv", dir);
    write_rows(dir, 100, 0);
    for (size_t bytes = 16384; bytes >= 64; bytes /= 16) {
        struct loaded l = {0};
        arena_open(&l.arena, bytes);
        enum status status = data_load(&l.arena, &spec, &l.d, &l.failure);
        assert_int_equal(status, bytes >= 16384 ? STATUS_OK : STATUS_FAILED);
        arena_close(&l.arena);
    }
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_dialect_gives_the_same_samples),
        cmocka_unit_test(the_label_may_be_any_column_by_name_or_number),
        cmocka_unit_test(one_file_is_split_four_to_one_and_nothing_is_lost),
        cmocka_unit_test(a_permuted_table_is_the_same_set),
        cmocka_unit_test(a_large_offset_is_taken_off_before_numbers_are_rounded),
        cmocka_unit_test(columns_are_standardised_one_by_one_by_the_training_part),
        cmocka_unit_test(what_is_wrong_is_named_with_file_line_and_column),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_file),
        cmocka_unit_test(two_files_must_agree),
        cmocka_unit_test(random_damage_is_refused_by_name_or_gives_finite_numbers),
        cmocka_unit_test(a_small_arena_is_said_to_be_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
