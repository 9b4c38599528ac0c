/* Is the first row of a table its header?
 *
 * What tells is the label column, the types of whole columns, and what only the first row has:
 *  - a word at least half of the time where columns are numbers,
 *  - a word over labels that are all numbers,
 *  - a label that nobody else has and that is called class, label, target, ...,
 *  - numbers that count the columns, or whole numbers over fractions, or far outside what the columns hold.
 * Two of the weaker signs make a header; one leaves it open, and then the user is asked. A damaged number
 * alone must not turn a row of data into a header: it is an error of its own. */
#pragma once
#include "lab/data/table.h"

enum header { HEADER_NO, HEADER_YES, HEADER_OPEN };

/* All rows are read; row 0 of the table has not been decided. */
enum header header_judge(const struct table *);

/* Is it a name that label columns have: class, label, target, species, y? */
bool header_names_label(const char *text);
