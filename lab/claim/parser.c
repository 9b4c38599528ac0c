/* One function a rule of the grammar. */
#include "lab/claim/parser.h"
#include "lab/base/number.h"
#include <ctype.h>
#include <math.h>
#include <string.h>

/* ---- quantities ---- */

/* A value ends at the first comma or brace outside its own brackets, or is quoted:
 * `normal(0.1, 2)` and `'a, b'` are one value each. */
static struct token read_value(struct lexer *s)
{
    lexer_blanks(s);
    struct token value = {"", s->at};
    const char *end = s->at;
    if (*end == '\'' || *end == '"') {
        end = strchr(end + 1, *end);
        if (end) {
            value.text = lexer_text(s, s->at + 1, (size_t)(end - s->at - 1));
            s->at = end + 1;
        } else {
            diagnostic_within(s->span, s->at, NULL, s->failure, "this quote is not closed");
        }
        return value;
    }
    for (int deep = 0; *end && (deep > 0 || !strchr(",{}", *end)); end++)
        deep += (*end == '(') - (*end == ')');
    while (end > s->at && isspace((unsigned char)end[-1]))
        end--;
    if (end == s->at)
        lexer_wanted(s, "a value");
    value.text = lexer_text(s, s->at, (size_t)(end - s->at));
    s->at = end;
    return value;
}

static void read_choice(struct lexer *s, struct quantity *q)
{
    struct choice c;
    c.key.text = lexer_name(s, "a key", &c.key.at);
    lexer_sign(s, ":");
    c.value = read_value(s);
    for (int i = 0; i < q->choices; i++)
        if (!strcmp(q->choice[i].key.text, c.key.text))
            diagnostic_within(s->span, c.key.at, NULL, s->failure, "`%s` is chosen twice",
                              c.key.text);
    if (q->choices == CHOICES)
        diagnostic_within(s->span, c.key.at, NULL, s->failure, "more than %d choices", CHOICES);
    if (lexer_ok(s))
        q->choice[q->choices++] = c;
}

/* What a guess has is the data's, not a net's: it needs no runs of its own. */
static bool stands_alone(const char *metric)
{
    return !strcmp(metric, "guess") || !strcmp(metric, "guess_error");
}

static struct quantity *read_quantity(struct lexer *s)
{
    struct quantity *q = arena_take(s->arena, s->failure, sizeof *q);
    if (!q)
        return NULL;
    q->metric.text = lexer_name(s, "a number or a measure", &q->metric.at);
    q->slope = !strcmp(q->metric.text, "slope") && lexer_sign(s, "(");
    if (q->slope) {
        q->metric.text = lexer_name(s, "a measure", &q->metric.at);
        lexer_must(s, ")");
    } else if (!stands_alone(q->metric.text) && lexer_sign(s, "/")) {
        q->divisor.text = lexer_name(s, "a measure", &q->divisor.at);
    }
    if (!lexer_word(s, "of")) {
        q->alone = !q->slope && stands_alone(q->metric.text);
        if (q->alone)
            return lexer_ok(s) ? q : NULL;
        lexer_wanted(s, "`of {...}`");
    }
    lexer_must(s, "{");
    if (!lexer_sign(s, "}")) {
        do
            read_choice(s, q);
        while (lexer_sign(s, ","));
        lexer_must(s, "}");
    }
    return lexer_ok(s) ? q : NULL;
}

enum { TERMS = 1000 }; /* bounds the recursion, in reading and in evaluating */

struct parser {
    struct lexer *lexer;
    struct quantity **last; /* where the next quantity is hung */
    int terms;
};

/* ---- arithmetic ---- */

static double sum(double x, double y)
{
    return number_difference(x, -y);
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

double parser_value(const struct expression *e, int seed)
{
    if (e->quantity)
        return e->quantity->value[seed];
    if (!e->apply)
        return e->number;
    return e->apply(parser_value(e->a, seed), e->b ? parser_value(e->b, seed) : 0);
}

double parser_factor(const struct expression *e)
{
    const bool has = e->apply == product && !e->a->quantity && !e->a->apply && e->a->number > 0;
    return has ? e->a->number : 1;
}

/* ---- the rules ---- */

static const struct expression *read_sum(struct parser *);

static const struct expression *keep(struct parser *p, struct expression e)
{
    struct lexer *s = p->lexer;
    struct expression *kept = lexer_ok(s) ? arena_take(s->arena, s->failure, sizeof e) : NULL;
    if (kept)
        *kept = e;
    return kept;
}

static const struct expression *apply(struct parser *p, double (*f)(double, double),
                                      const struct expression *a, const struct expression *b)
{
    return keep(p, (struct expression){.apply = f, .a = a, .b = b});
}

static const struct expression *read_bracket(struct parser *p)
{
    lexer_must(p->lexer, "(");
    const struct expression *e = read_sum(p);
    lexer_must(p->lexer, ")");
    return e;
}

static const struct expression *keep_quantity(struct parser *p)
{
    struct quantity *q = read_quantity(p->lexer);
    if (q) {
        *p->last = q;
        p->last = &q->next;
    }
    return keep(p, (struct expression){.quantity = q});
}

static const struct expression *read_atom(struct parser *p)
{
    lexer_blanks(p->lexer);
    char c = *p->lexer->at;
    if (isdigit((unsigned char)c) || c == '.')
        return keep(p, (struct expression){.number = lexer_number(p->lexer)});
    if (c == '(')
        return read_bracket(p);
    if (lexer_word(p->lexer, "sqrt"))
        return apply(p, square_root, read_bracket(p), NULL);
    if (lexer_word(p->lexer, "log10"))
        return apply(p, decimal_log, read_bracket(p), NULL);
    return keep_quantity(p);
}

static const struct expression *read_factor(struct parser *p)
{
    if (++p->terms > TERMS)
        diagnostic_within(p->lexer->span, p->lexer->at, NULL, p->lexer->failure,
                          "more than %d terms", TERMS);
    if (!lexer_ok(p->lexer))
        return NULL;
    if (lexer_sign(p->lexer, "-"))
        return apply(p, negative, read_factor(p), NULL);
    const struct expression *e = read_atom(p);
    return lexer_sign(p->lexer, "^") ? apply(p, pow, e, read_factor(p)) : e;
}

static const struct expression *read_product(struct parser *p)
{
    const struct expression *e = read_factor(p);
    for (;;)
        if (lexer_sign(p->lexer, "*"))
            e = apply(p, product, e, read_factor(p));
        else if (lexer_sign(p->lexer, "/"))
            e = apply(p, ratio, e, read_factor(p));
        else
            return e;
}

static const struct expression *read_sum(struct parser *p)
{
    const struct expression *e = read_product(p);
    for (;;)
        if (lexer_sign(p->lexer, "+"))
            e = apply(p, sum, e, read_product(p));
        else if (lexer_sign(p->lexer, "-"))
            e = apply(p, number_difference, e, read_product(p));
        else
            return e;
}

/* ---- statements ---- */

static void read_relation(struct lexer *s, const char *kind, enum relation *relation)
{
    const bool any = !strcmp(kind, "check"), order = any || !strcmp(kind, "compare");
    if (order && lexer_sign(s, ">"))
        *relation = RELATION_GREATER;
    else if (order && lexer_sign(s, "<"))
        *relation = RELATION_LESS;
    else if (any && lexer_sign(s, "=="))
        *relation = RELATION_EQUAL;
    else if ((any || !order) && lexer_word(s, "near"))
        *relation = RELATION_NEAR;
    else
        lexer_wanted(s, any ? "`<`, `>`, `==` or `near`" : order ? "`<` or `>`" : "`near`");
}

enum status parser_statement(struct arena *arena, const struct spec *spec,
                             const struct expectation *e, struct statement *statement,
                             struct failure *failure)
{
    *statement = (struct statement){.span = {.source = {spec->file, spec->text, false},
                                             .line = e->line,
                                             .column = e->column,
                                             .text = e->text}};
    const struct source_span *span = &statement->span;
    struct lexer s = {span, span->text, arena, failure};
    struct parser p = {.lexer = &s, .last = &statement->quantity};

    statement->a = read_sum(&p);
    read_relation(&s, e->kind, &statement->relation);
    statement->check = !strcmp(e->kind, "check");
    statement->b = read_sum(&p);
    if (statement->relation == RELATION_NEAR) {
        if (!lexer_word(&s, "within"))
            lexer_wanted(&s, "`within`");
        statement->within = read_sum(&p);
    }
    lexer_blanks(&s);
    if (*s.at)
        diagnostic_within(span, s.at, NULL, failure, "nothing more is wanted here");
    const struct quantity *first = statement->quantity;
    while (first && first->alone)
        first = first->next;
    for (struct quantity *q = statement->quantity; q; q = q->next)
        q->of = first;
    if (!first)
        diagnostic_within(span, span->text, NULL, failure,
                          "nothing is measured: there is no `of {...}`");
    return failure->status;
}
