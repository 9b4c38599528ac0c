/* What is promised of a command that a signal ends, at a moment by chance. */
#include "tests/campaign/writers.h"

static const char *stopped(const char *text, int code, int signal)
{
    static char why[200];
    const char *runs = strstr(text, "s: 8 runs, ");
    const bool interrupted = strstr(text, "interrupted");
    if (runs && ((code == 128 + signal && interrupted) || (code == 0 && !interrupted)))
        return NULL;
    snprintf(why, sizeof why, "signal %d: exit %d: %.120s", signal, code, text);
    return why;
}

static void a_sweep_stops_with_its_summary(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    static char text[1 << 16];
    struct lab *lab = *state;
    struct promise *p = promise("INT, TERM, HUP to a sweep: exit 130, 143, 129 with the summary");
    const int cases = promise_cases(6, 60);
    for (int i = 0; i < cases; i++) {
        const int signal = signals[i % 3];
        const pid_t pid =
            sweep_begun(lab, "run s.yaml --db killed.db -j 2 --steps 400", "killed.db");
        rest(lab);
        kill(i % 2 ? pid : -pid, signal);
        const int code = child_wait(pid);
        read_file(path_of(lab, "out.txt"), text, sizeof text);
        const char *wrong = stopped(text, code, signal);
        wrong = wrong ? wrong : orphans();
        promise_case(p, wrong ? wrong : left_over(lab), "case", i);
        remove_database(lab, "killed.db");
    }
    promise_kept(p);
}

/* ---- any command ---- */

/* Half a file that nobody can use. A database's log is none: whoever opens it next reads it. */
static const char *half_written(const struct lab *lab)
{
    const char *found = left_over(lab);
    return found && strstr(found, ".depthlab") ? found : NULL;
}

static const char *ended(int code, int signal)
{
    static char why[100];
    const bool well = code == 0 || code == -signal;
    snprintf(why, sizeof why, "signal %d: exit %d", signal, code);
    return well ? NULL : why;
}

static const char *signalled(struct lab *lab, const struct writer *w, int signal, double seconds)
{
    char out[400];
    snprintf(out, sizeof out, "%s", path_of(lab, "out.txt"));
    remove_database(lab, "killed.db");
    lab_shell(lab, "%s", w->before);
    const pid_t pid = child_start(lab->folder, w->words, out, out);
    usleep((useconds_t)(1e6 * seconds * lab_draw(lab)));
    kill(pid, signal);
    const char *wrong = ended(child_wait(pid), signal);
    wrong = wrong ? wrong : orphans();
    return wrong ? wrong : half_written(lab);
}

static void any_command_ends_by_it_and_leaves_nothing(void **state)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
    struct lab *lab = *state;
    struct promise *end =
                       promise("INT, TERM, HUP, QUIT, PIPE to any command: nothing half written"),
                   *again = promise("INT, TERM, HUP, QUIT, PIPE to any command: the same bytes "
                                    "when repeated");
    writers_open(lab);
    for (int i = 0, turn = 0; i < WRITERS; i++) {
        const struct writer *w = &writers[i];
        if (!strncmp(w->name, "run", 3) || w->again) /* what they do is to go on */
            continue;
        char *const whole = undisturbed(lab, w);
        const double begun = clock_elapsed();
        writer_run(lab, w, "");
        const double seconds = clock_elapsed() - begun;
        for (int k = 0; k < promise_cases(1, 50); k++, turn++) {
            promise_case(end, signalled(lab, w, signals[turn % 5], seconds), w->name, k);
            promise_case(again, writer_again(lab, w, whole), w->name, k);
        }
        free(whole);
    }
    promise_kept(end);
    promise_kept(again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sweep_stops_with_its_summary),
        cmocka_unit_test(any_command_ends_by_it_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
