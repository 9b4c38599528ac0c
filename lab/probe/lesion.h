/* What if blocks are taken out of a trained net, or trade places? (Veit et al. 2016)
 *
 *     deleted     y = shortcut(x): the branch is silent; a plain or highway block hands x on as it is,
 *                 which only a block that keeps its shape can
 *     swapped     two blocks with parameters of the same shapes exchange them all, running statistics
 *                 too
 *
 * A net of one path falls to chance with any one layer; a residual net, a sum over many paths, loses
 * only those through the block. The scores are those of the test part's first samples, norms at their
 * running statistics: as the net would be used. Nothing is trained again. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_lesion;
