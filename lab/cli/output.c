#include "lab/cli/output.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status output_open(struct arena *arena, const char *path, struct output *out,
                        struct failure *failure)
{
    *out = (struct output){.path = path, .file = stdout};
    struct stat info;
    if (!path)
        return STATUS_OK;
    if (lstat(path, &info) || S_ISREG(info.st_mode))
        out->temporary = arena_text(arena, failure, "%s.%d", path, (int)getpid());
    out->file = failure->status ? NULL : fopen(out->temporary ? out->temporary : path, "we");
    if (!out->file)
        return fail(failure, STATUS_CREATE, "%s: %s", path, strerror(errno));
    return STATUS_OK;
}

enum status output_close(struct output *out, struct failure *failure)
{
    if (!out->file)
        return failure->status;
    bool bad = fflush(out->file) || ferror(out->file);
    if (bad)
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path ? out->path : "stdout",
             strerror(errno));
    if (!out->path)
        return failure->status;
    if (out->temporary && !failure->status && fsync(fileno(out->file)))
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path, strerror(errno));
    if (fclose(out->file))
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path, strerror(errno));
    if (out->temporary && !failure->status && rename(out->temporary, out->path))
        fail(failure, STATUS_CREATE, "%s: %s", out->path, strerror(errno));
    if (out->temporary && failure->status)
        unlink(out->temporary);
    return failure->status;
}
