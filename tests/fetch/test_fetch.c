/* Sets in the cache: whole or not there, one fetcher at a time, archives unpacked. */
#include "lab/fetch/fetch.h"
#include "tests/data/files.h"
#include "tests/fetch/http_server.h"
#include <sys/stat.h>

struct lab {
    char *folder;
    struct http_server server;
    struct arena arena;
    struct failure failure;
    struct catalogue c;
    struct download how;
};

/* A catalogue of two sets: `pair` of two files, `packed` of an archive, all at /HOW/. */
static void catalogue(struct lab *l, const char *how)
{
    static const char *const line[] = {"pair one.gz", "pair two", "packed all.tar.gz"};
    char text[2000] = "", set[20], name[20], md5[33], path[100];
    for (int i = 0; i < 3; i++) {
        sscanf(line[i], "%19s %19s", set, name);
        md5_of(l->folder, name, md5);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s %s %s/%s/%s\n", set, md5,
                 l->server.url, how, name);
    }
    write_text(l->folder, "sources", text);
    snprintf(path, sizeof path, "%s/sources", l->folder);
    l->failure = (struct failure){0};
    l->how = (struct download){.timeout = 1};
    assert_int_equal(catalogue_read(&l->arena, path, &l->c, &l->failure), STATUS_OK);
}

static int lab_open(void **state)
{
    struct lab *l = calloc(1, sizeof *l);
    char command[400];
    l->folder = temp_dir();
    write_text(l->folder, "one.gz", "one, a text that is packed");
    write_text(l->folder, "two", "two, which is not");
    snprintf(command, sizeof command,
             "cd %s && mkdir in && echo 1 >in/a.csv && tar czf all.tar.gz in", l->folder);
    if (system(command))
        fail_msg("no archive");
    l->server = http_start(l->folder);
    arena_open(&l->arena, 1 << 20);
    *state = l;
    return 0;
}

static int lab_close(void **state)
{
    struct lab *l = *state;
    http_stop(&l->server);
    arena_close(&l->arena);
    remove_dir(l->folder);
    free(l);
    return 0;
}

static enum status fetch(struct lab *l, int set)
{
    return fetch_set(&l->arena, &l->c.set[set], &l->how, &l->failure);
}

static bool there(struct lab *l, const char *name)
{
    return !access(arena_printf(&l->arena, "%s/cache/depthlab/%s", l->folder, name), F_OK);
}

/* A cache of this test's own. */
#define LAB                                                                                        \
    struct lab *l = *state;                                                                        \
    if (!has_curl())                                                                               \
        skip();                                                                                    \
    if (system(arena_printf(&l->arena, "rm -rf %s/cache", l->folder)))                             \
        fail_msg("not removed");                                                                   \
    setenv("XDG_CACHE_HOME", arena_printf(&l->arena, "%s/cache", l->folder), 1)

static void a_set_comes_whole_and_is_found_by_its_name(void **state)
{
    LAB;
    catalogue(l, "good");
    assert_string_equal(fetch_find(&l->arena, "pair"), "pair");
    assert_int_equal(fetch(l, 0), STATUS_OK);
    assert_true(there(l, "pair/one.gz") && there(l, "pair/two") && !there(l, "pair.part"));
    assert_string_equal(fetch_find(&l->arena, "pair"),
                        arena_printf(&l->arena, "%s/cache/depthlab/pair", l->folder));
    assert_string_equal(fetch_find(&l->arena, "../pair"), "../pair");
    assert_string_equal(fetch_find(&l->arena, "tests"), "tests"); /* what lies here comes first */
    catalogue(l, "missing");
    assert_int_equal(fetch(l, 0), STATUS_OK); /* it is there */
}

static void half_a_set_is_none_and_is_gone_on_with(void **state)
{
    LAB;
    catalogue(l, "good");
    struct catalogue_file *two = &l->c.set[0].file[1];
    const char *good = two->address[0];
    two->address[0] = arena_printf(&l->arena, "%s/missing/two", l->server.url);
    assert_int_equal(fetch(l, 0), STATUS_FAILED);
    check_message(&l->failure, "missing/two", "404");
    assert_false(fetch_has(&l->arena, "pair"));
    assert_true(there(l, "pair.part/one.gz"));
    two->address[0] = good;
    l->c.set[0].file[0].address[0] = two->address[0]; /* is not asked for again */
    l->failure = (struct failure){0};
    assert_int_equal(fetch(l, 0), STATUS_OK);
    assert_true(fetch_has(&l->arena, "pair"));
}

static void an_archive_is_unpacked_and_removed(void **state)
{
    LAB;
    catalogue(l, "good");
    assert_int_equal(fetch(l, 1), STATUS_OK);
    assert_true(there(l, "packed/in/a.csv") && !there(l, "packed/all.tar.gz"));
    /* also where a kill came between */
    write_text(l->folder, "cache/depthlab/packed/all.tar.gz", "left");
    assert_int_equal(fetch(l, 1), STATUS_OK);
    assert_false(there(l, "packed/all.tar.gz"));
}

static void a_second_one_is_told_of_the_first(void **state)
{
    LAB;
    catalogue(l, "slow");
    l->how.timeout = 30;
    const pid_t first = fork();
    if (!first) {
        fetch(l, 0);
        _exit(0);
    }
    for (int i = 0; i < 500 && !there(l, "pair.part/one.gz"); i++)
        usleep(10000);
    assert_int_equal(fetch(l, 0), STATUS_BUSY);
    check_message(&l->failure, "depthlab/pair", "another process is fetching this set");
    kill(first, SIGKILL);
    waitpid(first, NULL, 0);
    catalogue(l, "good");
    for (int i = 0; i < 500 && fetch(l, 0) == STATUS_BUSY; i++) {
        usleep(10000);
        l->failure = (struct failure){0};
    }
    assert_int_equal(l->failure.status, STATUS_OK);
    assert_true(there(l, "pair/one.gz"));
}

static void a_cache_that_cannot_be_written_is_named(void **state)
{
    LAB;
    catalogue(l, "good");
    setenv("XDG_CACHE_HOME", "/proc", 1);
    assert_int_equal(fetch(l, 0), STATUS_CREATE);
    check_message(&l->failure, "/proc/depthlab");
    l->failure = (struct failure){0};
    setenv("XDG_CACHE_HOME", arena_printf(&l->arena, "%s/two", l->folder), 1); /* a file */
    assert_int_equal(fetch(l, 0), STATUS_CREATE);
    l->failure = (struct failure){0};
    setenv("XDG_CACHE_HOME", l->folder, 1);
    assert_int_equal(mkdir(arena_printf(&l->arena, "%s/depthlab", l->folder), 0555), 0);
    assert_int_equal(fetch(l, 0), geteuid() ? STATUS_CREATE : STATUS_OK); /* root may write */
}

static void the_cache_is_where_xdg_says(void **state)
{
    struct lab *l = *state;
    struct failure failure = {0};
    setenv("HOME", "/home/x", 1);
    setenv("XDG_CACHE_HOME", "relative", 1);
    assert_string_equal(fetch_folder(&l->arena, "a", &failure), "/home/x/.cache/depthlab/a");
    unsetenv("XDG_CACHE_HOME");
    assert_string_equal(fetch_folder(&l->arena, "a", &failure), "/home/x/.cache/depthlab/a");
    unsetenv("HOME");
    fetch_folder(&l->arena, "a", &failure);
    assert_int_equal(failure.status, STATUS_CREATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_set_comes_whole_and_is_found_by_its_name),
        cmocka_unit_test(half_a_set_is_none_and_is_gone_on_with),
        cmocka_unit_test(an_archive_is_unpacked_and_removed),
        cmocka_unit_test(a_second_one_is_told_of_the_first),
        cmocka_unit_test(a_cache_that_cannot_be_written_is_named),
        cmocka_unit_test(the_cache_is_where_xdg_says),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
