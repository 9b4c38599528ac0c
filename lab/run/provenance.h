/* Which build, on which machine: kept with every run, so that numbers can be traced. */
#pragma once
#include "lab/store/store.h"

/* Who builds and runs this: strings that live as long as the arena. */
struct provenance provenance_here(struct arena *, struct store *, struct failure *);
