/* Columns that hold no numbers, labels that are none: which, where first, how many, and what to do. */
#pragma once
#include "lab/data/table.h"

enum status columns_check(const struct table *);

/* A column as commands take it: its name, or its number where it has none or a name that it shares, that
 * looks like a number or that has a comma. */
const char *table_column_word(const struct table *, int column, char word[SHOWN]);
