/* Direct convolution of planes whose elements are lanes: any square kernel, stride and padding.
 *
 *     forward   y[k][h][w]  = b[k] + sum_crs W[k][c][r][s] x[c][h S + r - P][w S + s - P]
 *     data      dx[c][h][w] (+)= sum_krs W[k][c][r][s] dy[k][(h + P - r) / S][(w + P - s) / S]
 *     weight    dW[k][c][r][s] += sum_hw dy[k][h][w] x[c][h S + r - P][w S + s - P], over all samples
 *
 * where what lies outside a plane is 0, and only exact quotients count. The first two are one
 * gathering: a number of the result is a sum of products over channels and taps (r, s). Pixels with
 * the same taps are computed together, and so are four channels: a tile of sums in registers.
 * Weights are broadcast, so they are packed in the order in which the tiles read them, once a pass.
 *
 * The planes of x, y, dx, dy follow each other without a gap, [groups][channels][height][width], so
 * with sizes that are powers of two all channels of a pixel would compete for the same places of
 * the caches. Hence the rows at work are first copied to a band (conv_band.h), where channels lie
 * an odd number of lanes apart and rows end in zeros: no pixel is at an edge.
 *
 * Always true: the sums of the first two run over channels and then over taps, so a sample gets the
 * same numbers in any batch; dead lanes of x and dy must be finite, and those of dy 0, or dW would
 * contain them.
 * The bias has its gradient from reduce_channels.
 *
 * conv.c holds forward and data, conv_weight.c the weights' gradient. */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

struct conv_size {
    int batch, in, height, width, out, kernel, stride, pad; /* pad < kernel */
};

INLINE int conv_out_height(struct conv_size n)
{
    return (n.height + 2 * n.pad - n.kernel) / n.stride + 1;
}

INLINE int conv_out_width(struct conv_size n)
{
    return (n.width + 2 * n.pad - n.kernel) / n.stride + 1;
}

/* Reals of packed weights, in either direction, and bytes of scratch, aligned to a lane, in any
 * call of this size or of a smaller batch. */
size_t conv_packed(struct conv_size);
size_t conv_scratch(struct conv_size);

/* From w, [out][in][kernel][kernel]: for conv_forward, for conv_backward_data. */
void conv_pack(struct conv_size, const real *w, real *packed);
void conv_pack_back(struct conv_size, const real *w, real *packed);

/* b may be NULL. */
void conv_forward(struct conv_size, const real *packed, const real *b, const lane *x, lane *y,
                  void *scratch);
/* dx is stored, or added to what is there. */
void conv_backward_data(struct conv_size, const real *packed_back, const lane *dy, lane *dx,
                        bool add, void *scratch);
void conv_backward_weight(struct conv_size, const lane *x, const lane *dy, real *dw, void *scratch);
