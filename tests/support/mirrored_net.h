/* A net that shows its data: linear, one block of two layers, every layer W = I. What a probe says of
 * its features it says of the data, which the test fills in. */
#pragma once
#include "tests/support/probe_setup.h"

static inline void mirror_open(struct probe_setup *t, int features, int classes, int samples)
{
    struct net_spec spec = spec_of("plain", 2, features);
    spec.activation = "linear";
    probe_setup_open(t, spec, (struct shape){features, 1, 1}, classes, samples);
    for (int l = 0; l < 3; l++)
        for (int i = 0; i < features * features; i++)
            t->net->layer[l].w->value[i] = i / features == i % features;
}
