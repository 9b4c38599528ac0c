/* A claim stands as its verdicts let it: what the view `verdict` says of each statement in `stands`. */
#include "lab/store/store.h"

struct count {
    int all, yes, no, unconfirmed;
    bool confirmed; /* some are confirmed, or none need be */
};

static struct count count(struct store *store, const char *experiment, struct failure *failure)
{
    struct query *q = query_open(
        store,
        "SELECT count(*), sum(word = 'supported'), sum(word = 'not supported'), sum(word = "
        "'unconfirmed'), said FROM " STORE_STANDING,
        failure);
    query_bind_text(q, ":experiment", experiment);
    struct count c = {0};
    if (query_next(q) && query_int(q, 0))
        c = (struct count){(int)query_int(q, 0), (int)query_int(q, 1), (int)query_int(q, 2),
                           (int)query_int(q, 3), query_int(q, 4)};
    query_close(q);
    return c;
}

const char *store_standing(struct store *store, struct arena *arena, const char *experiment,
                           struct failure *failure)
{
    const struct count c = count(store, experiment, failure);
    const int open = c.all - c.yes - c.no - c.unconfirmed;
    if (!c.all)
        return "";
    const char *word = !c.confirmed     ? "unconfirmed"
                       : c.yes == c.all ? "supported"
                       : c.no == c.all  ? "refuted"
                       : c.no           ? "refuted in part"
                       : c.yes          ? "open in part"
                                        : "open";
    const char *more = c.unconfirmed ? arena_text(arena, failure, ", %d %s not confirmed",
                                                  c.unconfirmed, c.unconfirmed == 1 ? "is" : "are")
                                     : "";
    return arena_text(
        arena, failure, "%s: %s%d of %d statements %s supported, %d %s not, %d %s open%s", word,
        c.confirmed ? "" : "by the seen runs alone ", c.yes, c.all, c.yes == 1 ? "is" : "are", c.no,
        c.no == 1 ? "is" : "are", open, open == 1 ? "is" : "are", more);
}

const char *store_false_expected(struct store *store, struct arena *arena, struct failure *failure)
{
    struct query *q = query_open(
        store, "SELECT count(DISTINCT experiment) FROM confirm_row WHERE p IS NOT NULL", failure);
    const int n = query_next(q) ? (int)query_int(q, 0) : 0;
    query_close(q);
    return n ? arena_text(
                   arena, failure,
                   "%d experiment%s confirmed, each at a risk of 5 %%. Expected by chance: at "
                   "most %.3g with a statement falsely called supported, and %.3g with one "
                   "falsely refuted.",
                   n, n == 1 ? " is" : "s are", .05 * n, .05 * n)
             : "";
}
