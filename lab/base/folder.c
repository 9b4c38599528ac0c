#include "lab/base/folder.h"
#include "lab/base/hash.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum status folder_make(struct arena *arena, const char *path, struct failure *failure)
{
    int first = 0; /* error: what follows from it is no reason */
    char *part = arena_strdup(arena, path);
    if (!part)
        return fail_memory(failure);
    for (char *c = part + 1; *part && *c; c++)
        if (*c == '/') {
            *c = 0;
            if (mkdir(part, 0777) && errno != EEXIST && !first)
                first = errno;
            *c = '/';
        }
    if (mkdir(part, 0777) && errno != EEXIST)
        return fail(failure, STATUS_CREATE, "%s: %s", path, strerror(first ? first : errno));
    return STATUS_OK;
}

enum { LONGEST = 200 }; /* a file's name has at most 255 bytes, and others are made of this one */

/* + stands for /, and what it could be mistaken for is written in hexadecimal; of what is too long a hash tells the rest. */
const char *folder_of_file(struct arena *arena, const char *path, struct failure *failure)
{
    char file[PATH_MAX], here[PATH_MAX], name[3 * PATH_MAX + 8] = "db+";
    const char *from = path;
    size_t n = strlen(name);
    if (realpath(path, file) && getcwd(here, sizeof here)) {
        const size_t length = strlen(here);
        from = !strncmp(file, here, length) && file[length] == '/' ? file + length + 1 : file;
    }
    for (; *from && n + 4 < sizeof name; from++)
        n += (size_t)sprintf(
            name + n,
            *from == '+' || *from == '%' || iscntrl((unsigned char)*from) ? "%%%02X" : "%c",
            *from == '/' ? '+' : (unsigned char)*from);
    if (n <= LONGEST)
        return arena_text(arena, failure, "%s", name);
    char hash[HASH_BYTES];
    hash_text(name, hash);
    return arena_text(arena, failure, "%.*s+%s", LONGEST - HASH_BYTES, name, hash);
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

const char **folder_names(struct arena *arena, const char *path, const char *ending,
                          struct failure *failure)
{
    struct dirent **found = NULL;
    int all = scandir(path, &found, is_shown, by_bytes), count = 0;
    if (all < 0 && errno == ENOENT)
        all = 0;
    if (all < 0) {
        fail(failure, STATUS_DISK, "cannot read the folder %s: %s", path, strerror(errno));
        return NULL;
    }
    const char **name = arena_calloc(arena, ((size_t)all + 1) * sizeof *name);
    for (int i = 0; i < all; i++) {
        const char *file = found[i]->d_name;
        const size_t length = strlen(file), tail = strlen(ending);
        if (name && length > tail && !strcmp(file + length - tail, ending))
            name[count++] = arena_text(arena, failure, "%.*s", (int)(length - tail), file);
        free(found[i]);
    }
    free(found);
    if (!name)
        fail_memory(failure);
    return failure->status ? NULL : name;
}
