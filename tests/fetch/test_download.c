/* One file, from servers that are good, cut, slow, wrong, moved and not there. */
#include "lab/fetch/download.h"
#include "tests/data/files.h"
#include "tests/fetch/http_server.h"

enum { BYTES = 5000 };

struct lab {
    char *folder;
    struct http_server server;
    struct arena arena;
    struct failure failure;
    struct catalogue_file file;
    struct download d;
    char md5[33], path[100], address[2][100];
};

static int lab_open(void **state)
{
    struct lab *l = calloc(1, sizeof *l);
    unsigned char bytes[BYTES];
    for (int i = 0; i < BYTES; i++)
        bytes[i] = (unsigned char)(i * i % 251);
    l->folder = temp_dir();
    write_file(l->folder, "a.bin", bytes, BYTES);
    md5_of(l->folder, "a.bin", l->md5);
    l->server = http_start(l->folder);
    arena_open(&l->arena, 1 << 20);
    snprintf(l->path, sizeof l->path, "%s/got", l->folder);
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

/* From these answers, in turn; `second` may be NULL. */
static enum status get(struct lab *l, const char *first, const char *second)
{
    const char *how[] = {first, second};
    l->file = (struct catalogue_file){.md5 = l->md5, .name = "a.bin"};
    for (int i = 0; i < 2 && how[i]; i++) {
        snprintf(l->address[i], sizeof *l->address, "%s/%s/a.bin", l->server.url, how[i]);
        l->file.address[l->file.addresses++] = l->address[i];
    }
    l->failure = (struct failure){0};
    l->d = (struct download){.path = l->path, .file = &l->file, .timeout = 1};
    return download_run(&l->arena, &l->d, &l->failure);
}

/* Forget what came before, but for so many right bytes, or wrong ones. */
static void have(struct lab *l, int right, int wrong)
{
    char name[100], bytes[BYTES] = {0};
    snprintf(name, sizeof name, "%s/a.bin", l->folder);
    FILE *file = fopen(name, "re");
    assert_int_equal(fread(bytes, 1, (size_t)right, file), right);
    fclose(file);
    unlink(l->path);
    if (right + wrong)
        write_file(l->folder, "got", bytes, (size_t)(right + wrong));
    snprintf(name, sizeof name, "%s/log", l->folder);
    unlink(name);
}

static bool is_whole(const struct lab *l)
{
    char command[300];
    snprintf(command, sizeof command, "cmp -s %s/a.bin %s", l->folder, l->path);
    return !system(command);
}

static bool asked_for(const struct lab *l, const char *line)
{
    char command[300];
    snprintf(command, sizeof command, "grep -qx '%s' %s/log 2>/dev/null", line, l->folder);
    return !system(command);
}

#define LAB                                                                                        \
    struct lab *l = *state;                                                                        \
    if (!has_curl())                                                                               \
    skip()

static void a_whole_file_comes_also_by_a_redirection(void **state)
{
    LAB;
    have(l, 0, 0);
    assert_int_equal(get(l, "good", NULL), STATUS_OK);
    assert_true(is_whole(l));
    have(l, 0, 0);
    assert_int_equal(get(l, "moved", NULL), STATUS_OK);
    assert_true(is_whole(l));
}

static void what_is_there_is_not_asked_for_again(void **state)
{
    LAB;
    have(l, BYTES, 0);
    assert_int_equal(get(l, "good", NULL), STATUS_OK);
    assert_false(asked_for(l, ".*"));
}

static void a_part_is_gone_on_with(void **state)
{
    LAB;
    have(l, 1234, 0);
    assert_int_equal(get(l, "good", NULL), STATUS_OK);
    assert_true(is_whole(l));
    assert_true(asked_for(l, "good/a.bin 1234") && !asked_for(l, "good/a.bin 0"));
}

static void a_server_without_ranges_gives_all_of_it(void **state)
{
    LAB;
    have(l, 1234, 0);
    assert_int_equal(get(l, "norange", NULL), STATUS_OK);
    assert_true(is_whole(l));
}

static void a_part_of_another_file_is_thrown_away(void **state)
{
    LAB;
    have(l, 0, 1234);
    assert_int_equal(get(l, "good", NULL), STATUS_OK);
    assert_true(is_whole(l));
    have(l, 0, BYTES); /* behind which there are no bytes */
    assert_int_equal(get(l, "good", NULL), STATUS_OK);
    assert_true(is_whole(l));
}

static void a_connection_that_is_cut_is_taken_up_again(void **state)
{
    LAB;
    have(l, 0, 0);
    assert_int_equal(get(l, "cut", NULL), STATUS_OK);
    assert_true(is_whole(l));
    assert_true(asked_for(l, "cut/a.bin 2500"));
}

static void a_silent_server_is_given_up_and_its_bytes_kept(void **state)
{
    LAB;
    have(l, 2000, 0);
    assert_int_equal(get(l, "busy", NULL), STATUS_FAILED);
    check_message(&l->failure, "/busy/a.bin", "2000 bytes are there", "the same command");
    have(l, 0, 0);
    assert_int_equal(get(l, "slow", "good"), STATUS_OK);
    assert_true(is_whole(l));
    assert_true(asked_for(l, "good/a.bin 1"));
}

static void another_file_is_refused_and_not_kept(void **state)
{
    LAB;
    static const char *const how[] = {"wrong", "html"};
    for (int i = 0; i < 2; i++) {
        have(l, 0, 0);
        assert_int_equal(get(l, how[i], NULL), STATUS_DATA);
        check_message(&l->failure, how[i], "another file than expected", l->md5);
        assert_int_equal(access(l->path, F_OK), -1);
    }
}

static void the_next_address_helps(void **state)
{
    LAB;
    static const char *const how[] = {"wrong", "html", "missing", "busy", "round"};
    for (int i = 0; i < 5; i++) {
        have(l, 1000, 0);
        assert_int_equal(get(l, how[i], "good"), STATUS_OK);
        assert_true(is_whole(l));
    }
    have(l, 0, 0);
    assert_int_equal(get(l, "busy", "missing"), STATUS_FAILED);
    check_message(&l->failure, "/missing/a.bin", "404");
}

static void a_mirror_takes_the_place_of_all_addresses(void **state)
{
    LAB;
    char mirror[100];
    have(l, 0, 0);
    get(l, "missing", NULL);
    l->failure = (struct failure){0};
    snprintf(mirror, sizeof mirror, "%s/good", l->server.url);
    l->d.mirror = mirror;
    assert_int_equal(download_run(&l->arena, &l->d, &l->failure), STATUS_OK);
    assert_true(is_whole(l));
}

static void nowhere_to_write_is_not_the_servers_fault(void **state)
{
    LAB;
    have(l, 0, 0);
    strcpy(l->path, "/proc/no/got");
    assert_int_equal(get(l, "good", "good"), STATUS_DISK);
    check_message(&l->failure, "/proc/no/got", "cannot be written");
    snprintf(l->path, sizeof l->path, "%s/got", l->folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_file_comes_also_by_a_redirection),
        cmocka_unit_test(what_is_there_is_not_asked_for_again),
        cmocka_unit_test(a_part_is_gone_on_with),
        cmocka_unit_test(a_server_without_ranges_gives_all_of_it),
        cmocka_unit_test(a_part_of_another_file_is_thrown_away),
        cmocka_unit_test(a_connection_that_is_cut_is_taken_up_again),
        cmocka_unit_test(a_silent_server_is_given_up_and_its_bytes_kept),
        cmocka_unit_test(another_file_is_refused_and_not_kept),
        cmocka_unit_test(the_next_address_helps),
        cmocka_unit_test(a_mirror_takes_the_place_of_all_addresses),
        cmocka_unit_test(nowhere_to_write_is_not_the_servers_fault),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
