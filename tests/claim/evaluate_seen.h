/* A statement over the current sweep of a small lab's experiment. */
#pragma once
#include "lab/claim/claim.h"
#include "tests/support/small_lab.h"

static inline enum status evaluate_seen(struct lab *lab, const struct expectation *e,
                                        struct verdict *v)
{
    struct sweep sweep;
    if (sweep_read(&lab->arena, lab->store, lab->spec.name, &sweep, &lab->failure))
        return lab->failure.status;
    return claim_evaluate(&lab->arena, lab->store, &lab->spec, e, &sweep, &sweep, v, &lab->failure);
}
