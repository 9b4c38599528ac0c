/* The exact sign-flip test: p = #{s in {-1, 1}^n : sum(s d) >= sum(d)} / 2^n.
 *
 * If a difference were as likely to fall either way, every pattern of signs would be as likely as
 * the one that was seen; p is the share of patterns whose evidence is at least as strong for sum(d) > 0.
 * One-sided; n is 1 .. 24, and p >= 1 / 2^n, so fewer than 5 differences never reach p <= .05. An
 * infinite difference outweighs all finite ones together. */
#pragma once

enum { SIGN_FLIP_MOST = 24 };

double sign_flip_test(int n, const double *d);
