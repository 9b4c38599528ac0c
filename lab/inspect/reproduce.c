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
        const char *words = query_text(q, 0), *shown = override_shell_word(arena, name);
        command = shown
                      ? arena_printf(arena, "depthlab run %s%s%s", shown, *words ? " " : "", words)
                      : NULL;
        if (!command)
            fail(failure, STATUS_FAILED, "out of memory for a command");
    }
    query_close(q);
    return failure->status ? NULL : command;
}
