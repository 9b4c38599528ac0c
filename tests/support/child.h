/* Run the program under test as a user would, in a folder of its own. */
#pragma once
#include "tests/support/check.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

extern char **environ;

struct child_result {
    int exit; /* exit code; -N when signal N ended it */
    char out[1 << 16], err[1 << 16];
};

/* A pipe that nobody reads. */
static inline int broken_pipe(void)
{
    int end[2];
    if (pipe(end))
        return -1;
    close(end[0]);
    return end[1];
}

/* The words of a command line without quotes, `%s` filled in by the caller. `out` and `err` are files; NULL:
 * nobody reads it. */
static inline pid_t child_start(const char *folder, const char *words, const char *out,
                                const char *err)
{
    char line[4096], *word[64], *absolute = realpath(program(), NULL);
    int n = 0;
    snprintf(line, sizeof line, "%s", words);
    word[n++] = absolute;
    for (char *w = strtok(line, " "); w && n < 63; w = strtok(NULL, " "))
        word[n++] = w;
    word[n] = NULL;
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        signal(SIGPIPE, SIG_DFL);
        int to_out = out ? open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666) : broken_pipe();
        int to_err = err ? open(err, O_WRONLY | O_CREAT | O_TRUNC, 0666) : broken_pipe();
        if (!absolute || chdir(folder) || dup2(to_out, 1) < 0 || dup2(to_err, 2) < 0)
            _exit(127);
        execv(absolute, word);
        _exit(127);
    }
    free(absolute);
    if (pid < 0)
        fail_msg("cannot start %s", program());
    return pid;
}

/* Its exit code; -N when signal N ended it. */
static inline int child_wait(pid_t pid)
{
    int status;
    if (waitpid(pid, &status, 0) != pid)
        fail_msg("lost the child");
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static inline void read_file(const char *path, char *text, size_t room)
{
    FILE *file = fopen(path, "re");
    size_t n = file ? fread(text, 1, room - 1, file) : 0;
    text[n] = 0;
    if (file)
        fclose(file);
}

/* The process id of some child of `parent`, 0 while there is none. */
static inline pid_t child_of(pid_t parent)
{
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    read_file(path, text, sizeof text);
    return (pid_t)strtol(text, NULL, 10);
}

/* Run to the end and read what it prints. The result is freed by the caller. */
static inline struct child_result *child_run(const char *folder, const char *words)
{
    struct child_result *result = calloc(1, sizeof *result);
    char out[300], err[300];
    snprintf(out, sizeof out, "%s/child.out", folder);
    snprintf(err, sizeof err, "%s/child.err", folder);
    result->exit = child_wait(child_start(folder, words, out, err));
    read_file(out, result->out, sizeof result->out);
    read_file(err, result->err, sizeof result->err);
    return result;
}

static inline void write_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0 || fclose(file))
        fail_msg("cannot write %s", path);
}

#define assert_prints(answer, code, where, text)                                                   \
    do {                                                                                           \
        const struct child_result *result_ = (answer); /* evaluated once */                        \
        if (result_->exit != (code) || !strstr(result_->where, (text)))                            \
            fail_msg("exit %d (wanted %d); wanted `%s`\nout: %s\nerr: %s", result_->exit, (code),  \
                     (text), result_->out, result_->err);                                          \
    } while (0)
