/* How the branch F of y = x + F(x) starts out; B is the number of blocks:
 *
 *     none        F as it is: every block doubles the variance
 *     1/sqrt(L)   F / sqrt(B): e times the variance in all            (Hanin and Rolnick 2018)
 *     zero-last   the last weights of F, or the gain of its last norm, start at 0   (Goyal et al. 2017)
 *     rezero      a F, one trained number a for each block, starting at 0   (Bachlechner et al. 2020)
 */
#pragma once
#include "lab/net/block.h"

struct branch {
    const char *name;
    /* What is added to the shortcut. */
    struct node *(*scale)(struct builder *, struct node *f);
};
const struct branch *branch_find(const char *name);
