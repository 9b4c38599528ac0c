/* Sets from the network lie in the user's cache: $XDG_CACHE_HOME/depthlab/NAME, or ~/.cache/depthlab/NAME.
 *
 * A folder there is whole: it is made as NAME.part, with what earlier calls have brought, and renamed when every file
 * has its MD5 and archives (.tar.gz) are unpacked. Whoever fetches holds a lock on NAME.lock. */
#pragma once
#include "lab/fetch/catalogue.h"
#include "lab/fetch/download.h"

/* The folder in which a set of this name is, or would be. */
const char *fetch_folder(struct arena *, const char *name, struct failure *);

/* Is it there? */
bool fetch_has(struct arena *, const char *name);

/* What `--data WORD` means: the file or folder of that name, else the set of that name that was fetched, else WORD. */
const char *fetch_find(struct arena *, const char *word);

/* Fetch it, unless it is there. Of `how` path and file are not used. STATUS_BUSY: another process fetches it. */
enum status fetch_set(struct arena *, const struct catalogue_set *, const struct download *how,
                      struct failure *);
