/* Files that somebody else wrote, read from front to back, plain or gzip. */
#pragma once
#include "lab/base/status.h"
#include <stddef.h>
#include <stdint.h>

/* Open for reading; a name that ends in .gz is unpacked on the way. NULL on failure: what is no regular file,
 * or is packed where its name does not say so, or the reverse. */
struct input;
struct input *input_open(const char *path, struct failure *);
void input_close(struct input *);

/* How many bytes there will be; 0 where only unpacking tells. */
uint64_t input_bytes(const struct input *);

/* The next bytes. Fewer than asked for, with no failure, means the end of the (unpacked) file. */
size_t input_read(struct input *, void *to, size_t bytes, struct failure *);

/* A whole plain file, with a 0 after its last byte; the caller frees it. NULL on failure. No text holds a 0:
 * reading ends soon after the first. */
char *file_text(const char *path, size_t *bytes, struct failure *);

/* CRC-32 of the bytes as they lie there, running on from *crc (0 at the start); *bytes (may be
 * NULL) is their number. */
enum status file_checksum(const char *path, uint32_t *crc, uint64_t *bytes, struct failure *);

/* CRC-32 of bytes in memory, running on from crc. */
uint32_t file_crc(uint32_t crc, const void *from, size_t bytes);
