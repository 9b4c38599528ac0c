/* What is promised of a command for which there is no room, or whose disk fails. */
#include "tests/campaign/writers.h"

/* It says so, once, and gives the code; or the write was not needed, and all is there. */
static const char *said(const struct lab *lab, const struct writer *w, int code, const char *whole)
{
    static char text[1 << 14], why[400];
    read_file(path_of(lab, "err.txt"), text, sizeof text);
    if (code == 0) {
        char *const now = w->again ? strdup(whole) : made(lab, w);
        const bool same = !strcmp(now, whole);
        free(now);
        return same ? NULL : "exit 0, and other bytes";
    }
    const char *first = strstr(text, "depthlab: ");
    const bool twice = first && strstr(first + 1, "\ndepthlab: ");
    const bool cause = strstr(text, "No space left") || strstr(text, "disk is full") ||
                       strstr(text, "nput/output error") || strstr(text, "I/O error") ||
                       strstr(text, "unable to open") ||
                       strstr(text, "killed.db cannot be written");
    if ((code == 73 || code == 74) && cause && !twice)
        return NULL;
    snprintf(why, sizeof why, "exit %d: %.300s", code, text);
    return why;
}

static struct promise *fails_at_its_writes(struct lab *lab, const struct writer *w)
{
    static const char *const fault[] = {"error=ENOSPC", "error=EIO"};
    struct promise *p = promise("no room, a failing disk, at each write of `%s`: said, and mended "
                                "by repeating",
                                w->name);
    char *const whole = undisturbed(lab, w);
    const struct points *points = points_of(lab, w);
    for (int i = 0; i < 2 * points->count; i++) {
        const int k = promise_long() ? i / 2 : (int)(lab_draw(lab) * points->count);
        const struct point *point = &points->point[k];
        const int code = disturbed_at(lab, w, point, fault[i % 2]);
        const char *wrong = said(lab, w, code, whole);
        promise_case(p, wrong ? wrong : writer_again(lab, w, whole), point->call,
                     i % 2 ? -point->n : point->n);
        if (!promise_long())
            break;
    }
    free(whole);
    return p;
}

static void each_fails_at_its_writes(void **state)
{
    if (!has_strace())
        skip();
    writers_open(*state);
    struct promise *p[WRITERS];
    for (int i = 0; i < WRITERS; i++)
        p[i] = fails_at_its_writes(*state, &writers[i]);
    for (int i = 0; i < WRITERS; i++)
        promise_kept(p[i]);
}

/* Pipes are nobody's files; but who waits for what could not be sent would wait for ever. */
static void an_order_or_an_answer_that_fails_is_no_hang(void **state)
{
    struct lab *lab = *state;
    if (!has_strace())
        skip();
    struct promise *p = promise("an order or an answer of a worker cannot be sent: `run` ends");
    const struct writer *run = &writers[0];
    char *const whole = undisturbed(lab, run);
    for (int n = 1; n <= 4; n += 3) { /* the first of a worker, and one of an order */
        const int code = disturbed_at(lab, run, &(struct point){"write", n}, "error=EIO");
        const char *wrong = said(lab, run, code, whole);
        promise_case(p, wrong ? wrong : writer_again(lab, run, whole), "write", n);
    }
    free(whole);
    promise_kept(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fails_at_its_writes),
        cmocka_unit_test(an_order_or_an_answer_that_fails_is_no_hang),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
