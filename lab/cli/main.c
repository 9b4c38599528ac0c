/* depthlab COMMAND ... */
#include "build/gen/revision.h"
#include "lab/base/suggest.h"
#include "lab/cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int help(void)
{
    puts("depthlab: why deeper plain networks train worse, and what x + F(x) changes\n\n"
         "usage: depthlab COMMAND [OPTION]...\n");
    for (int i = 0; commands[i]; i++)
        if (commands[i]->summary)
            printf("  %-10s %s\n", commands[i]->name, commands[i]->summary);
    puts("\ndepthlab COMMAND --help says more. Start with: depthlab run degradation");
    return STATUS_OK;
}

static bool is(const char *word, const char *a, const char *b)
{
    return !strcmp(word, a) || !strcmp(word, b);
}

/* --help counts wherever it stands: it is often typed at the end of half a command. */
static bool wants_help(char **word)
{
    for (; *word && strcmp(*word, "--"); word++)
        if (is(*word, "--help", "-h"))
            return true;
    return false;
}

static int carry_out(int argc, char **argv)
{
    if (argc < 2) {
        help();
        return STATUS_USAGE;
    }
    if (is(argv[1], "--help", "-h") || (!strcmp(argv[1], "help") && argc == 2))
        return help();
    if (is(argv[1], "--version", "-V")) {
        printf("depthlab " DEPTHLAB_VERSION " (%s)\n%s\n", DEPTHLAB_REVISION, DEPTHLAB_BUILD);
        return STATUS_OK;
    }
    bool help_on = !strcmp(argv[1], "help");
    const char *word = argv[help_on ? 2 : 1];
    struct suggestion near = {.word = word};
    for (int i = 0; commands[i]; i++) {
        if (!strcmp(word, commands[i]->name)) {
            if (help_on || wants_help(argv + 2)) {
                options_help(commands[i]);
                return STATUS_OK;
            }
            return cli_run(commands[i], argc, argv);
        }
        if (commands[i]->summary)
            suggest_offer(&near, commands[i]->name);
    }
    struct failure failure = {0};
    fail(&failure, STATUS_USAGE, "no command `%s`%s", word, suggest_inline(&near));
    return cli_fail(&failure);
}

/* What is opened must not become the input or the output of who has closed his. */
static void fill_closed(void)
{
    int file;
    do
        file = open("/dev/null", O_RDONLY);
    while (file >= 0 && file <= STDERR_FILENO);
    if (file >= 0)
        close(file);
}

int main(int argc, char **argv)
{
    fill_closed();
    signal(SIGPIPE, SIG_IGN); /* writing fails instead, and says so */
    signal(SIGXFSZ, SIG_IGN);
    const int code = carry_out(argc, argv);
    errno = 0; /* an earlier write may have failed, and what followed has set its own */
    if ((!fflush(stdout) && !ferror(stdout)) || code == STATUS_DISK)
        return code;
    fprintf(stderr, "depthlab: the output cannot be written%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return STATUS_DISK;
}
