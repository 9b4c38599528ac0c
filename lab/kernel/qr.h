/* A = Q R: orthonormal columns Q, and R upper triangular with a positive diagonal, which makes both unique.
 *
 * Householder's way: H_k = 1 - t_k v_k v_k' reflects what is left of column k onto its first entry, so
 * H_n ... H_1 A = R up to signs, and Q = H_1 ... H_n. Each sum has one order (lane.h), so Q has the
 * same bits everywhere. */
#pragma once

/* Q takes the place of A: m rows, n <= m columns, column by column. factor is room for n. Where the
 * columns depend on each other, Q still is orthonormal. */
void qr_orthogonal(int m, int n, double *a, double *factor);
