/* Without room for it linear algebra is refused, and does not hang. */
#include "lab/kernel/algebra.h"
#include "tests/support/space.h"
#include <cblas.h>
#include <sys/wait.h>

enum { N = 256 }; /* too many to be multiplied on the stack */
static double a[N * N], b[N * N], c[N * N];

/* In a child with so many MiB of address space more than it has: 0 done, 1 refused, 5 not limited. */
static int within(rlim_t more, bool before)
{
    const pid_t child = fork();
    if (!child) {
        struct failure failure = {0};
        char line[64] = "";
        long pages = 0;
        alarm(10);
        if (before && !algebra_begin(&failure))
            _exit(2);
        FILE *file = fopen("/proc/self/statm", "r");
        if (!file || !fgets(line, sizeof line, file) || sscanf(line, "%ld", &pages) != 1)
            _exit(3);
        const rlim_t bytes = (rlim_t)pages * (rlim_t)getpagesize() + (more << 20);
        if (!limit_space(bytes))
            _exit(5);
        const bool done = algebra_begin(&failure);
        if (done)
            cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, N, N, 1, a, N, b, N, 0, c, N);
        _exit(done                                       ? failure.status != STATUS_OK
              : strstr(failure.message, "out of memory") ? 1
                                                         : 4);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void without_room_it_is_refused(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* its own mappings do not fit */
#endif
    const int ended = within(64, false);
    SKIP_WITHOUT_LIMITS(ended != 5);
    assert_int_equal(ended, 1);
    assert_int_equal(within(140, false), 0);
}

static void what_it_has_it_keeps(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    const int ended = within(1, true);
    SKIP_WITHOUT_LIMITS(ended != 5);
    assert_int_equal(ended, 0);
}

/* A run's processors are counted by who plans it. */
static void it_works_in_one_thread(void **state)
{
    (void)state;
    struct failure failure = {0};
    openblas_set_num_threads(2);
    if (openblas_get_num_threads() != 2)
        skip(); /* openblas-serial has none */
    assert_true(algebra_begin(&failure));
    assert_int_equal(openblas_get_num_threads(), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_room_it_is_refused),
        cmocka_unit_test(what_it_has_it_keeps),
        cmocka_unit_test(it_works_in_one_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
