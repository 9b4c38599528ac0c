/* What is promised of the program, counted: cases tried, and cases that failed.
 *
 * A program of tests/campaign tries a few cases in `make test` and, where LONG is set (`make check-long`), as many
 * as the promise deserves. Its rows, `promise|CASES|FAILURES|WORDS`, are what tests/support/promises.sh makes a
 * table of; a script of tests/campaign prints them likewise. */
#pragma once
#include "lab/base/rng.h"
#include "tests/support/check.h"

struct promise {
    char words[100];
    int cases, failures;
};

bool promise_long(void);
int promise_cases(int few, int many);

/* What is drawn: the same in each `make test`; under LONG by SEED, or by the clock, and printed. */
struct stream promise_stream(void);

/* A new row, with the words that the table shows. At most 24 in a program. */
__attribute__((format(printf, 1, 2))) struct promise *promise(const char *format, ...);

/* One case of it, named by `what` and `number`; where it failed, why. */
void promise_case(struct promise *p, const char *why, const char *what, int number);

/* Fails the test unless there were cases, and all were kept. */
void promise_kept(const struct promise *p);

/* A group's last step: prints the rows. */
int promises_end(void **state);
