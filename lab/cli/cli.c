#include "lab/cli/cli.h"
#include "lab/base/folder.h"
#include "lab/base/name.h"
#include "lab/base/suggest.h"
#include "lab/base/utf8.h"
#include "lab/cli/draw.h"
#include "lab/cli/signals.h"
#include "lab/run/recorded.h"
#include "lab/spec/override_words.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct command *const commands[] = {
    &command_list,
    &command_run,
    &command_check,
    &command_status,
    &command_show,
    &command_compare,
    &command_verdict,
    &command_plot,
    &command_report,
    &command_slides,
    &command_model,
    &command_data,
    &command_export,
    &command_import,
    &command_eval,
    &command_probe,
    &command_plan,
    &command_cells,
    &command_merge,
    &command_slurm,
    &command_publish,
    &command_prune,
    &command_recover,
    &command_verify,
    &command_gradcheck,
    &command_completion,
    &command_manual,
    &command_worker,
    NULL,
};

int cli_fail(const struct failure *failure)
{
    fprintf(stderr, "depthlab: %s\n", failure->message);
    return (int)failure->status;
}

int cli_usage(const char *command, const char *format, ...)
{
    char message[1600];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    utf8_make_printable(message);
    fprintf(stderr, "depthlab %s: %s\n`depthlab %s --help` shows how it is used\n", command,
            message, command);
    return STATUS_USAGE;
}

/* Where its files go when --out is not given nothing can be made, as in somebody else's folder. */
static void name_another_folder(const struct command *command, struct failure *failure)
{
    const struct failure f = *failure;
    if (f.status != STATUS_CREATE || !option_find(command->options, "--out") ||
        strstr(f.message, " --") ||
        (!strstr(f.message, strerror(EACCES)) && !strstr(f.message, strerror(EROFS))) ||
        (!strstr(f.message, DRAW_FIGURES "/") && !strstr(f.message, DRAW_PAGES "/")))
        return;
    *failure = (struct failure){0};
    fail(failure, f.status, "%s; --out names another folder", f.message);
}

int cli_run(const struct command *command, int argc, char **argv)
{
    struct cli c = {.argv = argv};
    struct failure wrong = {0};
    arena_open(&c.arena, SIZE_MAX);
    void *arguments = arena_calloc(&c.arena, command->arguments);
    int code = STATUS_OK;
    if (!arguments)
        fail_memory(&c.failure);
    else if (options_parse(&c, command->options, argc - 2, argv + 2, arguments, &wrong))
        code = cli_usage(command->name, "%s", wrong.message);
    else if (c.db && !strcmp(c.db, ":memory:"))
        code =
            cli_usage(command->name, "--db takes a file: what is in memory ends with the command");
    else if (!c.failure.status) {
        signals_leave();
        code = command->run(&c, arguments);
    }
    if (c.store)
        store_check_unchanged(c.store, &c.failure);
    store_close(c.store);
    name_another_folder(command, &c.failure);
    if (c.failure.status)
        code = cli_fail(&c.failure);
    arena_close(&c.arena);
    return code;
}

bool cli_has_store(struct cli *c)
{
    char folder[4096];
    const char *here = getcwd(folder, sizeof folder);
    const char *slash = strrchr(c->db, '/');
    if (!access(c->db, F_OK))
        return true;
    if (slash > c->db && strcmp(c->db, CLI_DB) &&
        access(cli_text(c, "%.*s", (int)(slash - c->db), c->db), F_OK))
        return !fail(&c->failure, STATUS_DATA, "there is no database %s, nor its folder", c->db);
    return !fail(&c->failure, STATUS_DATA,
                 "there is no database %s%s%s; `depthlab run first%s` makes one in seconds", c->db,
                 *c->db == '/' || !here ? "" : " in ", *c->db == '/' || !here ? "" : here,
                 cli_db_words(c));
}

/* Names that may be meant: those of the database, then those that ship. */
static const char *hint_at_experiment(struct cli *c, const char *name)
{
    struct suggestion near = {.word = name};
    struct query *q = query_open(c->store, "SELECT name FROM experiment", &c->failure);
    while (query_next(q))
        suggest_offer(&near, cli_text(c, "%s", query_text(q, 0)));
    query_close(q);
    const char **names = experiment_names(&c->arena, cli_folder(c, "experiments"), &c->failure);
    for (; names && *names; names++)
        suggest_offer(&near, *names);
    return near.name && near.distance ? cli_text(c, "%s", suggest_inline(&near)) : "";
}

void cli_none_of(struct cli *c, const char *what, const char *word)
{
    const char *name = experiment_name(&c->arena, word, &c->failure),
               *hint = c->failure.status ? "" : hint_at_experiment(c, name);
    if (c->failure.status)
        return;
    if (!name_is_plain(name))
        fail(&c->failure, STATUS_USAGE,
             "`%.60s` is not a name of an experiment, which has " NAME_RULE, name);
    else if (*hint)
        fail(&c->failure, STATUS_USAGE, "no %s of `%.60s`%s", what, name, hint);
    else
        fail(&c->failure, STATUS_USAGE, "no %s of `%.60s` yet: depthlab run %.60s", what, name,
             override_shell_word(&c->arena, word, &c->failure));
}

const char *cli_db_words(struct cli *c)
{
    return strcmp(c->db, CLI_DB)
               ? cli_text(c, " --db %s", override_shell_word(&c->arena, c->db, &c->failure))
               : "";
}

bool cli_open_store(struct cli *c, bool read_only)
{
    if (!read_only && !strcmp(c->db, CLI_DB))
        folder_make(&c->arena, "results", &c->failure);
    if (read_only && !cli_has_store(c))
        return false;
    c->store = recorded_open(c->db, read_only, &c->failure);
    return c->store && (!read_only || !store_check(c->store, &c->failure));
}

bool cli_read_store(struct cli *c)
{
    return cli_open_store(c, true) && !store_hold_moment(c->store, &c->failure);
}

void cli_notice(void *self, int64_t run, double seconds)
{
    (void)self;
    fprintf(stderr, "run %lld has not kept its weights: it is trained again, about %.0f s\n",
            (long long)run, seconds < 1 ? 1 : seconds);
}

void cli_warn_of_data(struct cli *c, const struct experiment *e)
{
    struct remarks remarks;
    if (experiment_remarks(&c->arena, e, &remarks, &c->failure))
        return;
    for (int i = 0; i < remarks.count; i++)
        fprintf(stderr, "%s: warning: %s\n", e->spec.name, cli_shown(c, remarks.line[i]));
}

const char *cli_program(struct cli *c)
{
    char path[4096];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    return cli_text(c, "%s", path);
}

int cli_in_double(struct cli *c)
{
    const char *program = cli_text(c, "%s-double", cli_program(c));
    execv(program, c->argv);
    return (int)fail(&c->failure, STATUS_FAILED, "cannot start %s: %s", program, strerror(errno));
}

const char *cli_folder(struct cli *c, const char *name)
{
    static const char *const above[] = {"..", "../..", "../share/depthlab"};
    if (!access(strcmp(name, "plots") ? "experiments" : "plots/style.gp", R_OK))
        return name;
    const char *program = cli_program(c), *slash = strrchr(program, '/');
    const int folder = slash ? (int)(slash - program) : 0;
    for (size_t i = 0; i < sizeof above / sizeof *above; i++)
        if (!access(cli_text(c, "%.*s/%s/experiments", folder, program, above[i]), R_OK))
            return cli_text(c, "%.*s/%s/%s", folder, program, above[i], name);
    return name;
}

enum status cli_course(struct cli *c, const char *file, struct course *course,
                       struct failure *failure)
{
    const char *folder = cli_folder(c, "experiments");
    *course = (struct course){.title = ""};
    if (!file && access(file = cli_text(c, "%s/course.yaml", folder), F_OK))
        return STATUS_OK;
    return course_read(&c->arena, file, folder, course, failure);
}
