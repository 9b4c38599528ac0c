/* A page reads no files: the sets that lie in files say so, and the generated ones remain. */
#include "lab/data/file.h"
#include "lab/data/source.h"

static enum status load(const struct loading *l)
{
    return fail(l->failure, STATUS_DATA, "%s: a page has generated data alone", l->spec->name);
}

const struct source source_idx = {.name = "idx", .about = "not in a page", .load = load},
                    source_cifar = {.name = "cifar", .about = "not in a page", .load = load},
                    source_csv = {.name = "csv", .about = "not in a page", .load = load};

enum status file_checksum(const char *path, uint32_t *crc, uint64_t *bytes, struct failure *failure)
{
    (void)crc, (void)bytes;
    return fail(failure, STATUS_DATA, "%s: a page reads no files", path);
}

uint32_t file_crc(uint32_t crc, const void *from, size_t bytes)
{
    (void)from, (void)bytes;
    return crc; /* no set that is generated asks */
}
