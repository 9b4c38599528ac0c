/* How the branch F of y = x + F(x) starts out; B is the number of blocks, m the layers of a branch:
 *
 *     none        F as it is: every block doubles the variance
 *     1/sqrt(L)   F / sqrt(B): e times the variance in all            (Hanin and Rolnick 2018)
 *     1/L         F / B
 *     zero-last   the last weights of F, or the gain of its last norm, start at 0   (Goyal et al. 2017)
 *     rezero      a F, one trained number a for each block, starting at 0   (Bachlechner et al. 2020)
 *     skipinit    the same, starting at 1/sqrt(B)                     (De and Smith 2020)
 *     fixup       the last weights of F and the head start at 0, the others B^(-1/(2m-2)) times as
 *                 large, and F has a trained factor                   (Zhang et al. 2019; each layer's
 *                 bias stands for the paper's single numbers)
 *
 * zero-last and fixup want an F that ends in weights or a norm: behind a ReLU, whose slope at 0 is 0,
 * weights that start at 0 get no gradient and stay there, so build_sum refuses it. rezero's a learns behind
 * any F.
 */
#pragma once
#include "lab/net/builder.h"

struct branch {
    const char *name;
    /* What is added to the shortcut. */
    struct node *(*scale)(struct builder *, struct node *f);
    bool zero_last; /* F's last weights start at 0 */
    bool zero_head;
    bool bare; /* F is added as it is */
};
const struct branch *branch_find(const char *name);
