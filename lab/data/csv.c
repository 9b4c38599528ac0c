#include "lab/data/source.h"
const struct source source_csv = {"csv", NULL, NULL, NULL};
