/* The table of sets: what is read, and what is refused to the line. */
#include "lab/fetch/catalogue.h"
#include "tests/data/files.h"

#define A "0123456789abcdef0123456789abcdef"

static const char shipped[] = "experiments/data-sources.txt";

struct reading {
    struct arena arena;
    struct failure failure;
    struct catalogue c;
};

static enum status read_text(struct reading *r, const char *text)
{
    char *dir = temp_dir(), path[100];
    *r = (struct reading){0};
    arena_open(&r->arena, 1 << 20);
    write_text(dir, "s", text);
    snprintf(path, sizeof path, "%s/s", dir);
    catalogue_read(&r->arena, path, &r->c, &r->failure);
    remove_dir(dir);
    return r->failure.status;
}

static void lines_become_sets_of_files(void **state)
{
    (void)state;
    struct reading r;
    assert_int_equal(read_text(&r, "# remark\n\na " A "  http://x/p.gz\thttp://y/z\r\n"
                                   "a " A " http://x/q.gz\nb " A " http://x/p.tar.gz"),
                     STATUS_OK);
    assert_int_equal(r.c.sets, 2);
    assert_int_equal(r.c.set[0].files, 2);
    const struct catalogue_file *f = r.c.set[0].file;
    assert_string_equal(f[0].name, "p.gz");
    assert_int_equal(f[0].addresses, 2);
    assert_string_equal(f[0].address[1], "http://y/z");
    assert_string_equal(f[1].md5, A);
    assert_string_equal(catalogue_find(&r.c, "b", &r.failure)->file[0].name, "p.tar.gz");
    arena_close(&r.arena);
}

static void what_is_wrong_is_named_to_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } wrong[] = {
        {"a", "s:1: behind the name stands an MD5"},
        {"# x\na 12 http://x/y", "s:2: behind the name stands an MD5"},
        {"a " A, "s:1: behind the MD5 stand addresses"},
        {"a " A " http://x/", "s:1: behind the MD5 stand addresses"},
        {"a " A " http://x/..", "s:1: behind the MD5 stand addresses"},
        {"../a " A " http://x/y", "s:1: a set's name consists of"},
        {"a " A " /y\nb " A " /y\na " A " /z", "s:3: the files of a set stand together"},
        {"a " A " /y\na " A " /z/y", "s:2: two files of a set have one name"},
        {"a " A " /1 /2 /3 /4 /5", "s:1: too many addresses"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct reading r;
        assert_int_equal(read_text(&r, wrong[i].text), STATUS_DATA);
        check_message(&r.failure, wrong[i].says);
        arena_close(&r.arena);
    }
}

static void the_shipped_one_has_the_four_sets(void **state)
{
    (void)state;
    static const char *const name[] = {"mnist", "fashion-mnist", "cifar10", "cifar100"};
    static const int files[] = {4, 4, 1, 1};
    struct reading r = {0};
    arena_open(&r.arena, 1 << 20);
    assert_int_equal(catalogue_read(&r.arena, shipped, &r.c, &r.failure), STATUS_OK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(catalogue_find(&r.c, name[i], &r.failure)->files, files[i]);
    assert_null(catalogue_find(&r.c, "mnits", &r.failure));
    check_message(&r.failure, "`mnits`", "did you mean `mnist`?", "depthlab data fetch");
    arena_close(&r.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_sets_of_files),
        cmocka_unit_test(what_is_wrong_is_named_to_the_line),
        cmocka_unit_test(the_shipped_one_has_the_four_sets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
