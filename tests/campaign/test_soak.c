/* What is promised of one sweep of many runs whose workers are killed meanwhile: nothing grows. */
#include "tests/campaign/disturbed.h"

/* What a process holds: memory that is its own, in KiB, and descriptors. */
struct held {
    double memory, descriptors;
};

static struct held held_by(pid_t pid)
{
    char path[64], text[4096];
    struct held h = {0};
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    read_file(path, text, sizeof text);
    const char *anonymous = strstr(text, "\nAnonymous:");
    h.memory = anonymous ? atof(anonymous + 11) : 0;
    snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
    DIR *folder = opendir(path);
    while (folder && readdir(folder))
        h.descriptors++;
    if (folder)
        closedir(folder);
    return h;
}

/* Of the n last: the greatest. */
static struct held most(const struct held *h, int n)
{
    struct held m = {0};
    for (int i = 0; i < n; i++) {
        m.memory = h[i].memory > m.memory ? h[i].memory : m.memory;
        m.descriptors = h[i].descriptors > m.descriptors ? h[i].descriptors : m.descriptors;
    }
    return m;
}

static int files_in(const char *path)
{
    int n = 0;
    DIR *folder = opendir(path);
    while (folder && readdir(folder))
        n++;
    if (folder)
        closedir(folder);
    return n;
}

enum { SAMPLES = 100000 };

/* Watched and disturbed to its end; the exit code. What it holds once it has begun goes to `h`, n times. */
static int soak(struct lab *lab, const char *words, struct held *h, int *n, int *files)
{
    const pid_t pid = sweep_begun(lab, words, "killed.db");
    int status = 0;
    for (int i = 0; !waitpid(pid, &status, WNOHANG); i++) {
        usleep(10000);
        if (*n < SAMPLES && i > 20)
            h[(*n)++] = held_by(pid);
        const int now = files_in(lab->folder);
        *files = now > *files ? now : *files;
        const pid_t worker = lab_draw(lab) < .05 ? child_of(pid) : 0;
        if (worker > 0)
            kill(worker, SIGKILL);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void nothing_grows(void **state)
{
    struct lab *lab = *state;
    char words[200], why[200];
    struct promise *ends =
                       promise("a sweep whose workers are killed again and again: all runs done"),
                   *memory =
                       promise("it holds no more memory in its third quarter than in its second"),
                   *descriptors = promise("it holds no more descriptors"),
                   *files = promise("it makes no files but the database's three and a lock");
    const int runs = promise_cases(60, 1000), before = files_in(lab->folder);
    struct held *h = calloc(SAMPLES, sizeof *h);
    int n = 0, enough = SAMPLES, most_files = 0, code = 1;
    snprintf(words, sizeof words,
             "run s.yaml --db killed.db -j 2 --depth 2 --block plain --steps 30 --seed 1..%d",
             runs);
    for (int i = 0; code == 1 && i < 100; i++)
        code = soak(lab, words, h, i ? &enough : &n, &most_files); /* the first trains most */
    snprintf(
        words, sizeof words,
        "test \"$(sqlite3 killed.db \"SELECT count(*) FROM run WHERE status = 'done'\")\" = %d",
        runs);
    promise_case(ends, code || lab_shell(lab, "%s", words) ? "not all" : NULL, "runs", runs);
    const int part = n / 4;
    const struct held first = most(h + part, part), last = most(h + 2 * part, part);
    const double lists = 2500; /* in KiB: of what is to be probed, and SQLite's cache */
    snprintf(why, sizeof why, "%g KiB, then %g", first.memory, last.memory);
    promise_case(memory, last.memory <= 1.1 * first.memory + lists ? NULL : why, "runs", runs);
    snprintf(why, sizeof why, "%g, then %g", first.descriptors, last.descriptors);
    const double pipes = 4; /* of a worker that is being started */
    promise_case(descriptors, last.descriptors <= first.descriptors + pipes ? NULL : why, "runs",
                 runs);
    snprintf(why, sizeof why, "%d files, then %d", before, most_files);
    promise_case(files, most_files <= before + 5 ? NULL : why, "runs", runs); /* and out.txt */
    promise_case(files, left_over(lab), "in the end", runs);
    free(h);
    promise_kept(ends);
    promise_kept(memory);
    promise_kept(descriptors);
    promise_kept(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_grows)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
