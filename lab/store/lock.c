/* The lock of a run is byte `run` of the sidecar FILE.lock, held by the open file description.
 *
 * A lock of the database file itself would not do: closing any descriptor of it drops the locks that
 * SQLite holds there. A process that dies closes the sidecar, and so lets go. */
#include "lab/store/store_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static enum status open_sidecar(struct store *store, struct failure *failure)
{
    if (store->lock >= 0)
        return STATUS_OK;
    char *name = sqlite3_mprintf("%s.lock", store->file);
    if (!name)
        return fail_memory(failure);
    int flags = store->read_only ? O_RDONLY : O_RDWR | O_CREAT;
    store->lock = open(name, flags | O_CLOEXEC, 0666);
    sqlite3_free(name);
    return store->lock >= 0 ? STATUS_OK
                            : fail(failure, STATUS_CREATE, "cannot open %s.lock: %s", store->file,
                                   strerror(errno));
}

static struct flock byte_of(int64_t run, short type)
{
    return (struct flock){.l_type = type, .l_whence = SEEK_SET, .l_start = run, .l_len = 1};
}

enum status lock_take(struct store *store, int64_t run, struct failure *failure)
{
    if (store->private || open_sidecar(store, failure))
        return failure->status;
    struct flock byte = byte_of(run, F_WRLCK);
    if (!fcntl(store->lock, F_OFD_SETLK, &byte))
        return STATUS_OK;
    if (errno == EAGAIN || errno == EACCES)
        return fail(failure, STATUS_BUSY, "run %lld of %s is being trained by another process",
                    (long long)run, store->file);
    return fail(failure, STATUS_DISK, "cannot lock %s.lock: %s", store->file, strerror(errno));
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
           !fcntl(store->lock, F_OFD_GETLK, &byte) && byte.l_type != F_UNLCK;
}

void lock_close(struct store *store)
{
    if (store->lock >= 0)
        close(store->lock);
    store->lock = -1;
}
