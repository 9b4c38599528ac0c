/* The targets as libFuzzer takes them: FUZZ_TARGET names the one. */
#include "tests/fuzz/fuzz.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct fuzz_target *target;
    if (!target) {
        const char *name = getenv("FUZZ_TARGET");
        if (!name || !(target = fuzz_find(name))) {
            fprintf(stderr, "FUZZ_TARGET names no target\n");
            exit(2);
        }
        fuzz_open();
        atexit(fuzz_close);
    }
    const char *broken = target->law(data, size);
    if (!broken)
        return 0;
    fprintf(stderr, "%s: %s\n", target->name, broken);
    abort();
}
