#include "lab/base/regular_file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind(mode_t mode)
{
    return S_ISDIR(mode)    ? "a folder"
           : S_ISFIFO(mode) ? "a pipe"
           : S_ISSOCK(mode) ? "a socket"
                            : "a device";
}

/* What the disk refuses is no fault of the file. */
static void cannot_be_read(const char *path, struct failure *failure)
{
    fail(failure, errno == EIO || errno == ENOSPC ? STATUS_DISK : STATUS_DATA,
         "%.1000s: cannot be read: %s", path, strerror(errno));
}

/* What it is, is asked before it is opened too: opening a device may do something. */
int regular_file_open(const char *path, uint64_t *bytes, struct failure *failure)
{
    struct stat s;
    int fd = -1;
    if (stat(path, &s) ||
        (S_ISREG(s.st_mode) &&
         ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0 || fstat(fd, &s)))) {
        cannot_be_read(path, failure);
    } else if (!S_ISREG(s.st_mode)) {
        fail(failure, STATUS_DATA, "%.1000s: is %s, not a file", path, kind(s.st_mode));
    } else {
        *bytes = (uint64_t)s.st_size;
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

char *regular_file_read(struct arena *arena, const char *path, size_t most, size_t *bytes,
                        struct failure *failure)
{
    uint64_t size;
    ssize_t got;
    const int fd = regular_file_open(path, &size, failure);
    const size_t end = fd < 0 ? 0 : size < most ? (size_t)size : most;
    char *text = fd < 0 ? NULL : arena_take(arena, failure, end + 1);
    *bytes = 0;
    while (text && *bytes < end && (got = read(fd, text + *bytes, end - *bytes)) != 0)
        if (got > 0) {
            *bytes += (size_t)got;
        } else if (errno != EINTR) {
            cannot_be_read(path, failure);
            text = NULL;
        }
    if (text)
        text[*bytes] = 0;
    if (fd >= 0)
        close(fd);
    return text;
}
