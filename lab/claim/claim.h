/* Verdicts: does what the runs measured support the sentence?
 *
 *     compare:  A > B, A < B      over paired seeds, by the one-sided exact sign-flip test: p <= .05
 *                                 `supported`, p <= .05 for the reverse `not supported`, else
 *                                 `inconclusive`, which leans where the smaller p is
 *     near:     A near T within E `supported` when the 95 % interval of A - T lies within -E .. E, `not
 *                                 supported` when it lies outside; fewer than 6 seeds: `inconclusive`
 *     check:    either, or A == B a fact that holds for every seed or not, without p; == is to the last
 *                                 bit, and finite
 *
 * The effect of A over B is a ratio where the statement multiplies a side by a number, which the ratio leaves out,
 * or the values span more than a factor of ten, all being positive; else a difference (lab/base/paired.h).
 * A statement whose runs lack what it needs is inconclusive (needs.h). What is judged so is seen; to be called supported
 * it must be confirmed (confirm.h).
 *
 * A and B are expressions read aloud: numbers, + - * / ^, parentheses, log10( ) sqrt( ), and
 *
 *     MEASURE of {block: plain, depth: 32, lr: best}
 *
 * where MEASURE is one of metric.h; those of which a run has several take `step`, and `layer`, `junction`
 * or `place`, counting back from the end with negative numbers. The braces fix every axis of the sweep
 * but seed, or aggregate: `lr: best` is the learning rate whose mean final training loss over the seeds is
 * least, whatever is measured (lab/store/view-best.sql), `layer: max`, `min` or `mean` reduce over places.
 *
 *     branch/identity of {block: preact, step: 0, junction: max}      divided place by place
 *     slope(dh) of {block: plain, step: 0}                            of log10 dh, per layer toward
 *                                                                     the input
 *
 * `guess` is the loss, `guess_error` the error, of the best constant guess (lab/data/guess.h) on the training
 * data of the runs measured: by itself of those of the statement's first quantity, else `guess of {...}`.
 *
 *     train_loss of {block: plain, depth: 128} > 0.9 * guess
 *
 * A diverged run counts as the worst value, and two worst values differ by nothing.
 *
 * The way: YAML -> expectation (read_statement of lab/spec/expect.c; claim_reads tries it before anything trains) ->
 * statement (parser.h) -> is there what it needs (needs.h)? -> resolved quantities (resolve.h) -> one number a seed
 * (evaluate.h) -> verdict (judge.h; its p: lab/base/sign_flip.h) -> the table verdict_row -> what `run` prints
 * (lab/cli/outcome.c) and `verdict` shows (lab/cli/verdict.c). Seeds that nobody has seen confirm it (confirm.h).
 *
 * YAML asks for quotes round a text that has a colon: leave the colon out, `{block plain, depth 32}`, or
 * quote the statement. */
#pragma once
#include "lab/claim/judge.h"
#include "lab/run/sweep.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"

/* Read without evaluating, so that a spec's mistakes show before anything runs. The failure names
 * the place in the file. It takes a spec as it was written: an override may take away runs
 * that a statement names, and its verdict is then inconclusive. */
enum status claim_check(const struct spec *, const struct expectation *, struct failure *);

/* The same, showing each view that it measures. */
enum status claim_reads(const struct spec *, const struct expectation *, void *self,
                        void (*see)(void *self, const char *view), struct failure *);

/* Evaluate over the runs of one sweep, where the rate that `best` means, and what a statement lacks, is read off
 * another, the seen one (confirm.h). The two may be the same. Runs that are missing or unfinished make the verdict
 * inconclusive, and the statistic says so. */
enum status claim_evaluate(struct arena *, struct store *, const struct spec *,
                           const struct expectation *, const struct sweep *seen,
                           const struct sweep *, struct verdict *, struct failure *);

/* Evaluate every statement over its experiment's sweep, in the spec's order, and keep the verdicts in the store. The array has
 * spec->expectations entries. */
enum status claims_evaluate(struct arena *, struct store *, const struct spec *,
                            const struct sweep *, struct verdict **, struct failure *);
