/* What one cell of a table is: a number, or why it is none. */
#pragma once
#include <stdbool.h>

enum field {
    FIELD_NUMBER,
    FIELD_EMPTY,
    FIELD_MISSING,    /* ?, NA, null: a value that somebody did not have */
    FIELD_NOT_FINITE, /* nan, inf, or too large for a float */
    FIELD_DATE,       /* 2024-05-01, 1/5/2024, 12:30 */
    FIELD_DAMAGED,    /* begins as a number does: 1.5.2, 0x10, 12 kg */
    FIELD_WORD,
    FIELDS
};

/* `value` is that of a number. With `comma` 1,5 is one, too. No hexadecimal, no blanks inside. */
enum field field_read(const char *text, bool comma, double *value);

/* "is not a number", for messages; "" of a number. */
const char *field_fault(enum field);

/* Is it a text that stands for no label: empty, nan, NA, ? and the like? - and . may be classes. */
bool field_is_no_label(const char *text);
