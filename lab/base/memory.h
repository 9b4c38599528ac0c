/* How much memory there is, to refuse what will not fit before any of it is taken. */
#pragma once

/* Bytes that this machine, the container we are in, or a limit of the process lets it have. */
double memory_here(void);

/* "1.4 GiB", "512 B" */
enum { MEMORY_TEXT = 24 };
void memory_text(double bytes, char text[MEMORY_TEXT]);
