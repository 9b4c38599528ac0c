/* 3 x 3 convolution, stride 1, padding 1, with a quarter of the multiplications: Winograd's minimal
 * filtering F(4 x 4, 3 x 3), after Lavin and Gray (2016), for a batch that lies in lanes.
 *
 * A row of 4 outputs and a filter of 3 taps are polynomials whose product is known by its values at
 * 6 points: 0, 1, -1, 2, -2 and infinity. So a tile of 6 x 6 inputs d and the filter g are taken to
 * the 36 pairs of points, multiplied there value by value, and brought back to 4 x 4 outputs:
 *
 *     y  = A' [ sum_in (G g G') * (B' d B) ] A         36 products where 16 * 9 = 144 were
 *     dg = G' [ sum_tiles (A dy A') * (B' d B) ] G     over the tiles and samples of the batch
 *
 * (' transposes, * is value by value.) At each pair of points the sum is a matrix product, of
 * [out][in] and [in][tiles], or of [out][tiles] and [tiles][in]. The data gradient is the forward
 * pass with the filter flipped and the roles of in and out swapped.
 *
 * x is [groups][in][height][width] of lanes, y [groups][out][height][width]; any sizes. Tiles that
 * hang over the right or lower edge read zeros there and write nothing.
 *
 * Always true: the order of a sum depends on the sizes alone, and the forward bits of a group not
 * even on the groups beside it. The price is accuracy: in float the error is 1e-6 to 2e-6 of the
 * result, of a few numbers up to 4e-6, four times that of a plain loop.
 *
 * winograd.c holds the forward pass and the data gradient, winograd_weight.c the weights' gradient. */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

struct winograd_size {
    int batch, in, out, height, width;
};

/* Reals of the transformed weights, in either direction; bytes of scratch, aligned to 64, that any
 * call below needs: 0.25 MiB at 16 channels of float, 1.5 at 64, 6 at 512, whatever the batch. */
size_t winograd_packed(struct winograd_size);
size_t winograd_scratch(struct winograd_size);

/* w is [out][in][3][3]; u, for the forward pass or for the data gradient, is the caller's. */
void winograd_pack(struct winograd_size, const real *w, real *u);
void winograd_pack_back(struct winograd_size, const real *w, real *u);

/* y = w * x + b, b may be NULL. */
void winograd_forward(struct winograd_size, const real *u, const real *b, const lane *x, lane *y,
                      void *scratch);
/* dx = , or with `add` +=, the gradient; u of winograd_pack_back. */
void winograd_backward_data(struct winograd_size, const real *u, const lane *dy, lane *dx, bool add,
                            void *scratch);
/* dw += the gradient. Dead lanes of dy must be 0, those of x finite. */
void winograd_backward_weight(struct winograd_size, const lane *x, const lane *dy, real *dw,
                              void *scratch);
