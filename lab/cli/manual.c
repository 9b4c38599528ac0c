/* depthlab manual: the tables of the commands as manual pages, in roff (man 7). Made for `make install`. */
#include "lab/cli/cli.h"
#include <stdio.h>
#include <string.h>

static const char about[] = "Print the manual page of depthlab, or of COMMAND, for `man -l -`.";

struct arguments {
    char none;
};

static const struct option_row options[] = {{0}};

/* A text as roff reads it: no line of it is a request, and a hyphen is the one that is typed. */
static void print_text(const char *text)
{
    for (bool begins = true; *text; text++) {
        if (begins && (*text == '.' || *text == '\''))
            fputs("\\&", stdout);
        begins = *text == '\n';
        if (begins && text[1] == '\n') {
            fputs("\n.PP", stdout);
            text++;
        } else if (begins && text[1] != ' ')
            fputs("\n.br", stdout);
        if (*text == '\\')
            fputs("\\e", stdout);
        else if (*text == '-')
            fputs("\\-", stdout);
        else
            putchar(*text);
    }
    putchar('\n');
}

static void print_title(const char *name, const char *summary)
{
    char upper[64];
    size_t n = 0;
    for (; name[n] && n + 1 < sizeof upper; n++)
        upper[n] = (char)(name[n] >= 'a' && name[n] <= 'z' ? name[n] - 'a' + 'A' : name[n]);
    upper[n] = 0;
    printf(".TH %s 1 " DEPTHLAB_RELEASED " \"depthlab " DEPTHLAB_VERSION
           "\" \"depthlab\"\n.SH NAME\n%s \\- ",
           upper, name);
    print_text(summary);
}

static void print_usage(struct cli *c, const struct command *command)
{
    puts(".SH SYNOPSIS");
    for (const char *way = command->usage, *end; way; way = *end ? end + 1 : NULL) {
        end = strchrnul(way, '\n');
        printf("%s.B depthlab %s\n", way == command->usage ? "" : ".br\n", command->name);
        print_text(cli_text(c, "%.*s [OPTION]...", (int)(end - way), way));
    }
}

static void print_options(const struct option_row *row)
{
    char text[600];
    if (row->name)
        puts(".SH OPTIONS");
    for (; row->name; row++) {
        fputs(".TP\n.B ", stdout);
        option_label(row, text, sizeof text);
        print_text(text);
        option_meaning(row, text, sizeof text);
        print_text(text);
    }
}

static void page_of(struct cli *c, const struct command *command)
{
    print_title(cli_text(c, "depthlab-%s", command->name), command->summary);
    print_usage(c, command);
    puts(".SH DESCRIPTION");
    print_text(command->about);
    print_options(command->options);
    puts(".SH SEE ALSO\n.BR depthlab (1)");
}

static void page_of_all(void)
{
    print_title("depthlab", "why deeper plain networks train worse, and what x + F(x) changes");
    puts(".SH SYNOPSIS\n.B depthlab\n\\fICOMMAND\\fR [\\fIOPTION\\fR]...\n.SH DESCRIPTION");
    print_text(
        "A teaching laboratory: it trains plain and residual networks of growing depth side by "
        "side, keeps losses and gradients in an SQLite file, draws figures with gnuplot, and "
        "says of each textbook claim whether its own runs support it.\n\n"
        "Results go to results/lab.db and plots/out in the working directory. Experiments and "
        "figures are read from its folders experiments and plots, else from those that came "
        "with the program.");
    puts(".SH COMMANDS");
    for (int i = 0; commands[i]; i++)
        if (commands[i]->summary) {
            printf(".TP\n.BR depthlab\\-%s (1)\n", commands[i]->name);
            print_text(commands[i]->summary);
        }
    puts(".SH EXIT STATUS");
    print_text(
        "0 all is well; 1 a check failed or a run could not be finished; 2 the command line is "
        "not understood; 65 bad data, spec or database; 73 a file cannot be made; 74 the disk "
        "failed; 75 busy; 130, 143 stopped by a signal.");
    puts(".SH EXAMPLES\n.EX\ndepthlab run first\ndepthlab plot first\ndepthlab report "
         "\\-\\-all\n.EE");
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    if (c->words > 1)
        return cli_usage("manual", "it takes one command");
    if (!c->words)
        page_of_all();
    for (int i = 0; c->words && commands[i]; i++)
        if (commands[i]->summary && !strcmp(commands[i]->name, c->word[0])) {
            page_of(c, commands[i]);
            return STATUS_OK;
        }
    return c->words ? cli_usage("manual", "no command `%.60s`", c->word[0]) : STATUS_OK;
}

COMMAND(manual, NULL, "[COMMAND]", sizeof(struct arguments));
