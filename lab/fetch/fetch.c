#include "lab/fetch/fetch.h"
#include "lab/base/folder.h"
#include "lab/base/name.h"
#include "lab/base/program.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat s;
    return !stat(path, &s) && S_ISDIR(s.st_mode);
}

const char *fetch_folder(struct arena *arena, const char *name, struct failure *failure)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache && *cache == '/') /* others are to be ignored, says the XDG specification */
        return arena_text(arena, failure, "%s/depthlab/%s", cache, name);
    if (home && *home == '/')
        return arena_text(arena, failure, "%s/.cache/depthlab/%s", home, name);
    fail(failure, STATUS_CREATE, "no place for data: neither XDG_CACHE_HOME nor HOME is a path");
    return "";
}

bool fetch_has(struct arena *arena, const char *name)
{
    struct failure ignored = {0};
    const char *folder = fetch_folder(arena, name, &ignored);
    return *folder && is_folder(folder);
}

const char *fetch_find(struct arena *arena, const char *word)
{
    struct failure ignored = {0};
    const bool fetched = access(word, F_OK) && name_is_plain(word) && fetch_has(arena, word);
    return fetched ? fetch_folder(arena, word, &ignored) : word;
}

/* -1, with a failure, where another process has it. */
static int lock(struct arena *arena, const char *folder, struct failure *failure)
{
    const char *path = arena_text(arena, failure, "%s.lock", folder);
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    const int file = failure->status ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0) {
        fail(failure, STATUS_CREATE, "%s: %s; XDG_CACHE_HOME can name another place", path,
             strerror(errno));
    } else if (fcntl(file, F_OFD_SETLK, &whole) && (errno == EAGAIN || errno == EACCES)) {
        fail(failure, STATUS_BUSY, "%s: another process is fetching this set", folder);
        close(file);
        return -1;
    }
    return file;
}

static bool is_archive(const struct catalogue_file *f)
{
    const char *end = strstr(f->name, ".tar.gz");
    return end && !end[7];
}

static enum status unpack(const char *archive, const char *folder, struct failure *failure)
{
    const char *const words[] = {"tar", "-xzf", "-", "-C", folder, "--no-same-owner", NULL};
    struct program_answer a;
    if (!program_run(&(struct program_order){.words = words, .in = archive}, &a, failure) && a.exit)
        fail(failure, STATUS_DISK, "%s: cannot be unpacked: %.300s", archive, a.text);
    return failure->status;
}

/* On the disk before it has its name. */
static enum status put_in_place(const char *part, const char *folder, struct failure *failure)
{
    const int fd = open(part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || syncfs(fd) || rename(part, folder))
        fail(failure, STATUS_DISK, "%s: %s", folder, strerror(errno));
    if (fd >= 0)
        close(fd);
    return failure->status;
}

static enum status bring(struct arena *arena, const struct catalogue_set *set,
                         const struct download *how, const char *folder, struct failure *failure)
{
    const char *part = arena_text(arena, failure, "%s.part", folder);
    if (folder_make(arena, part, failure))
        return failure->status;
    for (int i = 0; i < set->files && !failure->status; i++) {
        struct download d = *how;
        d.file = &set->file[i];
        d.path = arena_text(arena, failure, "%s/%s", part, d.file->name);
        if (!download_run(arena, &d, failure) && is_archive(d.file))
            unpack(d.path, part, failure);
    }
    return failure->status ? failure->status : put_in_place(part, folder, failure);
}

enum status fetch_set(struct arena *arena, const struct catalogue_set *set,
                      const struct download *how, struct failure *failure)
{
    const char *folder = fetch_folder(arena, set->name, failure);
    const char *slash = strrchr(folder, '/');
    if (failure->status)
        return failure->status;
    if (!is_folder(folder)) {
        folder_make(arena, arena_text(arena, failure, "%.*s", (int)(slash - folder), folder),
                    failure);
        const int file = failure->status ? -1 : lock(arena, folder, failure);
        if (!failure->status && !is_folder(folder))
            bring(arena, set, how, folder, failure);
        if (file >= 0)
            close(file);
    }
    for (int i = 0; i < set->files && !failure->status; i++) /* a kill may have left it */
        if (is_archive(&set->file[i]))
            unlink(arena_text(arena, failure, "%s/%s", folder, set->file[i].name));
    return failure->status;
}
