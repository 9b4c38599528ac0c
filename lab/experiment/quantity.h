/* quantity := measure "of" "{" [ choice { "," choice } ] "}"
 * measure  := name  |  name "/" name  |  "slope" "(" name ")"
 * choice   := key [ ":" ] value
 *
 * What is measured, of which runs: `train_loss of {block: plain, depth: 32, lr: best}`. The colon
 * may be left out, for YAML asks for quotes round a text that has one. Names are only read here, not
 * understood (lab/experiment/selection.h): each remembers where it stands. */
#pragma once
#include "lab/experiment/scan.h"

enum { CHOICES = 24 };

struct word {
    const char *text, *at;
};

struct choice {
    struct word key, value;
};

struct quantity {
    struct word measure;
    struct word
        divisor; /* what the measure is divided by, place by place; text is NULL if nothing */
    bool slope;  /* the measure's slope over the layers is meant */
    int choices;
    struct choice choice[CHOICES];
    const double *value; /* one a seed, once measured */
    struct quantity *next;
};

/* NULL when it cannot be read; the scan's failure says why. */
struct quantity *quantity_read(struct scan *);
