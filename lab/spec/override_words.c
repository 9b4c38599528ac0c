/* key, value -> --KEY VALUE, or --set KEY=VALUE where KEY alone would name two settings */
#include "lab/spec/override_words.h"
#include <string.h>

const char *override_shell_word(struct arena *arena, const char *text, struct failure *failure)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_.,/=:+-";
    if (*text && !text[strspn(text, plain)])
        return text;
    const char *word = "'";
    for (; *text; text++)
        word = *text == '\'' ? arena_text(arena, failure, "%s'\\''", word)
                             : arena_text(arena, failure, "%s%c", word, *text);
    return arena_text(arena, failure, "%s'", word);
}

const char *override_words(struct arena *arena, int overrides, const struct override *list,
                           struct failure *failure)
{
    const char *text = "";
    for (int i = 0; i < overrides; i++) {
        const struct setting *setting = setting_find(list[i].key); /* NULL: figures, say */
        const char *word = setting ? setting_word(setting) : "";
        const char *value = override_shell_word(arena, list[i].value, failure), *gap = i ? " " : "";
        text = setting && setting_find(word)
                   ? arena_text(arena, failure, "%s%s--%s %s", text, gap, word, value)
                   : arena_text(arena, failure, "%s%s--set %s=%s", text, gap, list[i].key, value);
    }
    return text;
}
