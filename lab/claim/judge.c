#include "lab/claim/judge.h"
#include "lab/base/number.h"
#include "lab/base/paired.h"
#include <math.h>

static const char supported[] = "supported", unsupported[] = "not supported",
                  inconclusive[] = "inconclusive";

/* What the rules below share. */
struct context {
    struct arena *arena;
    const struct sides *sides;
    struct failure *failure;
};

static double mean(int n, const double *x)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}

/* "2 x 0.317": a side as the statement writes it, by its mean. */
static const char *written(const struct context *c, const struct side *s)
{
    const double x = mean(c->sides->seeds, s->value);
    return s->factor == 1
               ? arena_text(c->arena, c->failure, "%.4g", x)
               : arena_text(c->arena, c->failure, "%.4g x %.4g", s->factor, x / s->factor);
}

static const char *write_sides(const struct context *c)
{
    const struct sides *s = c->sides;
    const char *of = s->seeds == 1
                         ? "one seed"
                         : arena_text(c->arena, c->failure, "means of %d seeds", s->seeds);
    if (s->relation == RELATION_NEAR)
        return arena_text(c->arena, c->failure, "%s near %s within %.3g (%s)", written(c, &s->a),
                          written(c, &s->b), mean(s->seeds, s->within), of);
    return arena_text(c->arena, c->failure, "%s against %s (%s)", written(c, &s->a),
                      written(c, &s->b), of);
}

static bool holds(const struct sides *s, int i)
{
    const double a = s->a.value[i], b = s->b.value[i];
    switch (s->relation) {
    case RELATION_GREATER:
        return a > b;
    case RELATION_LESS:
        return a < b;
    case RELATION_EQUAL:
        return a == b && isfinite(a);
    case RELATION_NEAR:
        return fabs(a - b) <= s->within[i];
    }
    return false;
}

static int count(const struct sides *s)
{
    int n = 0;
    for (int i = 0; i < s->seeds; i++)
        n += holds(s, i);
    return n;
}

static struct verdict start(const struct context *c)
{
    struct verdict v = judge_nothing(write_sides(c), c->sides->seeds);
    v.holds = count(c->sides);
    return v;
}

/* The effect of A over B without their factors, into the verdict and its text. */
static void add_effect(const struct context *c, const struct paired *pair, struct verdict *v)
{
    const struct sides *s = c->sides;
    const double size = pair->ratio ? s->b.factor / s->a.factor : 1;
    if (isnan(pair->effect))
        return;
    v->scale = pair->ratio ? "ratio" : "difference";
    v->effect = pair->effect * size;
    v->statistic =
        arena_text(c->arena, c->failure, "%s; paired %s %.3g", v->statistic, v->scale, v->effect);
    if (pair->tested < INTERVAL_FEWEST)
        return;
    v->low = pair->within.low * size;
    v->high = pair->within.high * size;
    v->statistic = arena_text(c->arena, c->failure, "%s (95 %% interval %.3g to %.3g)",
                              v->statistic, v->low, v->high);
}

static void add_tested(const struct context *c, const struct paired *pair, int fewest,
                       struct verdict *v)
{
    if (pair->tested < fewest)
        v->statistic = arena_text(c->arena, c->failure,
                                  "%s; fewer than %d seeds cannot decide (--seed 1..%d)",
                                  v->statistic, fewest, fewest);
    if (pair->tested < v->seeds)
        v->statistic = arena_text(c->arena, c->failure, "%s; tested over the first %d",
                                  v->statistic, pair->tested);
}

static struct verdict judge_order(const struct context *c)
{
    const struct sides *s = c->sides;
    const bool greater = s->relation == RELATION_GREATER;
    struct verdict v = start(c);
    struct paired pair;
    if (paired_compare(c->arena, s->seeds, s->a.value, s->b.value,
                       s->a.factor != 1 || s->b.factor != 1 ? SCALE_RATIO : SCALE_BY_SIZE, &pair,
                       c->failure))
        return v;
    const int sign = greater ? pair.sign : -pair.sign;
    const double reverse = greater ? pair.below : pair.above;
    v.p = v.p_for = greater ? pair.above : pair.below;
    v.p_against = reverse;
    v.verdict = sign > 0 ? supported : sign < 0 ? unsupported : inconclusive;
    v.leaning = sign || v.p == reverse ? "" : v.p < reverse ? "for" : "against";
    add_effect(c, &pair, &v);
    v.statistic = arena_text(c->arena, c->failure, "%s; A %c B in %d of %d; p = %.3g", v.statistic,
                             greater ? '>' : '<', v.holds, v.seeds, v.p);
    if (sign < 0)
        v.statistic =
            arena_text(c->arena, c->failure, "%s, of the reverse %.3g", v.statistic, reverse);
    add_tested(c, &pair, 5, &v);
    return v;
}

/* Where the whole interval of A - T lies: 1 inside [-E, E], -1 outside, 0 across an end. E may differ from seed
 * to seed, so each end is a comparison of its own: of A with T + E, and with T - E. Nothing is near an
 * infinity. */
static int place_interval(const struct context *c, double *end, struct verdict *v)
{
    const struct sides *s = c->sides;
    const int n = s->seeds;
    struct paired above, below;
    for (int i = 0; i < n; i++)
        end[i] = isinf(s->b.value[i]) ? -INFINITY : s->b.value[i] + s->within[i];
    paired_compare(c->arena, n, s->a.value, end, SCALE_DIFFERENCE, &above, c->failure);
    for (int i = 0; i < n; i++)
        end[i] = s->b.value[i] - s->within[i];
    if (paired_compare(c->arena, n, s->a.value, end, SCALE_DIFFERENCE, &below, c->failure))
        return 0;
    v->p_for = fmin(1, 2 * fmax(above.below, below.above));
    v->p_against = fmin(1, 2 * fmin(above.above, below.below));
    return above.within.low > 0 || below.within.high < 0     ? -1
           : above.within.high <= 0 && below.within.low >= 0 ? 1
                                                             : 0;
}

static struct verdict judge_nearness(const struct context *c)
{
    const struct sides *s = c->sides;
    struct verdict v = start(c);
    struct paired pair;
    double *end = arena_take(c->arena, c->failure, (size_t)s->seeds * sizeof *end);
    if (!end || paired_compare(c->arena, s->seeds, s->a.value, s->b.value, SCALE_DIFFERENCE, &pair,
                               c->failure))
        return v;
    const int place = pair.tested < INTERVAL_FEWEST ? 0 : place_interval(c, end, &v);
    const bool close = fabs(mean(s->seeds, s->a.value) - mean(s->seeds, s->b.value)) <=
                       mean(s->seeds, s->within);
    v.verdict = place > 0 ? supported : place < 0 ? unsupported : inconclusive;
    v.leaning = place ? "" : close ? "for" : "against";
    add_effect(c, &pair, &v);
    v.statistic = arena_text(c->arena, c->failure, "%s; within it in %d of %d", v.statistic,
                             v.holds, v.seeds);
    add_tested(c, &pair, INTERVAL_FEWEST, &v);
    return v;
}

static struct verdict judge_check(const struct context *c)
{
    const struct sides *s = c->sides;
    struct verdict v = start(c);
    double apart = 0;
    for (int i = 0; i < s->seeds; i++)
        apart = fmax(apart, fabs(number_difference(s->a.value[i], s->b.value[i])));
    v.verdict = v.holds == s->seeds ? supported : unsupported;
    v.statistic =
        arena_text(c->arena, c->failure, "%s; so in %d of %d", v.statistic, v.holds, v.seeds);
    if (apart > 0 && s->relation != RELATION_GREATER && s->relation != RELATION_LESS)
        v.statistic =
            arena_text(c->arena, c->failure, "%s; at most %.3g apart", v.statistic, apart);
    return v;
}

struct verdict judge(struct arena *arena, const struct sides *sides, struct failure *failure)
{
    const struct context c = {arena, sides, failure};
    return sides->check                       ? judge_check(&c)
           : sides->relation == RELATION_NEAR ? judge_nearness(&c)
                                              : judge_order(&c);
}

struct verdict judge_nothing(const char *lack, int seeds)
{
    return (struct verdict){.verdict = inconclusive,
                            .leaning = "",
                            .statistic = lack,
                            .seeds = seeds,
                            .p = NAN,
                            .scale = "",
                            .effect = NAN,
                            .low = NAN,
                            .high = NAN,
                            .p_for = NAN,
                            .p_against = NAN,
                            .adjusted = NAN};
}
