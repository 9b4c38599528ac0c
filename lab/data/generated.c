#include "lab/data/generated.h"

enum status generated_allocate(struct arena *arena, const struct data_spec *spec, struct dataset *d,
                               struct failure *failure)
{
    if (spec->train < 1 || spec->test < 1)
        return fail(failure, STATUS_DATA,
                    "%s: %d training and %d test samples; there must be at least 1 of each",
                    spec->name, spec->train, spec->test);
    if (part_allocate(arena, d, spec->train, &d->train, failure))
        part_allocate(arena, d, spec->test, &d->test, failure);
    return failure->status;
}

enum status generated_number_classes(struct arena *arena, struct dataset *d,
                                     struct failure *failure)
{
    d->class_name = arena_alloc(arena, (size_t)d->classes * sizeof *d->class_name);
    for (int c = 0; d->class_name && c < d->classes; c++)
        d->class_name[c] = arena_text(arena, failure, "%d", c);
    return d->class_name ? failure->status : fail_memory(failure);
}

enum status generated_check_noise(const struct data_spec *spec, struct failure *failure)
{
    if (!(spec->noise >= 0 && spec->noise <= 1e6))
        return fail(failure, STATUS_DATA, "%s: noise is %g; it must be 0 to 1e6", spec->name,
                    spec->noise);
    return STATUS_OK;
}
