/* read(2), with zlib between where the name ends in .gz. */
#include "lab/data/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { BUFFER = 1 << 16, GZIP_ONLY = 15 + 16 };

struct input {
    const char *path; /* borrowed */
    int fd;
    bool gzip, done; /* done: a gzip member has just ended */
    uint64_t taken;  /* bytes of the file that have come in */
    z_stream z;
    unsigned char in[BUFFER];
};

static int open_file(const char *path, struct failure *failure)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(failure, STATUS_DATA, "%s: cannot be read: %s", path, strerror(errno));
        return -1;
    }
    struct stat s;
    if (fstat(fd, &s) == 0 && S_ISDIR(s.st_mode)) {
        fail(failure, STATUS_DATA, "%s: is a folder, not a file", path);
        close(fd);
        return -1;
    }
    return fd;
}

/* Read until `bytes` are there or the file ends. */
static size_t read_some(int fd, const char *path, void *to, size_t bytes, struct failure *failure)
{
    size_t got = 0;
    while (got < bytes) {
        ssize_t n = read(fd, (char *)to + got, bytes - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            fail(failure, STATUS_DISK, "%s: reading failed: %s", path, strerror(errno));
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

struct input *input_open(const char *path, struct failure *failure)
{
    size_t length = strlen(path);
    int fd = open_file(path, failure);
    if (fd < 0)
        return NULL;
    struct input *in = calloc(1, sizeof *in);
    if (in) {
        in->path = path;
        in->fd = fd;
        in->gzip = length > 3 && strcmp(path + length - 3, ".gz") == 0;
    }
    if (!in || (in->gzip && inflateInit2(&in->z, GZIP_ONLY) != Z_OK)) {
        fail_memory(failure);
        close(fd);
        free(in);
        return NULL;
    }
    return in;
}

void input_close(struct input *in)
{
    if (!in)
        return;
    if (in->gzip)
        inflateEnd(&in->z);
    close(in->fd);
    free(in);
}

/* Unpack the next bytes. A file may be several gzip members, one after the other; anything else
 * after a member is damage. */
static size_t inflate_some(struct input *in, void *to, size_t bytes, struct failure *failure)
{
    z_stream *z = &in->z;
    size_t got = 0;
    while (got < bytes) {
        if (z->avail_in == 0) {
            size_t n = read_some(in->fd, in->path, in->in, BUFFER, failure);
            in->taken += n;
            z->next_in = in->in;
            z->avail_in = (uInt)n;
        }
        if (z->avail_in == 0) {
            if (!in->done)
                fail(failure, STATUS_DATA, "%s: ends at byte %llu, inside its compressed data",
                     in->path, (unsigned long long)in->taken);
            break;
        }
        if (in->done && inflateReset(z) == Z_OK)
            in->done = false;
        uInt room = bytes - got < UINT32_MAX ? (uInt)(bytes - got) : UINT32_MAX;
        z->next_out = (Bytef *)to + got;
        z->avail_out = room;
        int result = inflate(z, Z_NO_FLUSH);
        got += room - z->avail_out;
        in->done = result == Z_STREAM_END;
        if (result != Z_OK && result != Z_STREAM_END) {
            fail(failure, STATUS_DATA, "%s: byte %llu of the compressed file: %s", in->path,
                 (unsigned long long)(in->taken - z->avail_in), z->msg ? z->msg : zError(result));
            break;
        }
    }
    return got;
}

size_t input_read(struct input *in, void *to, size_t bytes, struct failure *failure)
{
    if (failure->status)
        return 0;
    return in->gzip ? inflate_some(in, to, bytes, failure)
                    : read_some(in->fd, in->path, to, bytes, failure);
}

char *file_text(const char *path, size_t *bytes, struct failure *failure)
{
    struct stat s;
    int fd = open_file(path, failure);
    if (fd < 0)
        return NULL;
    size_t room = fstat(fd, &s) == 0 && s.st_size > 0 ? (size_t)s.st_size : 0, got = 0;
    char *text = malloc(room + 2);
    while (text && !failure->status) { /* the byte of room left over finds the end of the file */
        got += read_some(fd, path, text + got, room + 1 - got, failure);
        if (got <= room)
            break;
        room = 2 * room + BUFFER;
        char *more = realloc(text, room + 2);
        if (!more)
            free(text);
        text = more;
    }
    close(fd);
    if (!text)
        fail_memory(failure);
    if (failure->status) {
        free(text);
        return NULL;
    }
    text[got] = 0;
    *bytes = got;
    return text;
}

enum status file_checksum(const char *path, uint32_t *crc, uint64_t *bytes, struct failure *failure)
{
    unsigned char buffer[BUFFER];
    uint64_t count = 0;
    int fd = open_file(path, failure);
    if (fd < 0)
        return failure->status;
    for (size_t n; (n = read_some(fd, path, buffer, BUFFER, failure)) > 0; count += n)
        *crc = (uint32_t)crc32(*crc, buffer, (uInt)n);
    close(fd);
    if (bytes)
        *bytes = count;
    return failure->status;
}
