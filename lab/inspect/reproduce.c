#include "lab/inspect/reproduce.h"
#include "lab/spec/override_words.h"

const char *reproduce_command(struct arena *arena, struct store *store, const char *experiment,
                              const char *name, struct failure *failure)
{
    const char *command = "";
    struct query *q =
        query_open(store, "SELECT request FROM experiment WHERE name = :experiment", failure);
    query_bind_text(q, ":experiment", experiment);
    if (query_next(q)) {
        const char *words = query_text(q, 0), *shown = override_shell_word(arena, name, failure);
        command =
            arena_text(arena, failure, "depthlab run %s%s%s", shown, *words ? " " : "", words);
    }
    query_close(q);
    return failure->status ? NULL : command;
}
