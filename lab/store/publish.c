/* A copy for readers: one moment of the database, in one file that nobody writes. */
#include "lab/base/atomic_file.h"
#include "lab/store/store_internal.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Neither the database itself nor another that somebody has open, nor what is no file. */
static void check_target(struct store *store, const char *file, struct failure *failure)
{
    struct stat own, other;
    char *log = sqlite3_mprintf("%s-wal", file);
    const bool there = !lstat(file, &other);
    const int why = errno;
    if (!log)
        fail_memory(failure);
    else if (!there && why == ENOENT)
        ; /* it will be new */
    else if (!there)
        fail(failure, STATUS_CREATE, "%s: %s", file, strerror(why));
    else if (!stat(store->file, &own) && own.st_dev == other.st_dev && own.st_ino == other.st_ino)
        fail(failure, STATUS_USAGE, "%s is the database itself: name another file", file);
    else if (!S_ISREG(other.st_mode))
        fail(failure, STATUS_CREATE, "%s is no ordinary file", file);
    else if (!access(log, F_OK))
        fail(failure, STATUS_BUSY, "%s is a database in use: name another file", file);
    sqlite3_free(log);
}

/* The new file is ours alone, and locked by us against those who clear up: SQLite leaves locks out. */
static enum status copy(struct store *store, struct arena *arena, const char *file, mode_t without,
                        struct failure *failure)
{
    struct atomic_file out;
    struct stat info;
    check_target(store, file, failure);
    if (failure->status || atomic_file_open_copy(arena, file, &out, failure))
        return failure->status;
    struct failure own = {0};
    char *uri = store_uri(out.temporary, "?nolock=1");
    if (uri)
        sql_do(store, &own, "VACUUM INTO ?", "t", uri);
    else
        fail_memory(&own);
    free(uri);
    /* It is the copy that has no room; or that could be opened for reading alone, where SQLite has lost the cause. */
    const bool lost = (sqlite3_errcode(store->db) & 0xff) == SQLITE_READONLY;
    if (own.status == STATUS_DISK)
        fail(failure, STATUS_DISK, "%s%s", file, own.message + strlen(store->file));
    else if (own.status && lost)
        fail(failure, STATUS_CREATE, "%s cannot be written: SQLite is unable to open it", file);
    else if (own.status)
        fail(failure, own.status, "%s", own.message);
    const int fd = fileno(out.file);
    if (!failure->status && (fstat(fd, &info) || fchmod(fd, info.st_mode & ~without)))
        fail(failure, STATUS_CREATE, "%s: %s", file, strerror(errno));
    return atomic_file_close(&out, failure);
}

enum status store_publish(struct store *store, struct arena *arena, const char *file,
                          struct failure *failure)
{
    return copy(store, arena, file, 0222, failure);
}

enum status store_copy(struct store *store, struct arena *arena, const char *file,
                       struct failure *failure)
{
    return copy(store, arena, file, 0, failure);
}
