/* Errors are values, and the first one sticks.
 *
 * A function that can fail takes a `struct failure` and returns an `enum status`. The first failure
 * writes its message; later ones leave it alone, so a chain of calls may be checked once, at its
 * end. The values are the exit codes of the program (sysexits.h where it has one).
 * Library code never prints, exits or aborts: lab/cli does. */
#pragma once

enum status {
    STATUS_OK = 0,
    STATUS_FAILED = 1,  /* a check failed, or a run could not be finished */
    STATUS_USAGE = 2,   /* the command's words are wrong */
    STATUS_DATA = 65,   /* bad data, spec or database */
    STATUS_CREATE = 73, /* a file cannot be created */
    STATUS_DISK = 74,   /* reading or writing failed */
    STATUS_BUSY = 75,   /* somebody else holds it */
};

struct failure {
    enum status status; /* STATUS_OK until something fails */
    char message[1600]; /* one line or several, no newline at the end */
};

/* Record a failure, unless there is an earlier one. Returns the status that sticks. A message may hold
 * parts of files: what is no printable character becomes a question mark. */
__attribute__((format(printf, 3, 4))) enum status fail(struct failure *, enum status,
                                                       const char *format, ...);

/* Lack of memory, everywhere: an allocation that does not fit returns NULL; its caller checks it and
 * answers with fail_memory, which records "out of memory" and returns STATUS_FAILED. Nobody else words
 * it. (arena_take and arena_text of arena.h answer by themselves.) */
enum status fail_memory(struct failure *);
