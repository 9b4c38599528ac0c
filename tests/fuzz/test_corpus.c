/* What is kept in tests/fuzz/corpus, and some hundred changes of it, break no law of tests/fuzz/fuzz.h. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/mutate.h"
#include "tests/support/promise.h"
#include <dirent.h>

enum { ROOM = 1 << 20 };

static size_t read_input(const char *target, const char *name, char *bytes)
{
    char path[400];
    snprintf(path, sizeof path, "tests/fuzz/corpus/%s/%s", target, name);
    FILE *file = fopen(path, "re");
    if (!file)
        fail_msg("cannot read %s", path);
    const size_t n = fread(bytes, 1, ROOM, file);
    fclose(file);
    return n;
}

/* The input as it is, and its changes. */
static void replay(struct promise *p, const struct fuzz_target *t, const char *name, int changes)
{
    static char input[ROOM], changed[ROOM];
    const size_t n = read_input(t->name, name, input);
    uint64_t draw = 0;
    promise_case(p, t->law((const uint8_t *)input, n), name, 0);
    for (int i = 1; i <= changes; i++) {
        struct stream s = promise_stream();
        s.purpose += (uint64_t)i << 32;
        memcpy(changed, input, n);
        const size_t size = mutate(changed, n, sizeof changed, s, &draw);
        promise_case(p, t->law((const uint8_t *)changed, size), name, i);
    }
}

static void the_corpus_breaks_no_law(void **state)
{
    (void)state;
    struct promise *row[24];
    int rows = 0;
    for (const struct fuzz_target *t = fuzz_targets; t->name; t++) {
        struct promise *p = row[rows++] =
            promise("hostile bytes, %s: read or refused in a sentence", t->name);
        char folder[300];
        snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", t->name);
        struct dirent **name;
        const int names = scandir(folder, &name, NULL, alphasort);
        assert_true(names > 2);
        const int changes = (strcmp(t->name, "database") ? 300 : 40) / (names - 2) / TEST_STRIDE;
        for (int i = 0; i < names; i++) {
            if (*name[i]->d_name != '.')
                replay(p, t, name[i]->d_name, changes);
            free(name[i]);
        }
        free(name);
    }
    for (int i = 0; i < rows; i++)
        promise_kept(row[i]);
}

static int open_folder(void **state)
{
    (void)state;
    fuzz_open();
    return 0;
}

static int close_folder(void **state)
{
    fuzz_close();
    return promises_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_breaks_no_law)};
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
