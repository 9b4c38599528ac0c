/* Runs of databases older than layout 6 get the columns `guess` and `guess_error`: those on generated sets,
 * which can be made again. Of runs on files the columns stay NULL: where those lie is not known. */
#pragma once
#include "lab/store/store.h"

enum status guess_fill(struct store *, struct failure *);
