/* A claim stands as its verdicts let it. */
#include "lab/store/store.h"

const char *store_standing(struct store *store, struct arena *arena, const char *experiment,
                           struct failure *failure)
{
    struct query *q = query_open(store,
                                 "SELECT count(*), sum(verdict = 'supported'), sum(verdict = 'not "
                                 "supported') FROM verdict_row WHERE experiment = :experiment",
                                 failure);
    query_bind_text(q, ":experiment", experiment);
    const bool row = query_next(q);
    const int all = row ? (int)query_int(q, 0) : 0, yes = all ? (int)query_int(q, 1) : 0,
              no = all ? (int)query_int(q, 2) : 0, open = all - yes - no;
    query_close(q);
    if (!all)
        return "";
    const char *word = yes == all  ? "supported"
                       : no && yes ? "refuted in part"
                       : no        ? "refuted"
                       : yes       ? "open in part"
                                   : "open";
    return arena_text(arena, failure, "%s: %d of %d statements %s supported, %d %s not, %d %s open",
                      word, yes, all, yes == 1 ? "is" : "are", no, no == 1 ? "is" : "are", open,
                      open == 1 ? "is" : "are");
}
