/* gnuplot, as a child without a shell.
 *
 * It reads no settings of the user, runs in the locale C.UTF-8 and must end within the given time.
 * What it prints on stderr becomes the failure's message. It exits with 0 when one of two curves has
 * no points and only warns of it: that warning is a failure here. */
#pragma once
#include "lab/base/status.h"

/* gnuplot -d -e ASSIGNMENTS SCRIPT */
enum status gnuplot_run(const char *assignments, const char *script, int seconds, struct failure *);
