/* depthlab probe: instruments on demand, applied to the states that runs have kept. */
#include "lab/base/suggest.h"
#include "lab/cli/cli.h"
#include "lab/inspect/select.h"
#include "lab/run/probe_run.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: depthlab probe\n"
    "       depthlab probe NAME RUN [OPTION]...\n\n"
    "Look inside trained nets. Without words, list the probes. NAME is one of them; RUN is as in\n"
    "`depthlab show`: a number, a hash, or an experiment with settings, which may mean several "
    "runs.\n"
    "The numbers go into the database, table NAME_row or as `probe` names it, where the table "
    "`probe`\n"
    "says what each column means; and onto the screen. A landscape or trajectory that is "
    "interrupted "
    "goes\n"
    "on where it was when the same command is given again.\n\n"
    "  --step S        after S updates: 0 is the start, other steps those that the run has kept\n"
    "                  (train.keep); the last one unless said; repeatable\n"
    "  --samples N     look at the first N samples of the training set (256)\n"
    "  --seed N        of the probe's own draws (1)\n"
    "  --grid N        points a side of a surface (21)\n"
    "  --data PATH     where the runs' data lie, for a set that is read from files\n"
    "  --db FILE       the database (results/lab.db)\n"
    "  --quiet         nothing on the screen\n"
    "  --json\n";

enum { STEPS = 64 };

struct words {
    struct cli *c;
    struct probe_run_order order;
    int steps;
    int64_t step[STEPS];
    bool terminal, quiet;
    char **argv; /* of the program, its name and the command's included */
};

static int list(struct cli *c)
{
    for (int i = 0; probes[i]; i++) {
        if (c->json) {
            printf("%s{\"name\": ", i ? ",\n " : "[");
            cli_json_text(probes[i]->name);
            fputs(", \"about\": ", stdout);
            cli_json_text(probes[i]->about);
            putchar('}');
        } else {
            printf("%-14s %s\n", probes[i]->name, probes[i]->about);
        }
    }
    if (c->json)
        puts("]");
    return STATUS_OK;
}

static void say_estimate(void *self, double seconds, double done)
{
    const struct words *w = self;
    if (w->quiet)
        return;
    if (done > 0)
        fprintf(stderr, "%s: goes on at %.0f %%, ", w->order.probe->name, 100 * done);
    else
        fprintf(stderr, "%s: ", w->order.probe->name);
    fprintf(stderr, seconds < 1 ? "about %.1g s\n" : "about %.0f s\n", seconds);
}

static void say_progress(void *self, double done)
{
    const struct words *w = self;
    if (w->terminal && done < 1)
        fprintf(stderr, "\r%s: %3.0f %%", w->order.probe->name, 100 * done);
    else if (w->terminal)
        fprintf(stderr, "\r%*s\r", (int)strlen(w->order.probe->name) + 8, "");
}

/* A column as it is, or, for people, in six digits. */
static const char *shown(struct cli *c, const char *column, bool as_it_is)
{
    return as_it_is ? arena_printf(&c->arena, "\"%s\"", column)
                    : arena_printf(&c->arena, "iif(\"%s\" IS NULL, '', printf('%%.6g', \"%s\"))",
                                   column, column);
}

/* A series of which no row was ever written has no table. */
static bool is_written(struct cli *c, const struct series *s)
{
    struct query *q =
        query_open(c->store, "SELECT 1 FROM sqlite_schema WHERE name = :table", &c->failure);
    query_bind_text(q, ":table", arena_printf(&c->arena, "%s_row", s->name));
    const bool written = query_next(q);
    query_close(q);
    return written;
}

static void print_series(struct words *w, const struct series *s, int64_t step)
{
    struct cli *c = w->c;
    if (!is_written(c, s)) {
        fputs(c->json ? "[]\n" : "  nothing\n", stdout);
        return;
    }
    const char *columns = "";
    for (int i = 0; i < s->columns; i++)
        columns = arena_printf(&c->arena, "%s, %s AS \"%s\"", columns,
                               shown(c, s->column[i].name, c->json || i < s->keys),
                               s->column[i].name);
    const char *sql = arena_printf(
        &c->arena,
        "SELECT place AS \"%s\"%s FROM \"%s_row\" WHERE run = :run AND step = :step ORDER BY 1%s",
        *s->place ? s->place : "place", columns, s->name, s->keys ? ", 2" : "");
    struct query *q = query_open(c->store, sql, &c->failure);
    query_bind_int(q, ":run", w->order.run);
    query_bind_int(q, ":step", step);
    cli_print_rows(c, q);
    query_close(q);
}

static void look(struct words *w, int64_t run, int64_t wanted)
{
    struct cli *c = w->c;
    const struct probe *p = w->order.probe;
    int64_t step = 0;
    w->order.run = run;
    w->order.step = wanted;
    if (probe_run_execute(c->store, &w->order, &step, &c->failure))
        return;
    for (int i = 0; p->series[i] && !c->failure.status && !w->quiet; i++) {
        const struct series *s = p->series[i];
        if (c->json)
            printf("%s{\"run\": %lld, \"step\": %lld, \"series\": \"%s\", \"rows\":\n ",
                   w->steps++ ? ",\n" : "[", (long long)run, (long long)step, s->name);
        else
            printf("%srun %lld after %lld updates: %s_row\n", w->steps++ ? "\n" : "",
                   (long long)run, (long long)step, s->name);
        print_series(w, s, step);
        if (c->json)
            putchar('}');
    }
}

static enum status unknown(struct cli *c, const char *name)
{
    struct suggestion nearest = {.word = name};
    for (int i = 0; probes[i]; i++)
        suggest_offer(&nearest, probes[i]->name);
    if (nearest.name)
        return fail(&c->failure, STATUS_USAGE, "there is no probe `%.60s`; did you mean `%s`?",
                    name, nearest.name);
    return fail(&c->failure, STATUS_USAGE, "there is no probe `%.60s`; `depthlab probe` lists them",
                name);
}

/* The same words to the program's twin. */
static int in_double(struct cli *c, char **argv)
{
    const char *program = cli_program_double(&c->arena);
    execv(program, argv);
    return (int)fail(&c->failure, STATUS_FAILED, "cannot start %s: %s", program, strerror(errno));
}

static int probe(struct words *w, int words, char **word)
{
    struct cli *c = w->c;
    struct selection selection;
    const int steps = w->steps;
    w->order.probe = probe_find(word[0]);
    if (!w->order.probe)
        return (int)unknown(c, word[0]);
    if (w->order.probe->needs & NEEDS_DOUBLE && sizeof(real) < sizeof(double))
        return in_double(c, w->argv);
    if (words < 2)
        return cli_usage("probe", "which run? a number, a hash, or EXPERIMENT KEY=VALUE...");
    if (access(c->db, F_OK))
        return (int)fail(&c->failure, STATUS_DATA,
                         "there is no database %s; `depthlab run` makes one", c->db);
    if (!cli_open_store(c, false) ||
        select_runs(&c->arena, c->store, words - 1, (const char *const *)(word + 1), &selection,
                    &c->failure))
        return STATUS_OK;
    w->steps = 0; /* from here on, what was printed */
    for (int i = 0; i < selection.runs; i++)
        for (int k = 0; k < (steps ? steps : 1) && !c->failure.status; k++)
            look(w, selection.run[i], steps ? w->step[k] : STEP_FINAL);
    if (c->json)
        puts(w->steps ? "]" : "[]");
    return STATUS_OK;
}

/* A whole number of at least `low`. */
static bool read_number(const char *text, int64_t low, int64_t *n)
{
    char *end;
    errno = 0;
    *n = strtoll(text, &end, 10);
    return *text && !*end && !errno && *n >= low;
}

static int run(int argc, char **argv)
{
    static const struct option options[] = {{"step", required_argument, NULL, 's'},
                                            {"samples", required_argument, NULL, 'n'},
                                            {"seed", required_argument, NULL, 'r'},
                                            {"grid", required_argument, NULL, 'g'},
                                            {"data", required_argument, NULL, 'p'},
                                            {"db", required_argument, NULL, 'd'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {NULL, 0, NULL, 0}};
    struct cli c;
    struct words w = {.c = &c, .terminal = isatty(STDERR_FILENO), .argv = argv - 1};
    w.order = (struct probe_run_order){.samples = 256,
                                       .seed = 1,
                                       .path = "",
                                       .watcher = &w,
                                       .estimate = say_estimate,
                                       .watch = say_progress};
    if (!cli_begin(&c))
        return cli_fail(&c.failure);
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        int64_t n = 0;
        bool good = true;
        switch (o) {
        case 's':
            good = read_number(optarg, 0, &n) && w.steps < STEPS;
            if (good)
                w.step[w.steps++] = n;
            break;
        case 'n':
            good = read_number(optarg, 1, &n) && n <= 65536;
            w.order.samples = (int)n;
            break;
        case 'r':
            good = read_number(optarg, 0, &n);
            w.order.seed = (uint64_t)n;
            break;
        case 'g':
            good = read_number(optarg, 2, &n) && n <= 1001;
            w.order.grid = (int)n;
            break;
        case 'p':
            w.order.path = optarg;
            break;
        case 'd':
            c.db = optarg;
            break;
        case 'j':
            c.json = true;
            break;
        case 'q':
            w.quiet = true;
            w.order.estimate = NULL;
            w.order.watch = NULL;
            break;
        default:
            return cli_end(&c, cli_option("probe"));
        }
        if (!good)
            return cli_end(&c, cli_usage("probe", "`%s` is no such number", optarg));
    }
    if (optind == argc)
        return cli_end(&c, list(&c));
    return cli_end(&c, probe(&w, argc - optind, argv + optind));
}

const struct command command_probe = {"probe", "look inside trained nets: instruments on demand",
                                      help, run};
