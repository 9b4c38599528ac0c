#include "lab/base/atomic_file.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
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

/* And what SQLite has put beside it. */
static void remove_temporary(const char *name)
{
    static const char tail[] = "-journal";
    char journal[PATH_MAX + sizeof tail];
    if (strlen(name) < PATH_MAX)
        unlink(strcat(strcpy(journal, name), tail));
    unlink(name);
}

static bool is_dead(const char *name, bool removed)
{
    const int file = open(name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    const bool dead = file >= 0 && !lock(file, F_OFD_SETLK);
    if (dead && removed)
        remove_temporary(name);
    if (file >= 0)
        close(file);
    return dead;
}

/* Is the temporary file `name` one of this file? */
static bool is_of(const char *name, const char *file)
{
    const size_t length = strlen(file);
    return !strncmp(name, file, length) && name[length] == '.' &&
           !strcmp(name + length + 1 + strspn(name + length + 1, "0123456789"), suffix);
}

/* Has a dead writer left one in the folder of `path`: of any file, which then goes, or of that one? */
static bool find_dead(struct arena *arena, const char *path, bool any)
{
    const size_t mark = arena_mark(arena);
    const char *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash + 1 - path) : 0;
    struct failure ignored = {0};
    bool found = false;
    DIR *folder = opendir(length ? arena_text(arena, &ignored, "%.*s", length, path) : ".");
    for (struct dirent *e; folder && (e = readdir(folder));)
        if (is_temporary(e->d_name) && (any || is_of(e->d_name, path + length)))
            found |= is_dead(arena_text(arena, &ignored, "%.*s%s", length, path, e->d_name), any);
    if (folder)
        closedir(folder);
    arena_rewind(arena, mark);
    return found;
}

bool atomic_file_interrupted(struct arena *arena, const char *path)
{
    return find_dead(arena, path, false);
}

void atomic_file_clear(struct arena *arena, const char *path)
{
    find_dead(arena, path, true);
}

/* Which they are is seen from the descriptors that are open: nothing need be remembered for it. */
void atomic_file_forget(void)
{
    enum { DIGITS = 16, MOST = 1024 };
    static const char descriptors[] = "/proc/self/fd/";
    char end[DIGITS + sizeof suffix], *at = end + sizeof end;
    at = memcpy(at - sizeof suffix, suffix, sizeof suffix);
    for (int pid = getpid(); pid; pid /= 10)
        *--at = (char)('0' + pid % 10);
    *--at = '.';
    const size_t length = (size_t)(end + sizeof end - 1 - at);
    for (int fd = 3; fd < MOST; fd++) {
        char link[sizeof descriptors + 4], name[PATH_MAX], *digit = stpcpy(link, descriptors);
        for (int unit = 1000; unit; unit /= 10)
            if (fd >= unit || unit == 1)
                *digit++ = (char)('0' + fd / unit % 10);
        *digit = 0;
        const ssize_t n = readlink(link, name, sizeof name - 1);
        name[n > 0 ? n : 0] = 0;
        if (n > (ssize_t)length && !strcmp(name + (n - (ssize_t)length), at))
            remove_temporary(name);
    }
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

/* The database, or what its last commits wait in. */
static bool is_database(const char *path)
{
    static const char *const heads[] = {"SQLite format 3", "\x37\x7f\x06\x82", "\x37\x7f\x06\x83"};
    char text[16] = "";
    struct stat info;
    FILE *file = stat(path, &info) || !S_ISREG(info.st_mode) ? NULL : fopen(path, "re");
    const bool whole = file && fread(text, 1, sizeof text, file) == sizeof text;
    bool is = false;
    for (size_t i = 0; whole && i < sizeof heads / sizeof *heads; i++)
        is |= !memcmp(text, heads[i], strlen(heads[i]));
    if (file)
        fclose(file);
    return is;
}

static bool is_copy(const char *path)
{
    struct stat info;
    return !stat(path, &info) && !(info.st_mode & 0222);
}

static enum status open_over(struct arena *arena, const char *path, bool over_copies,
                             struct atomic_file *out, struct failure *failure)
{
    struct stat info;
    *out = (struct atomic_file){.path = path};
    if (is_database(path) && !(over_copies && is_copy(path)))
        return fail(failure, STATUS_CREATE, "%s is a database: name another file", path);
    if (!lstat(path, &info) && !S_ISREG(info.st_mode)) {
        out->file = fopen(path, "we");
    } else {
        atomic_file_clear(arena, path);
        out->temporary = arena_text(arena, failure, "%s.%d%s", path, (int)getpid(), suffix);
        const int file = failure->status ? -1 : create_locked(out->temporary);
        out->file = file < 0 ? NULL : fdopen(file, "w");
    }
    return out->file ? STATUS_OK : fail(failure, STATUS_CREATE, "%s: %s", path, strerror(errno));
}

enum status atomic_file_open(struct arena *arena, const char *path, struct atomic_file *out,
                             struct failure *failure)
{
    return open_over(arena, path, false, out, failure);
}

enum status atomic_file_open_copy(struct arena *arena, const char *path, struct atomic_file *out,
                                  struct failure *failure)
{
    return open_over(arena, path, true, out, failure);
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
        remove_temporary(out->temporary);
    if (fclose(out->file)) /* and lets go of the lock */
        fail(failure, STATUS_DISK, "%s: cannot be written: %s", out->path, strerror(errno));
    return failure->status;
}
