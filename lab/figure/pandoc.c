#include "lab/figure/pandoc.h"
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_STARTED = 127, WORDS = 24 };

static bool has_program(struct arena *arena, const char *name, struct failure *failure)
{
    char *rest = arena_strdup(arena, getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
    for (char *folder; rest && (folder = strsep(&rest, ":"));)
        if (!access(arena_text(arena, failure, "%s/%s", folder, name), X_OK))
            return true;
    return false;
}

static enum status check_program(struct arena *arena, const char *name, const char *packages,
                                 struct failure *failure)
{
    return has_program(arena, name, failure)
               ? failure->status
               : fail(failure, STATUS_FAILED,
                      "%s is not installed: `make deps-slides`, or on Debian apt install %s", name,
                      packages);
}

/* In the child: no clock of ours gets into what is made. */
static void become(const struct pandoc_order *o, const char *const *words, int said)
{
    setenv("SOURCE_DATE_EPOCH", "0", 1);
    setenv("FORCE_SOURCE_DATE", "1", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("TZ", "UTC0", 1);
    if (chdir(o->folder) || dup2(fileno(o->in), 0) < 0 || dup2(said, 2) < 0)
        _exit(NOT_STARTED);
    execvp(words[0], (char *const *)(uintptr_t)words);
    _exit(NOT_STARTED);
}

/* ---- an archive's times ---- */

static uint32_t number(const unsigned char *p, int bytes)
{
    uint32_t x = 0;
    for (int i = 0; i < bytes; i++)
        x |= (uint32_t)p[i] << 8 * i;
    return x;
}

static void settle(unsigned char *time)
{
    static const unsigned char first[] = {0, 0, 0x21, 0}; /* 1980-01-01 00:00 */
    memcpy(time, first, sizeof first);
}

bool pandoc_settle_times(unsigned char *zip, size_t size)
{
    enum { END = 22, ENTRY = 46, LOCAL = 30 };
    size_t end = size >= END ? size - END : 0;
    while (end && memcmp(zip + end, "PK\5\6", 4))
        end--;
    if (!end)
        return false;
    size_t at = number(zip + end + 16, 4);
    for (uint32_t n = number(zip + end + 10, 2); n; n--) {
        if (at + ENTRY > size || memcmp(zip + at, "PK\1\2", 4))
            return false;
        const size_t local = number(zip + at + 42, 4);
        if (local + LOCAL > size)
            return false;
        settle(zip + at + 12);
        settle(zip + local + 10);
        at += ENTRY + number(zip + at + 28, 2) + number(zip + at + 30, 2) +
              number(zip + at + 32, 2);
    }
    return true;
}

static void settle_file(const char *path, struct failure *failure)
{
    FILE *file = fopen(path, "r+e");
    if (!file || fseek(file, 0, SEEK_END)) {
        fail(failure, STATUS_DISK, "%s: %s", path, strerror(errno));
    } else {
        const long size = ftell(file);
        unsigned char *bytes = malloc((size_t)size);
        rewind(file);
        if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size ||
            !pandoc_settle_times(bytes, (size_t)size))
            fail(failure, STATUS_DATA, "%s is no archive of slides", path);
        rewind(file);
        if (!failure->status && fwrite(bytes, 1, (size_t)size, file) != (size_t)size)
            fail(failure, STATUS_DISK, "%s: cannot be written: %s", path, strerror(errno));
        free(bytes);
    }
    if (file)
        fclose(file);
}

/* ---- all ---- */

enum status pandoc_run(struct arena *arena, const struct pandoc_order *o, struct failure *failure)
{
    const bool beamer = !strcmp(o->to, "beamer"), latex = beamer || !strcmp(o->to, "latex");
    const char *words[WORDS] = {"pandoc",        "--from", "markdown-implicit_figures-smart",
                                "--to",          o->to,    "--standalone",
                                "--slide-level", "2",      "--output",
                                o->file};
    int count = 10, state = 0;
    char message[1200] = "";
    if (!strcmp(o->to, "dzslides") || !strcmp(o->to, "html"))
        words[count++] = "--self-contained";
    if (beamer) {
        words[count++] = "--variable";
        words[count++] = "aspectratio=169";
    }
    if (check_program(arena, "pandoc", "pandoc", failure) ||
        (latex && check_program(arena, "pdflatex",
                                "texlive-latex-recommended texlive-pictures lmodern", failure)))
        return failure->status;
    FILE *said = tmpfile();
    if (!said)
        return fail(failure, STATUS_CREATE, "a temporary file: %s", strerror(errno));
    if (fflush(o->in) || ferror(o->in)) {
        fclose(said);
        return fail(failure, STATUS_DISK, "a temporary file: %s", strerror(errno));
    }
    lseek(fileno(o->in), 0, SEEK_SET);
    const pid_t child = fork();
    if (!child)
        become(o, words, fileno(said));
    while (child > 0 && waitpid(child, &state, 0) < 0 && errno == EINTR)
        ;
    rewind(said);
    const size_t length = fread(message, 1, sizeof message - 1, said);
    for (size_t i = 0; i < length; i++)
        message[i] = message[i] == '\n' ? ' ' : message[i];
    fclose(said);
    if (child < 0 || !WIFEXITED(state) || WEXITSTATUS(state))
        return fail(failure, STATUS_FAILED, "pandoc --to %s failed: %s", o->to, message);
    if (!strcmp(o->to, "pptx") || !strcmp(o->to, "docx"))
        settle_file(arena_text(arena, failure, "%s/%s", o->folder, o->file), failure);
    return failure->status;
}
