/* A folder with a small sweep that was left alone: what it measures, and how a folder must look when another,
 * killed.db, was disturbed and repeated. */
#pragma once
#include "lab/base/clock.h"
#include "tests/cli/measured.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"
#include <dirent.h>
#include <sys/prctl.h>

static const char disturbed_spec[] =
    "question: q\n"
    "data: {side: 6, train: 200, test: 40}\n"
    "net: {width: 8, branch: zero-last}\n"
    "train: {steps: 40, batch: 32, log_curve: 5}\n"
    "sweep: {block: [plain, preact], depth: [2, 12], seed: [1, 2]}\n"
    "probe: {rank: [0, final]}\n"
    "figures: [depth-curve]\n"
    "expect:\n"
    "  - say: so\n"
    "    compare: train_loss of {block plain, depth 12} > train_loss of {block plain, depth 2}\n";

struct lab {
    char *folder, *whole; /* what an undisturbed sweep measures */
    double seconds;       /* that it takes */
    struct stream chance;
    uint64_t drawn;
};

static inline double lab_draw(struct lab *lab)
{
    return stream_uniform(lab->chance, lab->drawn++);
}

static inline const char *path_of(const struct lab *lab, const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", lab->folder, name);
    return path;
}

/* A line for the shell, in the lab's folder; its exit code, or 128 + signal. */
__attribute__((format(printf, 2, 3))) static inline int lab_shell(const struct lab *lab,
                                                                  const char *format, ...)
{
    char line[3000];
    const int n = snprintf(line, sizeof line, "exec 2>/dev/null; cd '%s' && ", lab->folder);
    va_list list;
    va_start(list, format);
    vsnprintf(line + n, sizeof line - (size_t)n, format, list);
    va_end(list);
    const int code = system(line);
    return WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code);
}

/* ---- afterwards ---- */

/* Files that nobody asked for: beside the database, or of a writer that is dead. */
static inline const char *left_over_in(const char *path, int depth)
{
    static char why[300];
    const char *found = NULL;
    DIR *folder = opendir(path);
    for (struct dirent *e; folder && !found && (e = readdir(folder));) {
        char below[600];
        snprintf(below, sizeof below, "%.300s/%.255s", path, e->d_name);
        if ((!strncmp(e->d_name, "killed.db", 9) && e->d_name[9]) ||
            strstr(e->d_name, ".depthlab")) {
            snprintf(why, sizeof why, "left over: %.200s", e->d_name);
            found = why;
        } else if (depth && e->d_type == DT_DIR && e->d_name[0] != '.') {
            found = left_over_in(below, depth - 1);
        }
    }
    if (folder)
        closedir(folder);
    return found;
}

static inline const char *left_over(const struct lab *lab)
{
    return left_over_in(lab->folder, 4);
}

/* Orphans become ours (PR_SET_CHILD_SUBREAPER): is none there a second later? */
static inline const char *orphans(void)
{
    pid_t pid = 0;
    for (int i = 0; i < 1000 && (pid = waitpid(-1, NULL, WNOHANG)) >= 0; i += pid == 0)
        if (pid == 0)
            usleep(1000);
    return pid < 0 ? NULL : "an orphan after a second";
}

static inline void remove_database(const struct lab *lab, const char *db)
{
    static const char *const tail[] = {"", "-wal", "-shm", "-journal", ".lock"};
    char name[80];
    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++) {
        snprintf(name, sizeof name, "%s%s", db, tail[i]);
        unlink(path_of(lab, name));
    }
}

static const char sweep[] = "run s.yaml --db killed.db -j 2";

/* The same command again ends as if nothing had been. */
static inline const char *repeated(const struct lab *lab, const char *words)
{
    static char why[300];
    const char *wrong = orphans();
    struct child_result *result = child_run(lab->folder, words);
    if (result->exit) {
        snprintf(why, sizeof why, "repeated: exit %d: %.200s", result->exit, result->err);
        wrong = why;
    }
    free(result);
    wrong = wrong ? wrong : left_over(lab);
    char *text = measured(lab->folder, "killed.db");
    wrong = wrong ? wrong : strcmp(text, lab->whole) ? "other bytes" : NULL;
    free(text);
    remove_database(lab, "killed.db");
    return wrong;
}

/* ---- moments ---- */

/* Up to as long as an undisturbed sweep takes. */
static inline void rest(struct lab *lab)
{
    usleep((useconds_t)(1e6 * lab->seconds * lab_draw(lab)));
}

/* Begun, and its database is there. */
static inline pid_t sweep_begun(struct lab *lab, const char *words, const char *db)
{
    char out[400];
    snprintf(out, sizeof out, "%s", path_of(lab, "out.txt"));
    const pid_t pid = child_start(lab->folder, words, out, out);
    for (int i = 0; access(path_of(lab, db), F_OK) && i < 10000; i++)
        usleep(500);
    return pid;
}

/* ---- a group's first and last step ---- */

static inline int lab_open(void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    lab->folder = temp_dir();
    lab->chance = promise_stream();
    write_file(lab->folder, "s.yaml", disturbed_spec);
    const double begin = clock_elapsed();
    struct child_result *result = child_run(lab->folder, "run s.yaml --db whole.db -j 2");
    lab->seconds = clock_elapsed() - begin;
    assert_prints(result, 0, out, "8 runs, 8 done");
    free(result);
    lab->whole = measured(lab->folder, "whole.db");
    free(child_run(lab->folder, "run s.yaml --db whole.db -j 2")); /* takes the log away again */
    *state = lab;
    return 0;
}

static inline int lab_close(void **state)
{
    struct lab *lab = *state;
    promises_end(state);
    remove_dir(lab->folder);
    free(lab->whole);
    free(lab);
    return 0;
}
