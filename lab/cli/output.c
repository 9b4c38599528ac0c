#include "lab/cli/output.h"
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* No output is YAML, and nothing makes a spec again. */
static bool is_spec(const char *path)
{
    static const char end[] = ".yaml";
    const size_t length = strlen(path), tail = sizeof end - 1;
    return length >= tail && !strcmp(path + length - tail, end) && !access(path, F_OK);
}

enum status output_open(struct arena *arena, const char *path, struct output *out,
                        struct failure *failure)
{
    *out = (struct output){.file = stdout};
    if (path && is_spec(path))
        fail(failure, STATUS_CREATE, "%s is an experiment's file: name another file", path);
    if (path && !failure->status) {
        atomic_file_open(arena, path, &out->named, failure);
        out->file = out->named.file;
    }
    return failure->status;
}

enum status output_close(struct output *out, struct failure *failure)
{
    if (out->named.path)
        return atomic_file_close(&out->named, failure);
    if (out->file && (fflush(out->file) || ferror(out->file)))
        fail(failure, STATUS_DISK, "stdout: cannot be written: %s", strerror(errno));
    return failure->status;
}
