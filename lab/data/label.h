/* Can the labels of a table be meant as classes? */
#pragma once
#include "lab/data/source.h"
#include "lab/data/table.h"

/* The tables' labels are numbers of the sorted classes. Refused are: one class; labels that differ by case,
 * blanks or a dot at the end; labels most of which occur once or twice; the last column where another is
 * called label or target. Remarks are made on single letters that differ by case, on labels with fractions,
 * and where another column is called class, species or y. */
enum status label_check(const struct loading *, const struct table *, int tables);
