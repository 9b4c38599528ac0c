/* Sources by name, paths by what they hold, identity by the bytes. */
#include "tests/data/files.h"

static void every_source_has_a_name_and_is_found_by_it(void **state)
{
    (void)state;
    struct failure failure = {0};
    int n = 0;
    for (; data_source_name(n); n++) {
        const struct source *s = source_find(data_source_name(n), &failure);
        assert_non_null(s);
        assert_string_equal(s->name, data_source_name(n));
        assert_true(strlen(data_source_about(n)) > 20);
        assert_null(strchr(data_source_about(n), '\n'));
        assert_true((s->claims == NULL) == (s->files == NULL)); /* generated, or read */
    }
    assert_true(n >= 3);
    assert_null(data_source_name(-1));
    assert_null(data_source_about(-1));
    assert_null(data_source_about(n));
    assert_int_equal(failure.status, STATUS_OK);
}

static void an_unknown_name_is_answered_with_the_known_ones(void **state)
{
    (void)state;
    struct loaded l;
    struct data_spec spec = {.name = "glyps", .path = "", .label = ""};
    uint32_t crc;
    assert_int_equal(load_set(&l, &spec, false), STATUS_DATA);
    check_message(&l.failure, "'glyps'", "glyphs", "idx", "csv");
    l.failure = (struct failure){0};
    assert_int_equal(data_checksum(&spec, &crc, &l.failure), STATUS_DATA);
    arena_close(&l.arena);
}

static void a_path_is_known_by_what_it_holds(void **state)
{
    (void)state;
    static const struct {
        const char *file, *ask, *source;
    } known[] = {
        {"train-images-idx3-ubyte", "", "idx"},
        {"t10k-labels.idx1-ubyte.gz", "", "idx"}, /* the load will say what is missing */
        {"data_batch_3.bin", "", "cifar"},
        {"test.bin.gz", "", "cifar"},
        {"train.csv", "", "csv"},
        {"any.csv", "/any.csv", "csv"},
        {"any.CSV", "/any.CSV", "csv"},
        {"any.csv", "", NULL},
        {"test.csv", "", NULL},
        {"any.txt", "/any.txt", NULL},
        {"any.csv", "/none.csv", NULL},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *dir = temp_dir(), path[PATH_BYTES];
        struct failure failure = {0};
        write_text(dir, known[i].file, "1");
        snprintf(path, sizeof path, "%s%s", dir, known[i].ask);
        const char *source = data_sniff(path, &failure);
        if (known[i].source) {
            assert_non_null(source);
            assert_string_equal(source, known[i].source);
        } else {
            assert_null(source);
            assert_int_equal(failure.status, STATUS_DATA);
            check_message(&failure, path);
        }
        remove_dir(dir);
    }
}

static void a_refusal_names_what_the_folder_holds_and_what_would_do(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct failure failure = {0};
    assert_null(data_sniff(dir, &failure));
    check_message(&failure, "found: nothing", "train-images-idx3-ubyte", "data_batch_1.bin",
                  "train.csv", ".csv file");
    for (int i = 0; i < 12; i++) {
        char name[20];
        snprintf(name, sizeof name, "page%02d.txt", i);
        write_text(dir, name, "");
    }
    failure = (struct failure){0};
    assert_null(data_sniff(dir, &failure));
    check_message(&failure, "found: page00.txt, page01.txt", "page07.txt, ...");
    assert_null(strstr(failure.message, "page08"));
    remove_dir(dir);
}

/* Of a training column 1, 3, 7 two rows are taken: whichever they are, they become -1 and 1. */
static void only_what_is_taken_is_standardised_by(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = {.name = "csv", .path = dir, .label = "", .take = 2};
    struct loaded l;
    write_text(dir, "train.csv", "a,b\n1,x\n3,y\n7,x\n");
    write_text(dir, "test.csv", "a,b\n100,y\n2,x\n5,y\n");
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    assert_int_equal(l.d.train.count, 2);
    assert_int_equal(l.d.test.count, 3);
    static const double train[] = {1, 3, 7}, test[] = {100, 2, 5};
    const double u = train[l.d.train.row[0]], v = train[l.d.train.row[1]];
    check_near((double)l.d.train.x[0], u < v ? -1 : 1, 1e-6);
    check_near((double)l.d.train.x[1], u < v ? 1 : -1, 1e-6);
    for (int i = 0; i < 3; i++)
        check_near((double)l.d.test.x[i], (test[l.d.test.row[i]] - (u + v) / 2) / (fabs(u - v) / 2),
                   1e-4);
    arena_close(&l.arena);
    remove_dir(dir);
}

static void to_take_none_or_too_many_is_to_take_all(void **state)
{
    (void)state;
    const int take[] = {0, 30, 31, 1000000};
    for (int k = 0; k < 4; k++) {
        struct data_spec spec = {
            .name = "spirals", .path = "", .arms = 2, .train = 30, .test = 9, .take = take[k]};
        struct loaded l;
        assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
        assert_int_equal(l.d.train.count, 30);
        assert_int_equal(l.d.test.count, 9);
        arena_close(&l.arena);
        spec.take = -1;
        assert_int_equal(load_set(&l, &spec, false), STATUS_DATA);
        check_message(&l.failure, "take is -1");
        arena_close(&l.arena);
    }
}

static void the_checksum_is_of_what_the_files_hold(void **state)
{
    (void)state;
    static const struct {
        const char *train, *test;
        bool same;
    } set[] = {
        {"a,b\n1,x\n2,y\n1,x\n", "a,b\n3,x\n", true},
        {"2.0;y\n1;x\n1;x\n", "3,x\n", true},          /* the same rows in other words and order */
        {"a,b\n1,x\n2,y\n1,x\n", "a,b\n4,x\n", false}, /* another number, */
        {"a,b\n1,x\n2,y\n1,x\n", "a,b\n3,y\n", false}, /* label, */
        {"a,b\n1,x\n2,z\n1,x\n", "a,b\n3,x\n", false}, /* class name, */
        {"a,b\n1,x\n2,y\n", "a,b\n3,x\n", false},      /* number of copies */
        {"a,b\n3,x\n2,y\n1,x\n", "a,b\n1,x\n", false}, /* or part */
    };
    uint32_t want = 0;
    for (size_t k = 0; k < sizeof set / sizeof *set; k++) {
        char *dir = temp_dir();
        struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
        struct loaded l;
        uint32_t crc = 1;
        write_text(dir, "train.csv", set[k].train);
        write_text(dir, "test.csv", set[k].test);
        if (load_set(&l, &spec, false))
            fail_msg("%s", l.failure.message);
        spec.take = 1; /* these are settings of a run */
        spec.seed = 5;
        assert_int_equal(data_checksum(&spec, &crc, &l.failure), STATUS_OK);
        assert_int_equal(l.d.checksum, crc);
        want = k ? want : crc;
        assert_true((crc == want) == set[k].same);
        arena_close(&l.arena);
        remove_dir(dir);
    }
}

static void the_checksum_of_the_bytes_is_known_for_what_it_was(void **state)
{
    (void)state;
    static const char text[] = "a,b\n1,x\n2,y\n1,x\n";
    const uint32_t bytes = (uint32_t)crc32(0, (const Bytef *)text, sizeof text - 1);
    char *dir = temp_dir(), path[PATH_BYTES];
    struct data_spec spec = {.name = "csv", .path = path, .label = ""};
    snprintf(path, sizeof path, "%s/t.csv", dir);
    write_text(dir, "t.csv", text);
    assert_true(data_checksum_by_bytes(&spec, bytes));
    assert_false(data_checksum_by_bytes(&spec, bytes + 1));
    assert_false(
        data_checksum_by_bytes(&(struct data_spec){.name = "glyphs", .path = "", .label = ""}, 0));
    remove_dir(dir);
}

static void a_generated_set_has_checksum_0(void **state)
{
    (void)state;
    struct failure failure = {0};
    uint32_t crc = 1;
    struct data_spec spec = {.name = "glyphs", .path = "", .label = ""};
    assert_int_equal(data_checksum(&spec, &crc, &failure), STATUS_OK);
    assert_int_equal(crc, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_source_has_a_name_and_is_found_by_it),
        cmocka_unit_test(an_unknown_name_is_answered_with_the_known_ones),
        cmocka_unit_test(a_path_is_known_by_what_it_holds),
        cmocka_unit_test(a_refusal_names_what_the_folder_holds_and_what_would_do),
        cmocka_unit_test(only_what_is_taken_is_standardised_by),
        cmocka_unit_test(to_take_none_or_too_many_is_to_take_all),
        cmocka_unit_test(the_checksum_is_of_what_the_files_hold),
        cmocka_unit_test(the_checksum_of_the_bytes_is_known_for_what_it_was),
        cmocka_unit_test(a_generated_set_has_checksum_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
