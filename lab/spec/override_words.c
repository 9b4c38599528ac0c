/* key, value -> --KEY VALUE, or --set SECTION.KEY=VALUE where KEY alone would name two settings, or another */
#include "lab/spec/override_words.h"
#include "lab/base/utf8.h"
#include <string.h>

/* One character inside quotes, of `bytes` bytes; of 0, one byte of none. */
static const char *quote(struct arena *arena, const char *at, int bytes, uint32_t c,
                         struct failure *failure)
{
    if (*at == '\'')
        return "'\\''";
    if (bytes && utf8_is_printable(c))
        return arena_text(arena, failure, "%.*s", bytes, at);
    const char *octal = "";
    for (int i = 0; i < bytes || !i; i++)
        octal = arena_text(arena, failure, "%s\\%03o", octal, (unsigned char)at[i]);
    return arena_text(arena, failure, "'\"$(printf '%s')\"'", octal);
}

const char *override_shell_word(struct arena *arena, const char *text, struct failure *failure)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_.,/=:+-";
    if (*text && !text[strspn(text, plain)])
        return text;
    const char *word = "'";
    while (*text) {
        uint32_t c = 0;
        const int bytes = utf8_decode(text, UTF8_MOST, &c);
        word = arena_text(arena, failure, "%s%s", word, quote(arena, text, bytes, c, failure));
        text += bytes ? bytes : 1;
    }
    return arena_text(arena, failure, "%s'", word);
}

const char *override_words(struct arena *arena, int overrides, const struct override *list,
                           struct failure *failure)
{
    const char *text = "";
    for (int i = 0; i < overrides; i++) {
        const struct setting *setting = setting_find(list[i].key); /* NULL: figures, say */
        const char *word = setting ? setting_in_section(setting) : "";
        const char *value = override_shell_word(arena, list[i].value, failure), *gap = i ? " " : "";
        text = setting && setting_find(word) == setting
                   ? arena_text(arena, failure, "%s%s--%s %s", text, gap, word, value)
                   : arena_text(arena, failure, "%s%s--set %s=%s", text, gap, list[i].key, value);
    }
    return text;
}
