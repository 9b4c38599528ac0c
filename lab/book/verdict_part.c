#include "lab/book/verdict_part.h"
#include <string.h>

static const struct badge {
    const char *verdict, *style, *sign;
} badges[] = {{"supported", "supported", "✓"},
              {"not supported", "refuted", "✗"},
              {"inconclusive", "open", "?"}};

static const struct badge *badge_of(const char *verdict)
{
    int i = 0;
    while (i < 2 && strcmp(badges[i].verdict, verdict))
        i++;
    return &badges[i];
}

const char *verdict_part_glance(struct book_writer *w, const char *experiment)
{
    const char *marks = "";
    struct query *q = query_open(w->store,
                                 "SELECT coalesce(confirmed, verdict), stands = 'unconfirmed' FROM "
                                 "verdict WHERE experiment = :experiment",
                                 w->failure);
    query_bind_text(q, ":experiment", experiment);
    while (query_next(q)) {
        const struct badge *b = badge_of(query_text(q, 0));
        marks = chapter_text(w, "%s<b class=\"%s%s\">%s</b>", marks, b->style,
                             query_int(q, 1) ? " seen" : "", b->sign);
    }
    query_close(q);
    const char *standing = store_standing(w->store, w->arena, experiment, w->failure);
    const char *word = chapter_text(w, "%.*s", (int)strcspn(standing, ":"), standing);
    return *marks ? PIECE(w, "glance", {"label", standing}, {"marks", marks}, {"standing", word})
                  : "";
}

/* A verdict with where it leans; "" where there is none. */
static const char *badge(struct chapter *s, const char *verdict, const char *leaning)
{
    const struct badge *b = badge_of(verdict);
    if (!*verdict)
        return "";
    return PIECE(s->w, "badge", {"style", b->style}, {"sign", b->sign}, {"verdict", verdict},
                 {"leaning", *leaning ? PIECE(s->w, "leaning", {"leaning", leaning}) : ""});
}

static void write_row(struct chapter *s, struct query *q)
{
    struct book_writer *w = s->w;
    const char *why = query_text(q, 5), *confirmed = query_text(q, 7);
    const char *remarks = chapter_text(w, "%s%s",
                                       query_int(q, 4) ? PIECE(w, "exploratory", {"", ""}) : "",
                                       *why ? PIECE(w, "why", {"why", why}) : "");
    const bool is_fact = !strcmp(query_text(q, 9), "check");
    TEMPLATE(w->out, "verdict", {"seen", badge(s, query_text(q, 0), query_text(q, 3))},
             {"confirmed", is_fact ? PIECE(w, "fact-cell", {"", ""})
                                   : badge(s, query_text(q, 6), query_text(q, 8))},
             {"say", query_text(q, 1)}, {"remarks", remarks}, {"statistic", query_text(q, 2)},
             {"further", *confirmed ? PIECE(w, "further", {"statistic", confirmed}) : ""});
}

void verdict_part_write(struct chapter *s)
{
    struct book_writer *w = s->w;
    int rows = 0;
    struct query *q =
        chapter_query(s, "SELECT verdict, expectation, statistic, leaning, exploratory,"
                         " iif(verdict = 'not supported', why, ''), confirmed, confirmed_statistic,"
                         " confirmed_leaning, kind FROM verdict WHERE experiment = :experiment");
    for (; query_next(q); rows++) {
        if (!rows) {
            TEMPLATE(w->out, "fold", {"kind", "statements"}, {"sub", s->sub},
                     {"title", "What the runs say"},
                     {"more", verdict_part_glance(w, s->q->spec->name)});
            TEMPLATE(w->out, "verdicts", {"", ""});
        }
        write_row(s, q);
    }
    query_close(q);
    if (rows) {
        TEMPLATE(w->out, "verdicts-end", {"", ""});
        TEMPLATE(w->out, "fold-end", {"", ""});
    }
}
