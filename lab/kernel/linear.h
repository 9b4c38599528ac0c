/* The three products of a fully connected layer y = W x + b, for a batch that lies in lanes.
 *
 *     forward        y[g][o]   = b[o] + sum_i W[o][i] x[g][i]      broadcast W,  vector x
 *     data           dx[g][i] (+)=      sum_o W[o][i] dy[g][o]     broadcast W,  vector dy
 *     weight         dW[o][i] +=        sum_n dy[n][o] x[n][i]     broadcast dy, vector x^T
 *
 * All three are one register tile with different strides. W is plain [out][in] and is read where it
 * lies, along its rows or down its columns. Only the weight gradient sums over samples, across the
 * lanes; so x is transposed by 16 x 16 blocks, and dy is read lane by lane.
 *
 * Always true: each sum runs in the order of its index, whatever the sizes; a sample that is not
 * there (a dead lane) never reaches dW or db, and in dx its lane gets the product with its dy. */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

struct linear_size {
    int batch, in, out;
};

/* b may be NULL. */
void linear_forward(struct linear_size, const real *w, const real *b, const lane *x, lane *y);
/* dx is stored, or added to what is there. */
void linear_backward_data(struct linear_size, const real *w, const lane *dy, lane *dx, bool add);
void linear_backward_weight(struct linear_size, const lane *x, const lane *dy, real *dw);
/* db[o] += sum_n dy[n][o]; dead lanes of dy must be 0. */
void linear_backward_bias(struct linear_size, const lane *dy, real *db);
