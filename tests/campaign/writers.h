/* Every command that writes, what it starts from and what it makes; and each write of it, counted by strace. */
#pragma once
#include "tests/campaign/disturbed.h"

struct writer {
    const char *name;
    const char *before; /* for the shell: what it starts from */
    const char *words;
    const char *made;  /* for the shell: prints what it made; NULL: what killed.db holds */
    const char *again; /* what ends it when it was disturbed, NULL: itself */
    bool once;         /* with what is whole it refuses to begin anew, by 73 */
};

static const struct writer writers[] = {
    {"run", "rm -f killed.db", sweep, NULL, NULL, false},
    {"run --again", "cp whole.db killed.db", "run s.yaml --db killed.db -j 2 --again", NULL, NULL,
     false},
    {"worker", "cp plan.db killed.db", "worker --db killed.db <orders", NULL, sweep, false},
    {"probe", "cp whole.db killed.db", "probe rank 1 --step 20 --db killed.db", NULL, NULL, false},
    {"prune", "cp kept.db killed.db", "prune --db killed.db", NULL, NULL, false},
    {"recover", "rm -f killed.db", "recover --db whole.db -o killed.db", NULL, NULL, true},
    {"publish", "rm -f p.db", "publish p.db --db whole.db", "cksum p.db", NULL, false},
    {"export", "rm -f f.csv", "export final --db whole.db -o f.csv", "cat f.csv", NULL, false},
    {"export --weights", "rm -f w", "export 1 --weights w --db whole.db", "cksum w", NULL, false},
    {"eval --logits", "rm -f l.csv", "eval 1 --logits l.csv --db whole.db", "cat l.csv", NULL,
     false},
    {"data export", "rm -rf set", "data export --side 6 --output set", "cksum set/*", NULL, true},
    {"report", "rm -rf r.html p", "report s.yaml --db whole.db -o r.html --out p", "cksum r.html",
     NULL, false},
    {"plot", "rm -rf p", "plot s.yaml --db whole.db --out p --format png,svg", "cksum p/*/*", NULL,
     false},
    {"slides", "rm -rf s", "slides --course hour.yaml --out s --db whole.db",
     "find s -type f | sort | xargs cksum", NULL, false},
};
enum { WRITERS = sizeof writers / sizeof *writers };

/* What the command made, as a text that the caller frees. */
static inline char *made(const struct lab *lab, const struct writer *w)
{
    static char text[1 << 18];
    if (!w->made)
        return measured(lab->folder, "killed.db");
    lab_shell(lab, "%s >made.txt", w->made);
    read_file(path_of(lab, "made.txt"), text, sizeof text);
    return strdup(text);
}

/* From the beginning, under `tool`; the exit code. */
static inline int writer_run(const struct lab *lab, const struct writer *w, const char *tool)
{
    char *const absolute = realpath(program(), NULL);
    remove_database(lab, "killed.db");
    lab_shell(lab, "%s", w->before);
    const int code = lab_shell(lab, "%s '%s' %s >out.txt 2>err.txt", tool, absolute, w->words);
    free(absolute);
    return code;
}

/* Repeated, it ends as if nothing had been. */
static inline const char *writer_again(const struct lab *lab, const struct writer *w,
                                       const char *whole)
{
    static char why[400];
    const char *wrong = orphans();
    struct child_result *result = child_run(lab->folder, w->again ? w->again : w->words);
    if (result->exit)
        snprintf(why, sizeof why, "repeated: exit %d: %.200s", result->exit, result->err);
    if (!wrong && result->exit && !(w->once && result->exit == 73))
        wrong = why;
    free(result);
    wrong = wrong ? wrong : left_over(lab);
    char *text = wrong ? NULL : made(lab, w);
    wrong = wrong ? wrong : strcmp(text, whole) ? "repeated: other bytes" : NULL;
    free(text);
    return wrong;
}

/* What it makes when nothing disturbs it; NULL: it failed. The caller frees it. */
static inline char *undisturbed(const struct lab *lab, const struct writer *w)
{
    const int code = writer_run(lab, w, "");
    const char *wrong = code ? "exit code" : w->again ? writer_again(lab, w, lab->whole) : NULL;
    if (wrong)
        fail_msg("%s: undisturbed: %s %d", w->name, wrong, code);
    return made(lab, w);
}

/* ---- each write of a command ---- */

#define WRITING                                                                                    \
    "write,pwrite64,writev,pwritev,fdatasync,fsync,rename,renameat,renameat2,ftruncate,unlink,"    \
    "unlinkat,openat,mkdir,fchmod,linkat"

/* The n-th call of its kind, in one of its processes. */
struct point {
    char call[16];
    int n;
};
struct points {
    int count;
    struct point point[4000];
};

static inline bool is_device(const char *path)
{
    return !strncmp(path, "/dev/", 5) && strncmp(path, "/dev/shm/", 9) != 0;
}

/* Does it change something in the folder, or beside it? Pipes and terminals are nobody's files. */
static inline bool writes(const char *line, const char *call)
{
    const char *const opened = strstr(line, "O_CREAT"), *const at = strchr(line, '<'),
                      *const device = strstr(line, "\"/dev/");
    if (!strcmp(call, "openat"))
        return opened && !(device && is_device(device + 1));
    return !strstr(call, "write") || (at && at[1] == '/' && !is_device(at + 1));
}

static inline void points_add(struct points *p, const char *call, int n)
{
    for (int i = 0; i < p->count; i++)
        if (p->point[i].n == n && !strcmp(p->point[i].call, call))
            return;
    if (p->count == (int)(sizeof p->point / sizeof *p->point))
        fail_msg("more writes than %d", p->count);
    snprintf(p->point[p->count].call, sizeof p->point->call, "%s", call);
    p->point[p->count++].n = n;
}

/* Of a trace with one line a call, `CALL(...` or `PID CALL(...`. */
static inline void points_read(const char *path, struct points *p)
{
    struct counter {
        int pid, n;
        char call[16];
    } counter[400];
    int counters = 0, pid;
    char line[2000], call[16], *at;
    FILE *file = fopen(path, "re");
    p->count = 0;
    while (file && fgets(line, sizeof line, file)) {
        pid = (int)strtol(line, &at, 10);
        if (sscanf(at, " %15[a-z0-9](", call) != 1)
            continue;
        struct counter *c = counter;
        while (c < counter + counters && (c->pid != pid || strcmp(c->call, call) != 0))
            c++;
        if (c == counter + counters) {
            assert_true(counters++ < 400);
            *c = (struct counter){.pid = pid};
            snprintf(c->call, sizeof c->call, "%s", call);
        }
        c->n++;
        if (writes(line, call))
            points_add(p, call, c->n);
    }
    if (file)
        fclose(file);
}

static inline bool has_strace(void)
{
    return !system("strace -o /dev/null true 2>/dev/null");
}

/* Workers are depthlab, too; what a figure is drawn by is not. */
static inline const char *with_workers(const struct writer *w)
{
    return strncmp(w->name, "run", 3) != 0 ? "" : "-f --seccomp-bpf";
}

/* Where the command can be disturbed. */
static inline const struct points *points_of(const struct lab *lab, const struct writer *w)
{
    static struct points points;
    char tool[300];
    snprintf(tool, sizeof tool, "strace %s -y -qqq -o trace.txt -e trace=" WRITING,
             with_workers(w));
    if (writer_run(lab, w, tool))
        fail_msg("%s: fails under strace", w->name);
    points_read(path_of(lab, "trace.txt"), &points);
    if (!points.count)
        fail_msg("%s writes nothing", w->name);
    return &points;
}

/* From the beginning, with this done to it there, "signal=KILL" or "error=ENOSPC"; the exit code. */
static inline int disturbed_at(const struct lab *lab, const struct writer *w,
                               const struct point *point, const char *fault)
{
    char tool[300];
    snprintf(tool, sizeof tool, "strace %s -qqq -o /dev/null -e trace=%s -e inject=%s:%s:when=%d",
             with_workers(w), point->call, point->call, fault, point->n);
    return writer_run(lab, w, tool);
}

/* Made by a sweep of which no worker could be started; and all that there is to do. */
static inline void writers_open(const struct lab *lab)
{
    setenv("ASAN_OPTIONS", "detect_leaks=0",
           0); /* which strace does not let work: each would fail */
    char *const absolute = realpath(program(), NULL);
    write_file(lab->folder, "hour.yaml",
               "title: An hour\nparts: [{title: One, minutes: 20, experiments: [s.yaml]}]\n");
    lab_shell(lab, "'%s' run s.yaml --db kept.db --keep-weights -j 2 >out.txt", absolute);
    lab_shell(lab, "'%s' export 1 --weights weights --db kept.db >out.txt", absolute);
    lab_shell(lab,
              "strace -qqq -o /dev/null -e inject=clone,clone3,fork:error=EAGAIN '%s' run s.yaml "
              "--db plan.db >out.txt",
              absolute);
    lab_shell(lab, "for i in 1 2 3 4 5 6 7 8; do printf 'train\\000%%d\\000\\000probe\\000rank\\000"
                   "%%d\\000--step\\0000\\000--step\\00040\\000\\000' $i $i; done >orders");
    free(absolute);
}
