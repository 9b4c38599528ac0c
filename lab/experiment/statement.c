#include "lab/experiment/statement.h"
#include <string.h>

static bool read_order(struct scan *s, enum relation *relation)
{
    *relation = scan_sign(s, ">") ? RELATION_GREATER : RELATION_LESS;
    return *relation == RELATION_GREATER || scan_sign(s, "<");
}

static void read_relation(struct scan *s, const char *kind, enum relation *relation)
{
    if (!strcmp(kind, "near")) {
        *relation = RELATION_NEAR;
        if (!scan_word(s, "near"))
            scan_wanted(s, "`near`");
    } else if (!strcmp(kind, "equal")) {
        *relation = RELATION_EQUAL;
        scan_must(s, "==");
    } else if (!read_order(s, relation)) {
        scan_wanted(s, "`<` or `>`");
    }
}

enum status statement_read(struct arena *arena, const struct spec *spec,
                           const struct expectation *said, struct statement *statement,
                           struct failure *failure)
{
    *statement = (struct statement){.passage = {.source = {spec->file, spec->text, false},
                                                .line = said->line,
                                                .column = said->column,
                                                .text = said->text}};
    struct passage *p = &statement->passage;
    struct scan s = {p, p->text, arena, failure};
    struct quantity **last = &statement->quantity;

    statement->a = expression_read(&s, &last);
    read_relation(&s, said->kind, &statement->relation);
    statement->b = expression_read(&s, &last);
    if (statement->relation == RELATION_NEAR) {
        if (!scan_word(&s, "within"))
            scan_wanted(&s, "`within`");
        statement->within = expression_read(&s, &last);
    }
    scan_blanks(&s);
    if (*s.at)
        passage_fail(p, s.at, NULL, failure, "nothing more is wanted here");
    if (!statement->quantity)
        passage_fail(p, p->text, NULL, failure, "nothing is measured: there is no `of {...}`");
    return failure->status;
}
