/* Where norm and activation stand in a residual block: the five orders of He et al. 2016, figure 4.
 * W is a layer, the last of F before the sum being W_m:
 *
 *     original           F: W norm act ... W_m norm             y = act(s + F)
 *     norm-after-add     F: W norm act ... W_m                  y = act(norm(s + F))
 *     relu-before-add    F: W norm act ... W_m norm act         y = s + F
 *     relu-only-preact   F: act W norm ... act W_m norm         y = s + F
 *     full-preact        F: norm act W ... norm act W_m         y = s + F
 *
 * In the last two the activation stands before the weights: so the head's input still needs it, and in
 * the last one the stem has none (section 5 of the paper and its appendix). */
#pragma once
#include <stdbool.h>

struct order {
    const char *name;
    bool norm_first, act_first; /* before the layer, or after it */
    bool norm_after, act_after; /* the last layer's stands behind the sum */
};

const struct order *order_find(const char *name);
