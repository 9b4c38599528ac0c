/* Is this the double build? */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

static const bool exact = sizeof(real) == sizeof(double);
