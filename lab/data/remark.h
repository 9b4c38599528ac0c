/* Columns that may not be meant as features: that number the rows, do not vary, repeat another, or tell the
 * class alone. Each kind is one line, which names the columns and what leaves them out. */
#pragma once
#include "lab/data/source.h"
#include "lab/data/table.h"

/* Of a table whose labels are numbers of its classes. Fails where no column varies. */
enum status remark_columns(const struct loading *, const struct table *);
