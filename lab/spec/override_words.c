/* key, value -> --KEY VALUE, or --set KEY=VALUE where KEY alone would name two settings */
#include "lab/spec/override_words.h"
#include <string.h>

const char *override_shell_word(struct arena *arena, const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_.,/=:+-";
    if (*text && !text[strspn(text, plain)])
        return text;
    const char *word = "'";
    for (; *text && word; text++)
        word = *text == '\'' ? arena_printf(arena, "%s'\\''", word)
                             : arena_printf(arena, "%s%c", word, *text);
    return word ? arena_printf(arena, "%s'", word) : NULL;
}

const char *override_words(struct arena *arena, int overrides, const struct override *list)
{
    const char *text = "";
    for (int i = 0; i < overrides && text; i++) {
        const char *word = setting_word(setting_find(list[i].key));
        const char *value = override_shell_word(arena, list[i].value), *gap = i ? " " : "";
        if (!value)
            return NULL;
        text = setting_find(word)
                   ? arena_printf(arena, "%s%s--%s %s", text, gap, word, value)
                   : arena_printf(arena, "%s%s--set %s=%s", text, gap, list[i].key, value);
    }
    return text;
}
