/* The lock of a run is byte `run` of the sidecar FILE.lock, held by the open file description.
 *
 * A lock of the database file itself would not do: closing any descriptor of it drops the locks that
 * SQLite holds there. A process that dies closes the sidecar, and so lets go. Whoever closes a store and finds
 * no byte locked removes the sidecar; so a descriptor may be that of one that is gone, and after a lock it is
 * asked whether it is. */
#include "lab/store/store_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_file(struct store *store, int flags)
{
    char *name = store_beside(store, ".lock");
    const int file = name ? open(name, flags | O_CLOEXEC, 0666) : -1;
    sqlite3_free(name);
    return file;
}

static bool gone(int file)
{
    struct stat info;
    return fstat(file, &info) || !info.st_nlink;
}

static enum status open_sidecar(struct store *store, struct failure *failure)
{
    if (store->lock >= 0 && !gone(store->lock))
        return STATUS_OK;
    if (store->lock >= 0)
        close(store->lock);
    store->lock = open_file(store, store->read_only ? O_RDONLY : O_RDWR | O_CREAT);
    return store->lock >= 0 ? STATUS_OK
                            : fail(failure, STATUS_CREATE, "cannot open %s.lock: %s", store->file,
                                   strerror(errno));
}

static struct flock byte_of(int64_t run, short type)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = run, .l_len = 1};
}

/* Is it the lock of one that removes the sidecar? It has all bytes, and for a moment. */
static bool of_remover(const struct flock *found)
{
    return found->l_type != F_UNLCK && !found->l_len;
}

enum status lock_take(struct store *store, int64_t run, struct failure *failure)
{
    for (;;) {
        struct flock byte = byte_of(run, F_WRLCK);
        if (store->private || open_sidecar(store, failure))
            return failure->status;
        if (!fcntl(store->lock, F_OFD_SETLK, &byte)) {
            if (gone(store->lock)) /* while a byte is locked nobody removes it, but it was before */
                continue;
            return STATUS_OK;
        }
        if (errno != EAGAIN && errno != EACCES)
            return fail(failure, STATUS_DISK, "cannot lock %s.lock: %s", store->file,
                        strerror(errno));
        if (!fcntl(store->lock, F_OFD_GETLK, &byte) && byte.l_type != F_UNLCK && !of_remover(&byte))
            return fail(failure, STATUS_BUSY, "run %lld of %s is being trained by another process",
                        (long long)run, store->file);
    }
}

void lock_drop(struct store *store, int64_t run)
{
    struct flock byte = byte_of(run, F_UNLCK);
    if (store->lock >= 0)
        fcntl(store->lock, F_OFD_SETLK, &byte);
}

bool lock_taken(struct store *store, int64_t run)
{
    struct flock byte = byte_of(run, F_WRLCK);
    return !store->private && !open_sidecar(store, &(struct failure){0}) &&
           !fcntl(store->lock, F_OFD_GETLK, &byte) && byte.l_type != F_UNLCK && !of_remover(&byte);
}

/* On network file systems others may not see at once that a file is gone: there it stays. */
static void remove_sidecar(struct store *store)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char *name = store_beside(store, ".lock");
    if (store->lock < 0)
        store->lock = open_file(store, O_RDWR);
    if (name && store->lock >= 0 && !fcntl(store->lock, F_OFD_SETLK, &all) && !gone(store->lock))
        unlink(name);
    sqlite3_free(name);
}

void lock_close(struct store *store)
{
    if (!store->read_only && !store->private && !store->shared)
        remove_sidecar(store);
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}
