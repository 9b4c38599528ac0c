/* Any query as CSV (RFC 4180 but for the line's end, a single \n): a line of names, then the rows.
 * Texts are quoted, numbers are not and read back equal, an empty field is NULL. A measurement that
 * was not finite is nan, inf or -inf where the query also selects `odd`, as every view offers it. */
#pragma once
#include "lab/store/store.h"
#include <stdio.h>

/* Write what is left of the query, which may be NULL after a failure. The file stays open. */
enum status store_export_csv(struct query *, FILE *, struct failure *);
