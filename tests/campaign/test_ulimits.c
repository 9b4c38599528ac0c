/* What is promised of a command that may not have the memory, the files or the descriptors that it wants. */
#include "tests/campaign/readers.h"

static bool says_memory(const char *text)
{
    return strstr(text, "memory") || strstr(text, "map segment");
}

static bool says_space(const char *text)
{
    return strstr(text, "File too large") || strstr(text, "disk is full") ||
           strstr(text, "I/O error");
}

static bool says_descriptors(const char *text)
{
    return strstr(text, "Too many open files") || strstr(text, "unable to open database file") ||
           strstr(text, "cannot open shared object");
}

struct limit {
    const char *what;
    const char *option; /* of prlimit */
    double least, most;
    bool (*cause)(const char *text);
};
static const struct limit limits[] = {
    {"ulimit -v: a command ends well, or says memory", "as", 10e6, 400e6, says_memory},
    {"ulimit -f: a command ends well, or says why it cannot write", "fsize", 512, 500000,
     says_space},
    {"ulimit -n: a command ends well, or says that files cannot be opened", "nofile", 4, 40,
     says_descriptors},
};
enum { LIMITS = sizeof limits / sizeof *limits };

/* Does the program begin at all? What loads its libraries may die of too little memory before it does. */
static bool begins(const struct lab *lab, const char *tool)
{
    char *const absolute = realpath(program(), NULL);
    const int code = lab_shell(lab, "%s '%s' --version >version.txt", tool, absolute);
    free(absolute);
    return !code;
}

/* From the least to the most in equal factors. */
static void limited(struct lab *lab, const struct writer *w, const char *whole,
                    const struct limit *l, struct promise *p)
{
    const int cases = promise_cases(1, is_slow(w) ? 3 : 24);
    for (int i = 0; i < cases; i++) {
        char tool[100];
        const double at = (i + lab_draw(lab)) / cases;
        const int n = (int)(l->least * pow(l->most / l->least, at));
        snprintf(tool, sizeof tool, "prlimit --%s=%d", l->option, n);
        const int code = writer_run(lab, w, tool);
        if (code < 128 || begins(lab, tool))
            promise_case(p, gave_up_well(lab, w, code, whole, l->cause), w->name, n);
    }
}

static void every_command_within_limits(void **state)
{
    struct lab *lab = *state;
    struct promise *p[LIMITS];
    if (!has_strace())
        skip();
    writers_open(lab);
    for (int k = 0; k < LIMITS; k++)
        p[k] = promise("%s", limits[k].what);
    for (int i = 0; i < COMMANDS; i++) {
        if (!promise_long() && is_slow(command_of(i)))
            continue;
        char *const whole = undisturbed(lab, command_of(i));
        for (int k = 0; k < LIMITS; k++)
            if (promise_long() || (i + k) % LIMITS == 0)
                limited(lab, command_of(i), whole, &limits[k], p[k]);
        free(whole);
    }
    for (int k = 0; k < LIMITS; k++)
        promise_kept(p[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_command_within_limits)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
