/* `depthlab data fetch`: sets from the network into the user's cache. */
#pragma once
#include "lab/cli/cli.h"

struct data_fetch {
    const char *mirror, *sources; /* NULL: not given */
    int timeout;                  /* seconds; 0: not given */
};

/* The words behind `data fetch` name sets; without any, those that there are are listed. */
int data_fetch(struct cli *, const struct data_fetch *);
