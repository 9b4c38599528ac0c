/* sum     := product { ("+" | "-") product }
 * product := factor { ("*" | "/") factor }
 * factor  := "-" factor  |  atom [ "^" factor ]
 * atom    := number  |  ("sqrt" | "log10") "(" sum ")"  |  "(" sum ")"  |  quantity
 *
 * Arithmetic over quantities, read into a tree and evaluated seed by seed. */
#pragma once
#include "lab/experiment/quantity.h"

/* A quantity; or a number (apply is NULL); or apply(a, b), where b is NULL for one operand. */
struct expression {
    const struct quantity *quantity;
    double number;
    double (*apply)(double a, double b);
    const struct expression *a, *b;
};

/* Read a sum. Its quantities are hung at **last, one behind the other. NULL on failure. */
const struct expression *expression_read(struct scan *, struct quantity ***last);

/* The value for one seed; every quantity's `value` must be there. */
double expression_value(const struct expression *, int seed);

/* x - y, where two infinities of one sign differ by nothing. */
double difference(double x, double y);
