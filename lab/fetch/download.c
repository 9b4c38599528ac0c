#include "lab/fetch/download.h"
#include "lab/base/program.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* curl's exit codes, and HTTP's answer to a wish for bytes behind the end. */
enum { CURL_CUT = 18, CURL_WRITE = 23, CURL_NO_RANGE = 33 };
enum { CURL_NOTHING = 52, CURL_SEND = 55, CURL_RECEIVE = 56 };
enum { HTTP_NO_SUCH_RANGE = 416, TRIES = 20 };

static long long size_of(const char *path)
{
    struct stat s;
    return stat(path, &s) ? 0 : (long long)s.st_size;
}

static enum status read_md5(const char *path, struct program_answer *md5, struct failure *failure)
{
    const char *const words[] = {"md5sum", NULL};
    if (!program_run(&(struct program_order){.words = words, .in = path}, md5, failure))
        md5->text[strcspn(md5->text, " ")] = 0;
    return failure->status;
}

/* The status of HTTP, a blank, and what went wrong. */
static enum status curl(struct arena *arena, const struct download *d, const char *address,
                        struct program_answer *a, struct failure *failure)
{
    const char *seconds = arena_text(arena, failure, "%d", d->timeout);
    const char *const words[] = {"curl",
                                 d->progress ? "--progress-bar" : "--silent",
                                 "--fail",
                                 "--location",
                                 "--proto",
                                 "=http,https,file",
                                 "--connect-timeout",
                                 seconds,
                                 "--speed-limit",
                                 "100",
                                 "--speed-time",
                                 seconds,
                                 "--continue-at",
                                 "-",
                                 "--write-out",
                                 "%{http_code} %{errormsg}",
                                 "--output",
                                 d->path,
                                 "--url",
                                 address,
                                 NULL};
    return failure->status
               ? failure->status
               : program_run(&(struct program_order){.words = words, .shown = d->progress}, a,
                             failure);
}

static bool was_cut(int code)
{
    return code == CURL_CUT || code == CURL_NOTHING || code == CURL_SEND || code == CURL_RECEIVE;
}

/* Again and again while that brings it forward; who is too slow is not asked again. */
static enum status try_address(struct arena *arena, const struct download *d, const char *address,
                               struct failure *failure)
{
    struct program_answer a = {0}, md5;
    for (int i = 0; i < TRIES; i++) {
        const long long before = size_of(d->path);
        if (curl(arena, d, address, &a, failure))
            return failure->status;
        if (a.exit == CURL_WRITE)
            return fail(failure, STATUS_DISK, "%s: cannot be written: %s", d->path,
                        strchrnul(a.text, ' '));
        if (!a.exit) {
            if (read_md5(d->path, &md5, failure) || !strcmp(md5.text, d->file->md5))
                return failure->status;
            unlink(d->path);
            if (!before)
                return fail(failure, STATUS_DATA,
                            "%s: another file than expected lies there (MD5 %s, not %s)", address,
                            md5.text, d->file->md5);
        } else if (before && (a.exit == CURL_NO_RANGE || atoi(a.text) == HTTP_NO_SUCH_RANGE)) {
            unlink(d->path);
        } else if (!was_cut(a.exit) || size_of(d->path) <= before) {
            break;
        }
    }
    const char *why = *strchrnul(a.text, ' ') ? strchr(a.text, ' ') + 1 : "curl failed";
    const long long kept = size_of(d->path);
    return kept ? fail(failure, STATUS_FAILED,
                       "%s: %s; %lld bytes are there, and the same command goes on behind them",
                       address, why, kept)
                : fail(failure, STATUS_FAILED, "%s: %s", address, why);
}

enum status download_run(struct arena *arena, const struct download *d, struct failure *failure)
{
    struct program_answer md5;
    if (size_of(d->path) && (read_md5(d->path, &md5, failure) || !strcmp(md5.text, d->file->md5)))
        return failure->status;
    const int addresses = d->mirror ? 1 : d->file->addresses;
    for (int i = 0; i < addresses; i++) {
        const char *address = d->mirror
                                  ? arena_text(arena, failure, "%s/%s", d->mirror, d->file->name)
                                  : d->file->address[i];
        struct failure here = {0};
        if (d->note)
            d->note(d->self, address);
        if (!try_address(arena, d, address, &here))
            return failure->status;
        if (here.status == STATUS_DISK || i == addresses - 1)
            return fail(failure, here.status, "%s", here.message);
    }
    return failure->status;
}
