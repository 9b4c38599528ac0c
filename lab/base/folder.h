/* Folders, made as they are needed. */
#pragma once
#include "lab/base/arena.h"

/* The folder and those above it; what is there stays. */
enum status folder_make(struct arena *, const char *path, struct failure *);

/* What its files of this ending are called without it, in the order of their bytes, NULL behind the last; hidden ones are left
 * out. A folder that is not there has none. */
const char **folder_names(struct arena *, const char *path, const char *ending, struct failure *);

/* One plain word for a file, by where it lies: db+runs+may.db is runs/may.db, db++home+me+lab.db lies outside the working
 * directory. Two files have two words, and a file has one, however it is reached. */
const char *folder_of_file(struct arena *, const char *path, struct failure *);
