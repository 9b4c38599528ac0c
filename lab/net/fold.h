/* A fixed factor c of the graph that weights can take over, so that they alone are the net:
 *
 *     c (W x + b) = (cW) x + cb       c (gain z + shift) = (c gain) z + c shift       c relu(x) = relu(c x)
 *
 * The scale's input must be used by nothing else, and lead through nothing but activations for which
 * f(c x) = c f(x), c > 0, to a node with parameters of its own. So the 1/sqrt(L) and 1/L of a branch go into
 * its last layer or norm; the scale of a shortcut, whose x the branch reads too, stays in the graph, as does
 * one behind tanh. Weights here are never multiplied: their params only know the factor, for files. */
#pragma once
#include "lab/net/network.h"

/* Set the factor of every param, and the net's list of scales that stay. network_build calls it. */
enum status fold_scales(struct network *);
