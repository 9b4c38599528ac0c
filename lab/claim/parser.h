/* The grammar of a statement, and the tree it is read into. Names are only read here, not understood
 * (lab/claim/resolve.h): each token remembers where it stands.
 *
 *     statement := sum ("<" | ">") sum          kinds `compare` and `check`
 *                |  sum "near" sum "within" sum kinds `near` and `check`
 *                |  sum "==" sum                kind `check`
 *     sum       := product { ("+" | "-") product }
 *     product   := factor { ("*" | "/") factor }
 *     factor    := "-" factor  |  atom [ "^" factor ]
 *     atom      := number  |  ("sqrt" | "log10") "(" sum ")"  |  "(" sum ")"  |  quantity
 *                |  "guess"  |  "guess_error"
 *     quantity  := metric "of" "{" [ choice { "," choice } ] "}"
 *     metric    := name  |  name "/" name  |  "slope" "(" name ")"
 *     choice    := key [ ":" ] value
 *
 * A guess by itself is that of the runs of the first quantity. The colon may be left out, for YAML asks for quotes round a text that has one. */
#pragma once
#include "lab/claim/lexer.h"
#include "lab/spec/spec.h"

enum { CHOICES = 24 };

struct token {
    const char *text, *at;
};

struct choice {
    struct token key, value;
};

/* What is measured, of which runs: `train_loss of {block plain, depth 32, lr best}`. */
struct quantity {
    struct token metric;
    struct token
        divisor; /* by which the metric is divided, place by place; its text NULL: by nothing */
    bool slope;  /* the metric's slope over the layers is meant */
    bool alone;  /* a guess without `of {...}` */
    const struct quantity *of; /* the statement's first that does not, whose runs it then means */
    int choices;
    struct choice choice[CHOICES];
    const double *value; /* one a seed, once measured */
    struct quantity *next;
};

/* A quantity; or a number (apply is NULL); or apply(a, b), where b is NULL for one operand. */
struct expression {
    const struct quantity *quantity;
    double number;
    double (*apply)(double a, double b);
    const struct expression *a, *b;
};

enum relation { RELATION_GREATER, RELATION_LESS, RELATION_EQUAL, RELATION_NEAR };

struct statement {
    struct source_span span;
    enum relation relation;
    bool check; /* the kind is `check` */
    const struct expression *a, *b, *within;
    struct quantity *quantity; /* all of them, in the order of the text */
};

/* Read the text of an expectation. */
enum status parser_statement(struct arena *, const struct spec *, const struct expectation *,
                             struct statement *, struct failure *);

/* The sum's value for one seed; every quantity's `value` must be there. */
double parser_value(const struct expression *, int seed);

/* c of a sum that is written `c * ...` with c > 0; else 1. */
double parser_factor(const struct expression *);
