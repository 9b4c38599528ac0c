/* A small lab whose whole answer, the database's numbers, tables, figures and the report, is made in surroundings that
 * the test chooses: how many processes, where, in which language, by which clock. */
#pragma once
#include "tests/cli/measured.h"
#include "tests/support/child.h"
#include "tests/support/promise.h"

static const char *const answers[] = {
    "curve.csv",
    "gradient.csv",
    "rank.csv",
    "verdict.csv",
    "said.txt",
    "fig/s/degradation.svg",
    "fig/s/gradient-by-layer.svg",
    "fig/s/degradation.png",
    "r.html",
    "fig/s/gradient-by-layer.png",
};
enum { ANSWERS = sizeof answers / sizeof *answers };

struct answer {
    char *measured, *file[ANSWERS];
    size_t size[ANSWERS];
};

static const char lab_experiment[] =
    "question: q\n"
    "claim: c\n"
    "data: {side: 6, train: 200, test: 40}\n"
    "net: {width: 8, branch: zero-last}\n"
    "train: {steps: 20, batch: 32, log_curve: 5}\n"
    "sweep: {%s}\n"
    "probe: {rank: [0, final]}\n"
    "expect:\n"
    "  - say: so\n"
    "    compare: train_loss of {block plain, depth 12} > train_loss of "
    "{block plain, depth 2}\n"
    "figures: [degradation, gradient-by-layer]\n";
static const char *const lab_axes[] = {"block: [plain, preact]", "depth: [2, 12]",
                                       "seed: [1, 2, 3, 4, 5]"};

/* $1: the program; $2: where all is; the rest: how it runs. */
static const char lab_script[] =
    "set -e\n"
    "p=$1 at=$2; shift 2\n"
    "\"$p\" run $at/s.yaml $at/t.yaml --db $at/lab.db --quiet \"$@\"\n"
    "for view in curve gradient rank verdict; do\n"
    "    \"$p\" export $view --db $at/lab.db -o $at/$view.csv\n"
    "done\n"
    "\"$p\" verdict $at/s.yaml --db $at/lab.db >$at/said.txt\n"
    "\"$p\" plot $at/s.yaml --db $at/lab.db --format svg,png --out $at/fig\n"
    "\"$p\" report $at/s.yaml --db $at/lab.db -o $at/r.html\n";

static inline void cut(char *text, size_t *size, char *from, char *to)
{
    memmove(from, to, *size - (size_t)(to - text) + 1);
    *size -= (size_t)(to - from);
}

static inline void cut_row(char *text, size_t *size, const char *key)
{
    char row[100];
    snprintf(row, sizeof row, "<td class=\"key\">%s</td>", key);
    char *from = strstr(text, row), *to = from ? strchr(from, '\n') : NULL;
    if (!to)
        fail_msg("the report does not say its %s", key);
    cut(text, size, from, to);
}

/* A report says when and for how long its runs ran, on how many threads, and in the commands where all lies. */
static inline void without_circumstances(char *text, size_t *size, const char *folder)
{
    char name[300];
    const int length = snprintf(name, sizeof name, "%s/", folder);
    cut_row(text, size, "runs");
    cut_row(text, size, "threads");
    for (char *at = text; (at = strstr(at, name));)
        cut(text, size, at, at + length);
}

/* So does the database; and of a run that was killed there may be resumes. */
static inline void without_threads_and_resumes(char *text)
{
    size_t size = strlen(text);
    for (char *at = text; (at = strstr(at, "threads="));)
        cut(text, &size, at, strchr(at, ' '));
    char *resumes = strstr(text, "resumes=");
    cut(text, &size, resumes, strchr(resumes, '\n') + 1);
}

static inline char *read_whole(const char *folder, const char *name, size_t *size)
{
    char path[400], *text = calloc(1, 1 << 22);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    *size = file ? fread(text, 1, (1 << 22) - 1, file) : 0;
    if (file)
        fclose(file);
    return text;
}

/* An experiment of these axes in this order, and another that shares a part of its runs. */
static inline void lab_write(const char *folder, const int order[3])
{
    char axes[200], spec[1000];
    snprintf(axes, sizeof axes, "%s, %s, %s", lab_axes[order[0]], lab_axes[order[1]],
             lab_axes[order[2]]);
    snprintf(spec, sizeof spec, lab_experiment, axes);
    write_file(folder, "s.yaml", spec);
    snprintf(spec, sizeof spec, lab_experiment,
             "seed: [1, 6], block: [preact, plain], depth: [2, 12]");
    write_file(folder, "t.yaml", spec);
    write_file(folder, "make.sh", lab_script);
}

/* `around` stands before the command, `how` behind `run`. Exit code 0, or its last words. */
static inline const char *lab_run(const char *folder, const char *around, const char *how)
{
    static char why[600];
    char command[2000], *const absolute = realpath(program(), NULL);
    snprintf(command, sizeof command,
             "cd '%s' && { %s timeout 300 sh '%s/make.sh' '%s' '%s' %s; } >log 2>&1", folder,
             around, folder, absolute, folder, how);
    const int code = system(command);
    free(absolute);
    if (!code)
        return NULL;
    size_t size;
    char *log = read_whole(folder, "log", &size);
    snprintf(why, sizeof why, "exit %d: %.500s", WEXITSTATUS(code), log);
    free(log);
    return why;
}

static inline void answer_read(struct answer *a, const char *folder)
{
    a->measured = measured(folder, "lab.db");
    without_threads_and_resumes(a->measured);
    for (int i = 0; i < ANSWERS; i++) {
        a->file[i] = read_whole(folder, answers[i], &a->size[i]);
        if (!strcmp(answers[i], "r.html"))
            without_circumstances(a->file[i], &a->size[i], folder);
    }
}

static inline void answer_free(struct answer *a)
{
    free(a->measured);
    for (int i = 0; i < ANSWERS; i++)
        free(a->file[i]);
}

/* Are the times that the runs took such as can be? */
static inline bool times_are_sound(const char *folder)
{
    char command[400];
    snprintf(command, sizeof command,
             "test \"$(sqlite3 '%s/lab.db' 'SELECT min(seconds >= 0 AND seconds < 1000) FROM "
             "run')\" = 1",
             folder);
    return system(command) == 0;
}

/* NULL, or what differs, from where. */
static inline const char *answer_differs(const struct answer *a, const struct answer *b)
{
    static char why[300];
    for (int i = 0; i < ANSWERS; i++) {
        size_t at = 0;
        const size_t both = a->size[i] < b->size[i] ? a->size[i] : b->size[i];
        while (at < both && a->file[i][at] == b->file[i][at])
            at++;
        if (both && at == a->size[i] && at == b->size[i])
            continue;
        snprintf(why, sizeof why, "%s, from byte %zu: `%.60s` and not `%.60s`", answers[i], at,
                 a->file[i] + at, b->file[i] + at);
        return why;
    }
    return strcmp(a->measured, b->measured) != 0 ? "the database" : NULL;
}
