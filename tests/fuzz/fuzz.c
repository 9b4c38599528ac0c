#include "tests/fuzz/fuzz.h"
#include "lab/base/utf8.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct fuzz_target fuzz_targets[] = {{"spec", fuzz_spec},
                                           {"set", fuzz_set},
                                           {"csv", fuzz_csv},
                                           {"idx", fuzz_idx},
                                           {"cifar", fuzz_cifar},
                                           {"safetensors", fuzz_safetensors},
                                           {"statement", fuzz_statement},
                                           {"database", fuzz_database},
                                           {0}};

const struct fuzz_target *fuzz_find(const char *name)
{
    for (const struct fuzz_target *t = fuzz_targets; t->name; t++)
        if (!strcmp(t->name, name))
            return t;
    return NULL;
}

static char folder[200];

/* In memory where the system has such a folder: some disks are slow with many small files. */
void fuzz_open(void)
{
    const char *parent = getenv("TMPDIR");
    parent = parent ? parent : access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm";
    snprintf(folder, sizeof folder, "%s/depthlab-fuzz-XXXXXX", parent);
    if (!mkdtemp(folder))
        abort();
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
    (void)info, (void)type, (void)ftw;
    return remove(path);
}

void fuzz_close(void)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_path(const char *name)
{
    static char path[4][300];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
    return path[turn];
}

const char *fuzz_write(const char *name, const void *bytes, size_t n)
{
    const char *path = fuzz_path(name);
    FILE *file = fopen(path, "we");
    if (!file || fwrite(bytes, 1, n, file) != n || fclose(file))
        abort();
    return path;
}

const char *fuzz_failure(const struct failure *failure)
{
    static char shown[sizeof failure->message];
    strcpy(shown, failure->message);
    utf8_make_printable(shown);
    if (!failure->status != !*failure->message)
        return "a failure has a message, and nothing else has one";
    return strcmp(shown, failure->message) ? "a message holds what a terminal cannot be shown"
                                           : NULL;
}
