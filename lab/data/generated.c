#include "lab/data/generated.h"

enum status generated_allocate(const struct loading *l)
{
    const struct data_spec *spec = l->spec;
    if (spec->train < 1 || spec->test < 1)
        return fail(l->failure, STATUS_DATA,
                    "%s: %d training and %d test samples; there must be at least 1 of each",
                    spec->name, spec->train, spec->test);
    if (part_allocate(l, spec->train, &l->d->train))
        part_allocate(l, spec->test, &l->d->test);
    return l->failure->status;
}

enum status generated_number_classes(const struct loading *l)
{
    if (names_allocate(l))
        for (int c = 0; c < l->d->classes; c++)
            l->d->class_name[c] = arena_text(l->arena, l->failure, "%d", c);
    return l->failure->status;
}

enum status generated_check_noise(const struct data_spec *spec, struct failure *failure)
{
    if (!(spec->noise >= 0 && spec->noise <= 1e6))
        return fail(failure, STATUS_DATA, "%s: noise is %g; it must be 0 to 1e6", spec->name,
                    spec->noise);
    return STATUS_OK;
}
