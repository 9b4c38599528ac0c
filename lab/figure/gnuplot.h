/* gnuplot, as a child without a shell.
 *
 * It reads no settings of the user, runs in the locale C.UTF-8 and must end within the given time.
 * Where the script cannot be carried out the status is STATUS_DATA, and what gnuplot printed on stderr is the
 * failure's message. It exits with 0 when one of two curves has no points and only warns of it, or when
 * its output could not be written: both are failures here, the latter STATUS_DISK. */
#pragma once
#include "lab/base/status.h"
#include <stdio.h>

/* gnuplot -d -e ASSIGNMENTS SCRIPT > out */
enum status gnuplot_run(const char *assignments, const char *script, int seconds, FILE *out,
                        struct failure *);
