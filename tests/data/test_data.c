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

/* Training column 1, 3, 100 with the first two taken: mean 2 and deviation 1, so the test part's 100
 * becomes 98. */
static void only_what_is_taken_is_standardised_by(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = {.name = "csv", .path = dir, .label = "", .take = 2};
    struct loaded l;
    write_text(dir, "train.csv", "a,b\n1,x\n3,y\n100,x\n");
    write_text(dir, "test.csv", "a,b\n100,y\n2,x\n5,y\n");
    assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
    assert_int_equal(l.d.train.count, 2);
    assert_int_equal(l.d.test.count, 3);
    check_near((double)l.d.train.x[0], -1, 1e-6);
    check_near((double)l.d.train.x[1], 1, 1e-6);
    check_near((double)l.d.test.x[0], 98, 1e-4);
    check_near((double)l.d.test.x[1], 0, 1e-6);
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

static void the_checksum_is_of_the_bytes_and_not_of_the_place(void **state)
{
    (void)state;
    static const char train[] = "a,b\n1,x\n2,y\n", test[] = "a,b\n3,x\n", other[] = "a,b\n4,x\n";
    uint32_t want = (uint32_t)crc32(0, (const Bytef *)train, sizeof train - 1);
    want = (uint32_t)crc32(want, (const Bytef *)test, sizeof test - 1);
    for (int k = 0; k < 3; k++) {
        char *dir = temp_dir();
        struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
        struct loaded l;
        uint32_t crc = 1;
        write_text(dir, "train.csv", train);
        write_text(dir, "test.csv", k == 2 ? other : test);
        assert_int_equal(load_set(&l, &spec, false), STATUS_OK);
        assert_int_equal(data_checksum(&spec, &crc, &l.failure), STATUS_OK);
        assert_int_equal(l.d.checksum, crc);
        assert_true((crc == want) == (k < 2));
        arena_close(&l.arena);
        remove_dir(dir);
    }
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
        cmocka_unit_test(the_checksum_is_of_the_bytes_and_not_of_the_place),
        cmocka_unit_test(a_generated_set_has_checksum_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
