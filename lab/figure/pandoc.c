#include "lab/figure/pandoc.h"
#include "lab/base/program.h"
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS = 24 };

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
    int count = 10;
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
    if (fflush(o->in) || ferror(o->in))
        return fail(failure, STATUS_DISK, "a temporary file: %s", strerror(errno));
    struct program_answer a;
    const struct program_order order = {
        .words = words,
        .in = arena_text(arena, failure, "/proc/self/fd/%d", fileno(o->in)),
        .folder = o->folder,
        .environment = (const char *const[]){"SOURCE_DATE_EPOCH", "0", "FORCE_SOURCE_DATE", "1",
                                             "TZ", "UTC0", NULL}}; /* no clock of ours gets in */
    if (failure->status || program_run(&order, &a, failure))
        return failure->status;
    for (char *c = a.text; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    if (a.exit)
        return fail(failure, STATUS_FAILED, "pandoc --to %s failed: %s", o->to, a.text);
    if (!strcmp(o->to, "pptx") || !strcmp(o->to, "docx"))
        settle_file(arena_text(arena, failure, "%s/%s", o->folder, o->file), failure);
    return failure->status;
}
