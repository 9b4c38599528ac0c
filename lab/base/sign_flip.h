/* The exact sign-flip test: p = #{s in {-1, 1}^n : sum(s d) >= sum(d)} / 2^n.
 *
 * If a difference were as likely to fall either way, every pattern of signs would be as likely as
 * the one that was seen; p is the share of patterns whose evidence is at least as strong for sum(d) > 0.
 * One-sided; n is 1 .. 20, and p >= 1 / 2^n, so fewer than 5 differences never reach p <= .05. An
 * infinite difference outweighs all finite ones together.
 *
 * The interval has every shift t for which the test, either way, finds p > .025 in d - t. Of differences
 * that lie symmetrically about one t it holds t in 95 of 100 cases or more. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/status.h"

enum { SIGN_FLIP_MOST = 20, INTERVAL_FEWEST = 6 };

double sign_flip_test(int n, const double *d);

struct interval {
    double low, high;
};

/* Needs INTERVAL_FEWEST differences: with fewer no shift is excluded, and the ends are infinite. So is an
 * end where an infinite difference leaves it open. */
struct interval sign_flip_interval(struct arena *, int n, const double *d, struct failure *);
