/* What if blocks are taken out of a trained net? (Veit et al. 2016)
 *
 *     y = shortcut(x)      without the branch
 *     y = x                a plain or highway block passes x on, which only a block that keeps
 *                          its shape can
 *
 * Each block by itself; then more and more of them in a random order, a few orders, each row taking away
 * from what the row before had left. A net of one path falls to chance with any one layer; a residual
 * net, a sum over many paths, loses only those through the block. The scores are those of the test part's
 * first samples, norms at their running statistics: as the net would be used. Nothing is trained again. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_lesion;
