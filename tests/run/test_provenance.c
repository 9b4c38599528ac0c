#include "lab/run/provenance.h"
#include "lab/run/train_run.h"
#include "tests/support/small_lab.h"

static void every_part_says_something(void **state)
{
    struct lab *lab = *state;
    struct provenance here = provenance_here(&lab->arena, lab->store, &lab->failure);
    const char *part[] = {here.revision, here.host, here.processor, here.build, here.libraries};
    for (size_t i = 0; i < sizeof part / sizeof *part; i++) {
        assert_non_null(part[i]);
        assert_true(part[i][0] > ' ');
        assert_null(strchr(part[i], '\n'));
    }
    assert_int_equal(here.threads, 1);
}

static void the_host_is_the_one_that_the_system_names(void **state)
{
    struct lab *lab = *state;
    char name[256] = "";
    assert_int_equal(gethostname(name, sizeof name - 1), 0);
    assert_string_equal(provenance_here(&lab->arena, lab->store, &lab->failure).host, name);
}

static void the_libraries_are_named_with_their_versions(void **state)
{
    struct lab *lab = *state;
    const char *libraries = provenance_here(&lab->arena, lab->store, &lab->failure).libraries;
    int major = 0, minor = 0;
    assert_int_equal(sscanf(libraries, "sqlite %d.%d", &major, &minor), 2);
    assert_int_equal(major, 3);
    assert_non_null(strstr(libraries, "libyaml "));
    assert_non_null(strstr(libraries, "OpenBLAS "));
}

/* Two sessions on one machine with one build must not look like two. */
static void asked_twice_it_says_the_same(void **state)
{
    struct lab *lab = *state;
    struct provenance a = provenance_here(&lab->arena, lab->store, &lab->failure);
    struct provenance b = provenance_here(&lab->arena, lab->store, &lab->failure);
    assert_string_equal(a.revision, b.revision);
    assert_string_equal(a.host, b.host);
    assert_string_equal(a.processor, b.processor);
    assert_string_equal(a.build, b.build);
    assert_string_equal(a.libraries, b.libraries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(every_part_says_something),
        lab_test(the_host_is_the_one_that_the_system_names),
        lab_test(the_libraries_are_named_with_their_versions),
        lab_test(asked_twice_it_says_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
