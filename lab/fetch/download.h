/* A file from the network, by curl: whole and right, or not at all.
 *
 * What has come in stays in the file when a transfer is cut, and the next call goes on behind it. Only the MD5 says
 * that a file is whole; one that is wrong at its end is removed, and the next address is tried. */
#pragma once
#include "lab/fetch/catalogue.h"
#include <stdbool.h>

struct download {
    const char *path; /* of the file */
    const struct catalogue_file *file;
    const char *mirror; /* a folder's address, to be used instead of the catalogue's; or NULL */
    int timeout;        /* seconds in which a server may be silent or nearly so */
    bool progress;      /* curl shows how far it is, beside errors */
    void (*note)(void *self, const char *address); /* called before each address; or NULL */
    void *self;
};

/* STATUS_DATA: something else lies at the address; STATUS_DISK: it cannot be written; STATUS_FAILED: the network. */
enum status download_run(struct arena *, const struct download *, struct failure *);
