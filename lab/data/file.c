/* read(2), with zlib between where the name ends in .gz. */
#include "lab/data/file.h"
#include "lab/base/memory.h"
#include "lab/base/regular_file.h"
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { BUFFER = 1 << 16, GZIP_ONLY = 15 + 16, TEXT_AND_NUMBERS = 3 };

struct input {
    const char *path; /* borrowed */
    int fd;
    bool gzip, done, begun; /* done: a gzip member has just ended; begun: something was unpacked */
    uint64_t size, taken;   /* bytes of the file, and those of them that have come in */
    z_stream z;
    unsigned char in[BUFFER];
};

static bool is_gzip(const unsigned char *b)
{
    return b[0] == 0x1f && b[1] == 0x8b;
}

static bool ends_in_gz(const char *path)
{
    const size_t length = strlen(path);
    return length > 3 && strcmp(path + length - 3, ".gz") == 0;
}

/* Opened, and what its name says of it is so. */
static int open_file(const char *path, bool gzip, uint64_t *size, struct failure *failure)
{
    unsigned char first[2];
    const int fd = regular_file_open(path, size, failure);
    if (fd < 0 || pread(fd, first, 2, 0) < 2 || is_gzip(first) == gzip)
        return fd;
    if (gzip)
        fail(failure, STATUS_DATA,
             "%s: byte 0 of the compressed file: this is no gzip, though its name ends in .gz; a "
             "file "
             "that is not packed is read when its name says so",
             path);
    else
        fail(failure, STATUS_DATA, "%s: is packed by gzip: unpack it%s", path,
             ends_in_gz(path) ? ", for tables are read as text (gunzip -k)"
                              : ", or, where packed files are read, let its name end in .gz");
    close(fd);
    return -1;
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
    uint64_t size;
    const bool gzip = ends_in_gz(path);
    int fd = open_file(path, gzip, &size, failure);
    if (fd < 0)
        return NULL;
    struct input *in = calloc(1, sizeof *in);
    if (in) {
        in->path = path;
        in->fd = fd;
        in->gzip = gzip;
        in->size = size;
    }
    if (!in || (in->gzip && inflateInit2(&in->z, GZIP_ONLY) != Z_OK)) {
        fail_memory(failure);
        close(fd);
        free(in);
        return NULL;
    }
    return in;
}

uint64_t input_bytes(const struct input *in)
{
    return in->gzip ? 0 : in->size;
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
        if (!in->begun && got > 1 && is_gzip(to)) {
            fail(failure, STATUS_DATA, "%s: is packed twice: gzip within gzip; unpack it once",
                 in->path);
            break;
        }
        in->begun |= got > 1;
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
    uint64_t size;
    int fd = open_file(path, false, &size, failure);
    if (fd < 0)
        return NULL;
    if ((double)size * TEXT_AND_NUMBERS > memory_here()) {
        char need[MEMORY_TEXT], have[MEMORY_TEXT];
        memory_text((double)size * TEXT_AND_NUMBERS, need);
        memory_text(memory_here(), have);
        fail(failure, STATUS_FAILED,
             "%s: its text and what is made of it want %s; the machine has %s", path, need, have);
        close(fd);
        return NULL;
    }
    size_t room = BUFFER, got = 0;
    char *text = malloc(room + 2);
    while (text && !failure->status) { /* the byte of room left over finds the end of the file */
        const size_t n = read_some(fd, path, text + got, room + 1 - got, failure);
        const bool binary = memchr(text + got, 0, n);
        got += n;
        if (got <= room || binary)
            break;
        room *= 2;
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
    uint64_t size;
    int fd = regular_file_open(path, &size, failure);
    if (fd < 0)
        return failure->status;
    for (size_t n; (n = read_some(fd, path, buffer, BUFFER, failure)) > 0; count += n)
        *crc = (uint32_t)crc32(*crc, buffer, (uInt)n);
    close(fd);
    if (bytes)
        *bytes = count;
    return failure->status;
}

uint32_t file_crc(uint32_t crc, const void *from, size_t bytes)
{
    return (uint32_t)crc32_z(crc, from, bytes);
}
