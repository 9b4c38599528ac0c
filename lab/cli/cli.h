/* The commands. One file each; lab/cli is the only code that prints or exits.
 *
 * A command gets its own words, argv[0] being its name, and returns the program's exit code. Results
 * go to stdout, everything else to stderr. */
#pragma once
#include "lab/base/arena.h"
#include "lab/run/experiment.h"
#include "lab/store/store.h"
#include <getopt.h>
#include <stdbool.h>

struct command {
    const char *name, *summary;
    const char *help; /* what --help prints: usage first, then the options */
    int (*run)(int argc, char **argv);
};
extern const struct command command_run, command_list, command_status, command_verdict,
    command_plot, command_data, command_gradcheck, command_task, command_show, command_compare,
    command_model, command_export, command_report, command_import, command_eval, command_probe;

/* Print the failure as "depthlab: message" and return its status. */
int cli_fail(const struct failure *);
/* Print "depthlab NAME: message", a pointer to --help, and return STATUS_USAGE. */
__attribute__((format(printf, 2, 3))) int cli_usage(const char *command, const char *format, ...);
/* The same after getopt_long, which has said what is wrong with an option. */
int cli_option(const char *command);

/* What most commands start with. cli_open fails with a message and returns false. */
struct cli {
    struct arena arena;
    struct failure failure;
    struct store *store;
    const char *db; /* results/lab.db unless --db says otherwise */
    bool json;
};
bool cli_begin(struct cli *);
bool cli_open_store(struct cli *, bool read_only);
/* Take --db and --json, all the options that many commands have; optind is then the first word that
 * is no option. STATUS_USAGE, with a message, for any other option. */
int cli_common(struct cli *, const char *command, int argc, char **argv);
/* Close everything; the exit code: that of the failure, which it prints, or `code`. */
int cli_end(struct cli *, int code);

/* Print the rows of a query: as a JSON array, or as aligned columns under a header line. Returns the
 * number of rows. */
int cli_print_rows(struct cli *, struct query *);

/* A text as JSON, in quotes; a number as JSON, so that it reads back equal; null when not finite. */
void cli_json_text(const char *);
void cli_json_number(double);

/* The folder that holds experiments/ and plots/: the working directory where it has them, else the
 * one above the program's own. */
const char *cli_house(struct arena *);

/* The path of the running program, and of its double-precision twin beside it. */
const char *cli_program(struct arena *);
const char *cli_program_double(struct arena *);
