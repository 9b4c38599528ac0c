#include "lab/claim/judge.h"
#include "lab/base/number.h"
#include "lab/base/sign_flip.h"
#include <math.h>

static const char supported[] = "supported", unsupported[] = "not supported";
const char verdict_inconclusive[] = "inconclusive";

struct sides {
    struct arena *arena;
    int seeds;
    const double *a, *b, *within;
    const char *sign;
    struct failure *failure;
};

static double mean(int n, const double *x)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += x[i];
    return sum / n;
}

static struct verdict judge_order(const struct sides *s)
{
    int n = s->seeds < SIGN_FLIP_MOST ? s->seeds : SIGN_FLIP_MOST, holds = 0;
    double d[SIGN_FLIP_MOST], reverse[SIGN_FLIP_MOST];
    for (int i = 0; i < s->seeds; i++) {
        double more = *s->sign == '>' ? number_difference(s->a[i], s->b[i])
                                      : number_difference(s->b[i], s->a[i]);
        holds += more > 0;
        if (i < n) {
            d[i] = more;
            reverse[i] = -more;
        }
    }
    double p = sign_flip_test(n, d), q = sign_flip_test(n, reverse);
    const char *verdict = p <= .05 ? supported : q <= .05 ? unsupported : verdict_inconclusive;
    const char *text =
        arena_text(s->arena, s->failure,
                   "A = %.4g, B = %.4g (means of %d seeds), A %s B in %d of %d; p = %.3g%s",
                   mean(s->seeds, s->a), mean(s->seeds, s->b), s->seeds, s->sign, holds, s->seeds,
                   p, n < 5 ? "; fewer than 5 seeds cannot decide" : "");
    if (verdict == unsupported)
        text = arena_text(s->arena, s->failure, "%s, of the reverse %.3g", text, q);
    if (n < s->seeds)
        text = arena_text(s->arena, s->failure, "%s; tested over the first %d", text, n);
    return (struct verdict){verdict, text, holds, s->seeds, p};
}

static struct verdict judge_equality(const struct sides *s)
{
    int holds = 0;
    double apart = 0;
    for (int i = 0; i < s->seeds; i++) {
        holds += s->a[i] == s->b[i] && isfinite(s->a[i]);
        apart = fmax(apart, fabs(number_difference(s->a[i], s->b[i])));
    }
    const char *text =
        arena_text(s->arena, s->failure,
                   "A = %.4g, B = %.4g (means of %d seeds), equal to the last bit in %d of %d",
                   mean(s->seeds, s->a), mean(s->seeds, s->b), s->seeds, holds, s->seeds);
    if (apart > 0)
        text = arena_text(s->arena, s->failure, "%s; at most %.3g apart", text, apart);
    return (struct verdict){holds == s->seeds ? supported : unsupported, text, holds, s->seeds,
                            NAN};
}

static struct verdict judge_nearness(const struct sides *s)
{
    int holds = 0;
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < s->seeds; i++) {
        holds += fabs(s->a[i] - s->b[i]) <= s->within[i];
        low = fmin(low, s->a[i]);
        high = fmax(high, s->a[i]);
    }
    const char *text =
        arena_text(s->arena, s->failure,
                   "A = %.4g (mean of %d seeds, %.4g to %.4g), within %.3g of %.4g in %d of %d",
                   mean(s->seeds, s->a), s->seeds, low, high, mean(s->seeds, s->within),
                   mean(s->seeds, s->b), holds, s->seeds);
    return (struct verdict){holds == s->seeds ? supported : unsupported, text, holds, s->seeds,
                            NAN};
}

struct verdict judge(struct arena *arena, enum relation relation, int seeds, const double *a,
                     const double *b, const double *within, struct failure *failure)
{
    const struct sides s = {arena,  seeds, a, b, within, relation == RELATION_GREATER ? ">" : "<",
                            failure};
    return relation == RELATION_EQUAL  ? judge_equality(&s)
           : relation == RELATION_NEAR ? judge_nearness(&s)
                                       : judge_order(&s);
}
