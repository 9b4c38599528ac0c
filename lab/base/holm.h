/* Holm's step-down procedure (1979): of n hypotheses tested together, the chance that any true one is rejected at
 * level a is at most a, however the tests depend on each other.
 *
 *     sorted, p(1) <= ... <= p(n):  adjusted(k) = max over j <= k of min(1, (n - j + 1) p(j))
 *
 * and what is rejected at level a is every one whose adjusted p is <= a. */
#pragma once

/* NaN, where nothing was tested, counts as 1 and stays NaN. */
void holm_adjust(int n, const double *p, double *adjusted);
