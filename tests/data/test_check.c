/* Facts about a table small enough to be counted by hand. */
#include "lab/data/check.h"
#include "tests/data/files.h"

static void the_facts_of_a_table_are_those_counted_by_hand(void **state)
{
    (void)state;
    static const char train[] = "a,b,name\n1,5,dog\n3,5,cat\n-5,5,dog\n",
                      test[] = "9,5,cat\n7,5,cat\n";
    char *dir = temp_dir();
    struct arena arena;
    struct failure failure = {0};
    struct data_facts f;
    struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
    write_text(dir, "train.csv", train);
    write_text(dir, "test.csv", test);
    arena_open(&arena, 1 << 20);
    assert_int_equal(data_check(&arena, &spec, &f, &failure), STATUS_OK);
    assert_int_equal(f.channels, 2);
    assert_int_equal(f.height, 1);
    assert_int_equal(f.width, 1);
    assert_int_equal(f.classes, 2);
    assert_string_equal(f.class_name[0], "cat");
    assert_int_equal(f.constant, 1);

    assert_int_equal(f.train.count, 3);
    assert_int_equal(f.train.of_class[0], 1);
    assert_int_equal(f.train.of_class[1], 2);
    check_near(f.train.min, -5, 0);
    check_near(f.train.max, 5, 0);
    check_near(f.train.mean, 14. / 6, 1e-12);
    check_near(f.train.deviation, sqrt(110. / 6 - 14. / 6 * 14. / 6), 1e-12);

    assert_int_equal(f.test.count, 2);
    assert_int_equal(f.test.of_class[0], 2);
    assert_int_equal(f.test.of_class[1], 0);
    check_near(f.test.min, 5, 0);
    check_near(f.test.max, 9, 0);
    check_near(f.test.mean, 6.5, 1e-12);
    check_near(f.test.deviation, sqrt(2.75), 1e-12);

    uint32_t crc[] = {(uint32_t)crc32(0, (const Bytef *)train, sizeof train - 1),
                      (uint32_t)crc32(0, (const Bytef *)test, sizeof test - 1)},
             all;
    assert_int_equal(f.files, 2);
    for (int i = 0; i < 2; i++) {
        assert_non_null(strstr(f.file[i].path, i ? "/test.csv" : "/train.csv"));
        assert_int_equal(f.file[i].bytes, i ? sizeof test - 1 : sizeof train - 1);
        assert_int_equal(f.file[i].crc, crc[i]);
    }
    assert_int_equal(data_checksum(&spec, &all, &failure), STATUS_OK);
    assert_int_equal(f.checksum, all);
    arena_close(&arena);
    remove_dir(dir);
}

static void a_generated_set_has_facts_but_no_files(void **state)
{
    (void)state;
    struct arena arena;
    struct failure failure = {0};
    struct data_facts f;
    struct data_spec spec = {.name = "glyphs", .path = "", .side = 12, .train = 50, .test = 20};
    arena_open(&arena, 1 << 20);
    assert_int_equal(data_check(&arena, &spec, &f, &failure), STATUS_OK);
    int total = 0;
    for (int c = 0; c < f.classes; c++)
        total += f.train.of_class[c];
    assert_int_equal(total, 50);
    check_near(f.train.min, 0, 0); /* ink without noise */
    check_near(f.train.max, 1, 0);
    assert_int_equal(f.files, 0);
    assert_int_equal(f.checksum, 0);
    assert_int_equal(f.constant, 0);
    arena_close(&arena);
}

static void samples_that_are_not_taken_are_no_facts(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct arena arena;
    struct failure failure = {0};
    struct data_facts f;
    struct data_spec spec = {.name = "csv", .path = dir, .label = "", .take = 2};
    write_text(dir, "train.csv", "a,name\n1,dog\n3,cat\n1,dog\n3,cat\n3,cat\n");
    write_text(dir, "test.csv", "9,cat\n7,cat\n8,dog\n");
    arena_open(&arena, 1 << 20);
    assert_int_equal(data_check(&arena, &spec, &f, &failure), STATUS_OK);
    assert_int_equal(f.train.count, 2);
    assert_int_equal(f.train.of_class[0] + f.train.of_class[1], 2);
    check_near(f.train.mean, (f.train.of_class[1] + 3. * f.train.of_class[0]) / 2, 1e-12);
    assert_int_equal(f.test.count, 3);
    arena_close(&arena);
    remove_dir(dir);
}

static void fails_as_the_load_does(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct arena arena;
    struct failure failure = {0};
    struct data_facts f;
    struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
    write_text(dir, "train.csv", "a,b\n1,x\n2,y\n");
    write_text(dir, "test.csv", "a,b\nz,x\n");
    arena_open(&arena, 1 << 20);
    assert_int_equal(data_check(&arena, &spec, &f, &failure), STATUS_DATA);
    check_message(&failure, "test.csv:2: column 1 (a): 'z'");
    for (size_t bytes = 2048; bytes >= 64; bytes /= 2) { /* whatever does not fit is said */
        struct arena small;
        failure = (struct failure){0};
        write_text(dir, "test.csv", "a,b\n3,x\n");
        arena_open(&small, bytes);
        if (data_check(&small, &spec, &f, &failure))
            assert_int_equal(failure.status, STATUS_FAILED);
        assert_true(bytes > 256 || failure.status);
        arena_close(&small);
    }
    arena_close(&arena);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_facts_of_a_table_are_those_counted_by_hand),
        cmocka_unit_test(a_generated_set_has_facts_but_no_files),
        cmocka_unit_test(samples_that_are_not_taken_are_no_facts),
        cmocka_unit_test(fails_as_the_load_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
