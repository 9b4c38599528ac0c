/* One function a rule of the grammar. */
#include "lab/experiment/expression.h"
#include <ctype.h>
#include <math.h>

enum { TERMS = 1000 }; /* bounds the recursion, in reading and in evaluating */

struct reader {
    struct scan *scan;
    struct quantity ***last;
    int terms;
};

/* ---- arithmetic ---- */

double difference(double x, double y)
{
    return isinf(x) && x == y ? 0 : x - y;
}

static double sum(double x, double y)
{
    return difference(x, -y);
}

static double product(double x, double y)
{
    return x * y;
}

static double ratio(double x, double y)
{
    return x / y;
}

static double negative(double x, double unused)
{
    (void)unused;
    return -x;
}

static double square_root(double x, double unused)
{
    (void)unused;
    return sqrt(x);
}

static double decimal_log(double x, double unused)
{
    (void)unused;
    return log10(x);
}

double expression_value(const struct expression *e, int seed)
{
    if (e->quantity)
        return e->quantity->value[seed];
    if (!e->apply)
        return e->number;
    return e->apply(expression_value(e->a, seed), e->b ? expression_value(e->b, seed) : 0);
}

/* ---- the rules ---- */

static const struct expression *read_sum(struct reader *);

static const struct expression *keep(struct reader *r, struct expression e)
{
    struct expression *kept = scan_ok(r->scan) ? scan_keep(r->scan, sizeof e) : NULL;
    if (kept)
        *kept = e;
    return kept;
}

static const struct expression *apply(struct reader *r, double (*f)(double, double),
                                      const struct expression *a, const struct expression *b)
{
    return keep(r, (struct expression){.apply = f, .a = a, .b = b});
}

static const struct expression *read_bracket(struct reader *r)
{
    scan_must(r->scan, "(");
    const struct expression *e = read_sum(r);
    scan_must(r->scan, ")");
    return e;
}

static const struct expression *read_quantity(struct reader *r)
{
    struct quantity *q = quantity_read(r->scan);
    if (q) {
        **r->last = q;
        *r->last = &q->next;
    }
    return keep(r, (struct expression){.quantity = q});
}

static const struct expression *read_atom(struct reader *r)
{
    scan_blanks(r->scan);
    char c = *r->scan->at;
    if (isdigit((unsigned char)c) || c == '.')
        return keep(r, (struct expression){.number = scan_number(r->scan)});
    if (c == '(')
        return read_bracket(r);
    if (scan_word(r->scan, "sqrt"))
        return apply(r, square_root, read_bracket(r), NULL);
    if (scan_word(r->scan, "log10"))
        return apply(r, decimal_log, read_bracket(r), NULL);
    return read_quantity(r);
}

static const struct expression *read_factor(struct reader *r)
{
    if (++r->terms > TERMS)
        passage_fail(r->scan->passage, r->scan->at, NULL, r->scan->failure, "more than %d terms",
                     TERMS);
    if (!scan_ok(r->scan))
        return NULL;
    if (scan_sign(r->scan, "-"))
        return apply(r, negative, read_factor(r), NULL);
    const struct expression *e = read_atom(r);
    return scan_sign(r->scan, "^") ? apply(r, pow, e, read_factor(r)) : e;
}

static const struct expression *read_product(struct reader *r)
{
    const struct expression *e = read_factor(r);
    for (;;)
        if (scan_sign(r->scan, "*"))
            e = apply(r, product, e, read_factor(r));
        else if (scan_sign(r->scan, "/"))
            e = apply(r, ratio, e, read_factor(r));
        else
            return e;
}

static const struct expression *read_sum(struct reader *r)
{
    const struct expression *e = read_product(r);
    for (;;)
        if (scan_sign(r->scan, "+"))
            e = apply(r, sum, e, read_product(r));
        else if (scan_sign(r->scan, "-"))
            e = apply(r, difference, e, read_product(r));
        else
            return e;
}

const struct expression *expression_read(struct scan *scan, struct quantity ***last)
{
    struct reader r = {.scan = scan, .last = last};
    const struct expression *e = read_sum(&r);
    return scan_ok(scan) ? e : NULL;
}
