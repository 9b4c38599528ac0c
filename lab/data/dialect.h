/* How a table is written: what separates its cells, whether 1,5 is a number, and whether a text is one at all. */
#pragma once
#include "lab/base/status.h"
#include <stdbool.h>
#include <stddef.h>

struct dialect {
    char separator; /* , ; tab or, in runs of any length, the blank */
    bool comma;     /* numbers may have a decimal comma */
};

/* From the first line that is not blank: the separator that occurs most often outside quotes. But where
 * semicolons or tabs make cells in which every comma stands between digits, at most one in each, those
 * commas are decimal signs. Blanks separate where nothing else does. */
struct dialect dialect_of(const char *text, size_t bytes);

/* Blanks that separate become single tabs. The new length. */
size_t dialect_tabs_for_blanks(char *text, size_t bytes);

/* Length of the line that begins here, with its end: LF, CR LF or CR. */
size_t line_length(const char *text, size_t bytes);
bool line_is_blank(const char *text, size_t bytes);

/* Does a text that begins so hold a table: two lines with the same number of separators, and a number in the
 * second? A text in UTF-16 may, so that it is named. */
bool dialect_is_table(const char *text, size_t bytes);

/* Not in UTF-16. */
enum status dialect_check(const char *path, const char *text, size_t bytes, struct failure *);
