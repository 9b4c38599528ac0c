/* Opening: whose file is it, which layout, which journal. Nothing is written before that is known. */
#include "lab/base/hash.h"
#include "lab/store/run_writer.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
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

static const char first[] = "SELECT count(*) FROM sqlite_schema";

/* Has nobody written anything yet? In this order: another process may be making the file, in one transaction. */
static bool is_fresh(struct store *store, struct failure *failure)
{
    const int64_t version = sql_int(store, failure, "PRAGMA user_version", "");
    const int64_t tables = sql_int(store, failure, first, "");
    return !version && !tables && !sql_int(store, failure, "PRAGMA application_id", "");
}

static void check_ours(struct store *store, struct failure *failure)
{
    if (sqlite3_exec(store->db, first, NULL, NULL, NULL) == SQLITE_NOTADB)
        fail(failure, STATUS_DATA,
             "%s is not a database; another --db names one, and `depthlab run` makes it",
             store->file);
    const bool fresh = is_fresh(store, failure);
    const int64_t application = sql_int(store, failure, "PRAGMA application_id", "");
    if (failure->status || application == STORE_APPLICATION || (fresh && !store->read_only))
        return;
    if (fresh)
        fail(failure, STATUS_DATA, "%s is empty; `depthlab run NAME --db %s` fills it", store->file,
             store->file);
    else
        fail(failure, STATUS_DATA,
             "%s is not a depthlab database, but another program's; give --db another file",
             store->file);
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
    if (!failure->status &&
        sqlite3_create_function(store->db, "text_hash", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                sql_text_hash, NULL, NULL))
        sql_fail(store, "text_hash", failure);
    if (!failure->status && store_add_paired_sign(store->db))
        sql_fail(store, "paired_sign", failure);
}

char *store_uri(const char *file, const char *parameters)
{
    static const char plain[] =
        "/-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    char *uri = malloc(3 * strlen(file) + strlen(parameters) + sizeof "file:./"), *at = uri;
    if (!uri)
        return NULL;
    at = stpcpy(at, *file == '/' ? "file:" : "file:./");
    for (file += *file == '/' ? strspn(file, "/") - 1 : 0; *file; file++)
        at += strchr(plain, *file) ? (*at = *file, 1) : sprintf(at, "%%%02X", (unsigned char)*file);
    strcpy(at, parameters);
    return uri;
}

static const char *place(const struct store *store)
{
    return store->target ? store->target : store->file;
}

char *store_beside(const struct store *store, const char *end)
{
    return sqlite3_mprintf("%s%s", place(store), end);
}

/* Bytes of FILE-wal, or FILE-journal; -1 when there is none. */
static int64_t bytes_beside(const struct store *store, const char *end)
{
    struct stat info;
    char *name = store_beside(store, end);
    const int64_t bytes = name && !stat(name, &info) ? (int64_t)info.st_size : -1;
    sqlite3_free(name);
    return bytes;
}

static int open_file(struct store *store, const char *parameters)
{
    const int flags = store->read_only ? SQLITE_OPEN_READONLY
                                       : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    /* of no name: gone with the process, and on the disk where it is large */
    char *uri = store->private ? strdup("") : store_uri(store->file, parameters);
    const int code = uri ? sqlite3_open_v2(uri, &store->db, flags | SQLITE_OPEN_URI, NULL)
                         : SQLITE_NOMEM;
    free(uri);
    return code;
}

/* SQLite, which cannot make a file, opens it without making it, and the errno is of that. Nobody locks what has just
 * been made: it can be closed. */
static void make_file(const char *name, struct failure *failure)
{
    const int file = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file >= 0)
        close(file);
    else if (errno != EEXIST)
        fail(failure, STATUS_CREATE, "cannot open %s: %s", name, strerror(errno));
}

static int read_first(struct store *store)
{
    return sqlite3_exec(store->db, first, NULL, NULL, NULL);
}

/* A writer that died in DELETE mode left half a transaction in the file, and its journal, which takes it back: to
 * read the file is to write it first. */
static void roll_back(struct store *store)
{
    struct store writer = {.file = store->file};
    if (!open_file(&writer, "")) {
        sqlite3_busy_timeout(writer.db, BUSY_MILLISECONDS);
        read_first(&writer);
    }
    sqlite3_close(writer.db);
}

/* In WAL mode even a reader makes files beside the database. Where it cannot, and there is no log, the file
 * is read as one that does not change, without locks. */
static void open_immutable(struct store *store, struct failure *failure)
{
    if (failure->status || !store->read_only)
        return;
    int code = read_first(store);
    if (code == SQLITE_READONLY && bytes_beside(store, "-journal") > 0 && store_may_write(store)) {
        roll_back(store);
        code = read_first(store);
    }
    if (code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
        return;
    const char *end = bytes_beside(store, "-wal") > 0       ? "-wal"
                      : bytes_beside(store, "-journal") > 0 ? "-journal"
                                                            : NULL;
    if (end) {
        fail(
            failure, STATUS_CREATE,
            "%s cannot be read where it is: its folder cannot be written, and its last changes are "
            "in %s%s; copy both files to a folder of your own",
            store->file, place(store), end);
        return;
    }
    sqlite3_close(store->db);
    if (stat(store->file, &store->seen) || open_file(store, "?immutable=1"))
        fail(failure, STATUS_CREATE, "cannot open %s: %s", store->file, strerror(errno));
    store->immutable = true;
}

enum status store_check_unchanged(const struct store *store, struct failure *failure)
{
    struct stat info;
    if (!store->immutable ||
        (!stat(store->file, &info) && info.st_size == store->seen.st_size &&
         info.st_mtim.tv_sec == store->seen.st_mtim.tv_sec &&
         info.st_mtim.tv_nsec == store->seen.st_mtim.tv_nsec && bytes_beside(store, "-wal") <= 0))
        return failure->status;
    return fail(failure, STATUS_BUSY,
                "%s was written while it was read without locks, for its folder cannot be written: "
                "run this again, or ask for a copy that `depthlab publish` makes",
                store->file);
}

bool store_may_write(const struct store *store)
{
    const char *path = place(store), *slash = strrchr(path, '/');
    const int length = slash ? (int)(slash + 1 - path) : 0;
    char *folder = sqlite3_mprintf("%.*s.", length, path);
    const bool may = folder && !access(store->file, W_OK) && !access(folder, W_OK);
    sqlite3_free(folder);
    return may;
}

/* Pipes would be waited for, and folders and devices are no databases. */
static void check_kind(const char *file, bool read_only, struct failure *failure)
{
    struct stat info;
    const bool there = !stat(file, &info);
    if (there && !S_ISREG(info.st_mode))
        fail(failure, STATUS_DATA, "%s is %s, and no database", file,
             S_ISDIR(info.st_mode) ? "a folder" : "no ordinary file");
    else if (read_only && access(file, R_OK))
        fail(failure, STATUS_DATA, "cannot read %s: %s", file, strerror(errno));
}

/* SQLite has no errno for a name that is too long for it, or an old one. */
static const char *why_not_opened(const struct store *store)
{
    struct stat info;
    const int error = sqlite3_system_errno(store->db);
    if (stat(store->file, &info))
        return strerror(errno);
    return error && error != ENOENT ? strerror(error)
                                    : "with its folders its name has more than SQLite's 512 bytes";
}

static bool is_link(const char *file)
{
    struct stat info;
    return !lstat(file, &info) && S_ISLNK(info.st_mode);
}

struct store *store_open_any(const char *file, bool read_only, struct failure *failure)
{
    if (!failure->status && file)
        check_kind(file, read_only, failure);
    if (!failure->status && file && !read_only)
        make_file(file, failure);
    if (failure->status)
        return NULL;
    struct store *store = calloc(1, sizeof *store);
    if (!store || !(store->file = strdup(file ? file : "a temporary database"))) {
        fail_memory(failure);
        free(store);
        return NULL;
    }
    store->read_only = read_only;
    store->private = !file;
    store->lock = -1;
    const int code = open_file(store, "");
    if (file && is_link(file)) /* whose file may be new */
        store->target = realpath(file, NULL);
    if (code == SQLITE_NOMEM)
        fail_memory(failure);
    else if (code)
        fail(failure, STATUS_CREATE, "cannot open %s: %s", store->file, why_not_opened(store));
    open_immutable(store, failure);
    if (!failure->status)
        return store;
    store_close(store);
    return NULL;
}

/* Without looking at the layout. */
static struct store *open_ours(const char *file, bool read_only, struct failure *failure)
{
    struct store *store = store_open_any(file, read_only, failure);
    if (store)
        prepare(store, failure);
    if (!failure->status)
        return store;
    store_close(store);
    return NULL;
}

struct store *store_open(const char *file, bool read_only, struct failure *failure)
{
    struct store *store = open_ours(file, read_only, failure);
    if (!store || !migrate(store, &store_layouts, failure))
        return store;
    store_close(store);
    return NULL;
}

bool store_is_new(const char *file)
{
    struct failure ignored = {0};
    if (access(file, F_OK))
        return true;
    struct store *store = store_open_any(file, true, &ignored);
    if (store) /* another process may be making it */
        sqlite3_busy_timeout(store->db, BUSY_MILLISECONDS);
    const bool fresh = store && is_fresh(store, &ignored) && !ignored.status;
    store_close(store);
    return fresh;
}

bool store_may_bring_up(const char *file, struct failure *failure)
{
    struct store *store = open_ours(file, true, failure);
    const bool may = store && store_layout(store, failure) < store_layouts.version &&
                     !failure->status && store_may_write(store);
    store_close(store);
    return may;
}

enum status store_hold_moment(struct store *store, struct failure *failure)
{
    sql_run(store, "BEGIN", failure);
    return failure->status ? failure->status : sql_run(store, first, failure);
}

enum status store_check(struct store *store, struct failure *failure)
{
    if (sql_int(store, failure,
                "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
                "") <= STORE_CHECKED)
        sql_sound(store, "PRAGMA quick_check(1)", failure);
    /* A file of layout 4 may have kept an old name, where the cell's own was taken. */
    const int64_t run = sql_int(store, failure,
                                "SELECT id FROM run WHERE uuid <> text_hash(cell) AND NOT EXISTS "
                                "(SELECT 1 FROM run o WHERE o.uuid = text_hash(run.cell)) LIMIT 1",
                                "");
    if (run)
        fail(failure, STATUS_DATA,
             "%s is damaged: the settings of run %lld are not those that it is named "
             "for; " STORE_RECOVER,
             store->file, (long long)run, store->file);
    return failure->status;
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
    free(store->target);
    free(store->file);
    free(store);
}
