/* What somebody else wrote, as any bytes at all: a target takes them as the program would, and says which of
 * its laws they break. A crash, a hang and what the sanitizers see are broken laws too.
 *
 * tests/campaign/fuzz.sh gives each target to libFuzzer (libfuzzer.c); test_corpus.c replays what is in
 * corpus/NAME, and changes of it. What once broke a law is kept there. To add a target: a function, a row of the
 * table in fuzz.c, a folder of the corpus. */
#pragma once
#include "lab/base/arena.h"
#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
    const char *name;
    const char *(*law)(const uint8_t *, size_t); /* NULL, or which law is broken */
};

extern const struct fuzz_target fuzz_targets[]; /* ends with name NULL */
const struct fuzz_target *fuzz_find(const char *name);

/* A folder of this process for files; removed by fuzz_close. */
void fuzz_open(void);
void fuzz_close(void);
/* The path of a file in it; fuzz_write fills it. Until the fourth call after it. */
const char *fuzz_path(const char *name);
const char *fuzz_write(const char *name, const void *, size_t);

/* A failure has a status, and a message that a terminal can be shown; nothing else has one. */
const char *fuzz_failure(const struct failure *);

const char *fuzz_spec(const uint8_t *, size_t);
const char *fuzz_set(const uint8_t *, size_t);
const char *fuzz_statement(const uint8_t *, size_t);
const char *fuzz_csv(const uint8_t *, size_t);
const char *fuzz_idx(const uint8_t *, size_t);
const char *fuzz_cifar(const uint8_t *, size_t);
const char *fuzz_safetensors(const uint8_t *, size_t);
const char *fuzz_database(const uint8_t *, size_t);
