/* Opening: whose file is it, which layout, which journal. Nothing is written before that is known. */
#include "lab/base/hash.h"
#include "lab/store/run_writer.h"
#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { BUSY_MILLISECONDS = 60000 }; /* a big checkpoint on a slow disk takes seconds */

bool store_file_system_shared(long type)
{
    static const uint32_t shared[] = {
        NFS_SUPER_MAGIC,         SMB_SUPER_MAGIC,
        SMB2_SUPER_MAGIC,        CIFS_SUPER_MAGIC,
        AFS_SUPER_MAGIC,         CODA_SUPER_MAGIC,
        CEPH_SUPER_MAGIC,        V9FS_MAGIC,
        FUSE_SUPER_MAGIC,        OCFS2_SUPER_MAGIC,
        0x0bd00bd0 /* Lustre */, 0x47504653 /* GPFS */,
        0x19830326 /* BeeGFS */, 0x01161970 /* GFS2 */,
        0xaad7aaea /* PanFS */,
    };
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if ((uint32_t)type == shared[i])
            return true;
    return false;
}

static void check_ours(struct store *store, struct failure *failure)
{
    static const char first[] = "SELECT count(*) FROM sqlite_schema";
    if (sqlite3_exec(store->db, first, NULL, NULL, NULL) == SQLITE_NOTADB)
        fail(failure, STATUS_DATA, "%s is not a database", store->file);
    int64_t tables = sql_int(store, failure, first, "");
    int64_t application = sql_int(store, failure, "PRAGMA application_id", "");
    bool fresh = !tables && !application && !store->read_only;
    if (!failure->status && application != STORE_APPLICATION && !fresh)
        fail(failure, STATUS_DATA, "%s is not a depthlab database", store->file);
}

/* The change to WAL needs the file for itself, and may be refused at once where other statements
 * wait: so it is tried again. */
static void set_journal(struct store *store, struct failure *failure)
{
    enum { TRIES = 1000, PAUSE = 20 /* milliseconds */ };
    struct statfs system;
    store->shared = !statfs(store->file, &system) && store_file_system_shared((long)system.f_type);
    const char *sql = store->shared ? "PRAGMA journal_mode = DELETE" : "PRAGMA journal_mode = WAL";
    sqlite3_busy_timeout(store->db, PAUSE);
    for (int i = 0; i < TRIES && sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_BUSY; i++)
        usleep(PAUSE * 1000);
    if (sqlite3_errcode(store->db))
        sql_fail(store, sql, failure);
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
}

/* text_hash(text), for the names of runs. */
static void sql_text_hash(sqlite3_context *context, int arguments, sqlite3_value **argument)
{
    char hash[HASH_BYTES];
    const char *text = (const char *)sqlite3_value_text(argument[0]);
    (void)arguments;
    hash_text(text ? text : "", hash);
    sqlite3_result_text(context, hash, -1, SQLITE_TRANSIENT);
}

static void prepare(struct store *store, struct failure *failure)
{
    sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    check_ours(store, failure);
    if (!store->read_only && !failure->status)
        sql_run(store, "PRAGMA auto_vacuum = INCREMENTAL", failure); /* of a new file alone */
    if (!store->read_only && !failure->status)
        set_journal(store, failure);
    /* secure_delete would overwrite every replaced checkpoint with zeros first */
    sql_run(store,
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = OFF",
            failure);
    if (sqlite3_create_function(store->db, "text_hash", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                sql_text_hash, NULL, NULL))
        sql_fail(store, "text_hash", failure);
    migrate(store, &store_layouts, failure);
}

struct store *store_open(const char *file, bool read_only, struct failure *failure)
{
    if (failure->status)
        return NULL;
    if (read_only && access(file, R_OK)) {
        fail(failure, STATUS_DATA, "cannot read %s: %s", file, strerror(errno));
        return NULL;
    }
    struct store *store = calloc(1, sizeof *store);
    if (!store || !(store->file = strdup(file ? file : ":memory:"))) {
        fail_memory(failure);
        free(store);
        return NULL;
    }
    store->read_only = read_only;
    store->private = !file;
    store->lock = -1;
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(store->file, &store->db, flags, NULL);
    if (code == SQLITE_NOMEM)
        fail_memory(failure);
    else if (code)
        fail(failure, STATUS_CREATE, "cannot open %s: %s", store->file,
             strerror(sqlite3_system_errno(store->db)));
    else
        prepare(store, failure);
    if (!failure->status)
        return store;
    store_close(store);
    return NULL;
}

enum status store_begin(struct store *store, struct failure *failure)
{
    return sql_begin(store, failure);
}

enum status store_end(struct store *store, struct failure *failure)
{
    return sql_end(store, failure);
}

void store_close(struct store *store)
{
    if (!store)
        return;
    while (store->writer)
        run_writer_close(store->writer);
    lock_close(store);
    sqlite3_close(store->db);
    free(store->file);
    free(store);
}
