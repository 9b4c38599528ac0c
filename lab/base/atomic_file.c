#include "lab/base/atomic_file.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char suffix[] = ".depthlab";

/* FILE.PID.depthlab? */
static bool is_temporary(const char *name)
{
    const char *end = name + strlen(name), *at = end - (sizeof suffix - 1);
    if (end - name <= (ptrdiff_t)sizeof suffix || strcmp(at, suffix) != 0)
        return false;
    const char *digits = at;
    while (digits > name && isdigit((unsigned char)digits[-1]))
        digits--;
    return digits < at && digits > name + 1 && digits[-1] == '.';
}

static int lock(int file, int command)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int code;
    while ((code = fcntl(file, command, &whole)) && errno == EINTR)
        ;
    return code;
}

static void remove_if_dead(const char *name)
{
    const int file = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file >= 0 && !lock(file, F_OFD_SETLK))
        unlink(name);
    if (file >= 0)
        close(file);
}

/* In the folder of `path`. */
static void remove_dead(struct arena *arena, const char *path)
{
    const size_t mark = arena_mark(arena);
    const char *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash + 1 - path) : 0;
    struct failure ignored = {0};
    DIR *folder = opendir(length ? arena_text(arena, &ignored, "%.*s", length, path) : ".");
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (is_temporary(e->d_name))
            remove_if_dead(arena_text(arena, &ignored, "%.*s%s", length, path, e->d_name));
    if (folder)
        closedir(folder);
    arena_rewind(arena, mark);
}

/* Between its making and its lock another process may have taken it for a dead one's. */
static int create_locked(const char *name)
{
    for (;;) {
        struct stat info;
        const int file = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (file < 0)
            return file;
        lock(file, F_OFD_SETLKW); /* where there are no locks, nobody removes it */
        if (fstat(file, &info) || info.st_nlink)
            return file;
        close(file);
    }
}

enum status atomic_file_open(struct arena *arena, const char *path, struct atomic_file *out,
                             struct failure *failure)
{
    struct stat info;
    *out = (struct atomic_file){.path = path};
    if (!lstat(path, &info) && !S_ISREG(info.st_mode)) {
        out->file = fopen(path, "we");
    } else {
        remove_dead(arena, path);
        out->temporary = arena_text(arena, failure, "%s.%d%s", path, (int)getpid(), suffix);
        const int file = failure->status ? -1 : create_locked(out->temporary);
        out->file = file < 0 ? NULL : fdopen(file, "w");
    }
    return out->file ? STATUS_OK : fail(failure, STATUS_CREATE, "%s: %s", path, strerror(errno));
}

enum status atomic_file_close(struct atomic_file *out, struct failure *failure)
{
    if (!out->file)
        return failure->status;
    if (fflush(out->file) || ferror(out->file) ||
        (out->temporary && !failure->status && fsync(fileno(out->file))))
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path, strerror(errno));
    if (out->temporary && !failure->status && rename(out->temporary, out->path))
        fail(failure, STATUS_CREATE, "%s: %s", out->path, strerror(errno));
    if (out->temporary && failure->status)
        unlink(out->temporary);
    if (fclose(out->file)) /* and lets go of the lock */
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path, strerror(errno));
    return failure->status;
}
