/* The commands. One file each; lab/cli is the only code that prints or exits.
 *
 * A command is its table of options (options.h) and a function that gets them parsed. Results go to
 * stdout, everything else to stderr. */
#pragma once
#include "lab/base/arena.h"
#include "lab/cli/options.h"
#include "lab/run/experiment.h"
#include "lab/spec/course.h"
#include "lab/store/store.h"

#define DEPTHLAB_VERSION "0.9.0"
#define DEPTHLAB_RELEASED "2026-11-30"

/* What every command gets. A failure that it leaves here is printed when it returns. */
struct cli {
    struct arena arena;
    struct failure failure;
    struct store *store;
    const char *db;
    bool json;
    int words; /* of the command line that are no options; NULL ends them */
    const char **word;
    char **argv; /* of the program */
};

struct command {
    const char *name, *summary; /* without a summary it is not for users, and not listed */
    const char *usage;          /* what stands behind `depthlab NAME`; a line for each way */
    const char *about;          /* what it does, in paragraphs */
    const struct option_row *options;
    size_t arguments;                          /* bytes of its struct arguments, zero at first */
    int (*run)(struct cli *, void *arguments); /* the exit code, unless there is a failure */
};
/* The end of a command's file, above which stand its `about`, `options` and `run`. */
#define COMMAND(name, summary, usage, arguments)                                                   \
    const struct command command_##name = {#name, summary, usage, about, options, arguments, run}

extern const struct command command_run, command_list, command_status, command_verdict,
    command_plot, command_data, command_gradcheck, command_worker, command_show, command_compare,
    command_model, command_export, command_report, command_import, command_eval, command_probe,
    command_prune, command_verify, command_check, command_publish, command_recover, command_slides,
    command_completion, command_manual, command_merge, command_cells, command_plan, command_slurm;
extern const struct command *const commands[]; /* all of them, as --help lists them; NULL ends it */

/* Options that several commands have. */
#define CLI_DB "results/lab.db"
#define OPTION_COMMON(word, takes, how, member, ...)                                               \
    {                                                                                              \
        word, takes, how, offsetof(struct cli, member), true, .help = __VA_ARGS__                  \
    }
#define OPTION_DB OPTION_COMMON("db", "FILE", KIND_TEXT, db, "the database", .preset = CLI_DB)
#define OPTION_JSON(text) OPTION_COMMON("json", NULL, KIND_FLAG, json, text)
#define OPTION_COURSE                                                                              \
    OPTION_TEXT("course", "FILE", course,                                                          \
                "another course than the file course.yaml beside the "                             \
                "experiments")
#define OPTION_QUIET(text) OPTION_FLAG("quiet", quiet, text)

/* Parse the program's words, argv[1] being the command's name, and run it; the exit code. */
int cli_run(const struct command *, int argc, char **argv);

/* Print the failure as "depthlab: message" and return its status. */
int cli_fail(const struct failure *);
/* Print "depthlab NAME: message", a pointer to --help, and return STATUS_USAGE. */
__attribute__((format(printf, 2, 3))) int cli_usage(const char *command, const char *format, ...);

/* Fails with a message and returns false when the database cannot be opened. */
bool cli_open_store(struct cli *, bool read_only);
/* The same, only to read, and all that is read is of one moment. For commands that end soon. */
bool cli_read_store(struct cli *);
/* Is the database there? */
bool cli_has_store(struct cli *);
/* What names the database in a command line, for a shell: " --db FILE", "" for CLI_DB. */
const char *cli_db_words(struct cli *);

/* Fails: there are none of these of the experiment that the word names. */
void cli_none_of(struct cli *, const char *what, const char *word);

/* Print to stderr what may not be meant in the experiment's data, a line each. */
void cli_warn_of_data(struct cli *, const struct experiment *);

/* Print the rows of a query: as a JSON array, or as aligned columns under a header line. Returns the
 * number of rows. */
int cli_print_rows(struct cli *, struct query *);

/* As JSON, in the arena: a text, in quotes; a number, so that it reads back equal, null when not finite. */
const char *cli_json_text(struct cli *, const char *);
const char *cli_json_number(struct cli *, double);

/* A text in the arena, there in any case, so that a command prints as if nothing could go wrong: "" and
 * a failure when it does not fit. */
#define cli_text(c, ...) arena_text(&(c)->arena, &(c)->failure, __VA_ARGS__)

/* A text of a database or a file for the terminal: without control characters, in the arena. */
const char *cli_shown(struct cli *, const char *text);
/* A line with the path of what was made. */
void cli_print_path(struct cli *, const char *path);
/* The numbers behind a verdict, and where an inconclusive one leans: "leans for: 1.5 against 2; ...". */
const char *cli_statistic(struct cli *, const char *leaning, const char *statistic);

/* The path of experiments/ or plots/: in the working directory where that has it (plots/ with style.gp; plots/out alone
 * is what was drawn), else above the program's own or the one above that, as built, or in share/depthlab beside bin, as
 * installed. */
const char *cli_folder(struct cli *, const char *name);

/* The course of this file; of NULL that beside the experiments, which has no parts where there is none. */
enum status cli_course(struct cli *, const char *file, struct course *, struct failure *);

/* repeat_order.notice: that a run is trained again for its weights, and how long that takes. */
void cli_notice(void *, int64_t run, double seconds);

/* The path of the running program. */
const char *cli_program(struct cli *);
/* Become its double-precision twin, with the same words; returns only when that fails. */
int cli_in_double(struct cli *);
