#include "lab/book/prose.h"
#include "lab/base/utf8.h"
#include "lab/figure/html.h"
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct prose {
    FILE *out;
    char *text;
    size_t size;
};

static FILE *begin(struct prose *p, struct failure *failure)
{
    *p = (struct prose){0};
    if (!failure->status && !(p->out = open_memstream(&p->text, &p->size)))
        fail_memory(failure);
    return p->out;
}

static const char *end(struct prose *p, struct arena *arena, struct failure *failure)
{
    const char *kept = !fclose(p->out) && p->text ? arena_strdup(arena, p->text) : NULL;
    free(p->text);
    if (!kept)
        fail_memory(failure);
    return kept ? kept : "";
}

static void put_part(FILE *out, const char *text, size_t length)
{
    char part[4096];
    for (size_t n; length; text += n, length -= n) {
        n = length < sizeof part ? length : sizeof part - 1;
        memcpy(part, text, n);
        part[n] = 0;
        html_text(out, part);
    }
}

const char *prose_paragraph(struct arena *arena, const char *text, struct failure *failure)
{
    struct prose p;
    if (!begin(&p, failure))
        return "";
    bool code = false;
    for (const char *at = text; *at; code = !code) {
        const size_t n = strcspn(at, "`");
        const char first[] = {(char)toupper((unsigned char)*at), 0};
        const bool capital = at == text && n;
        fputs(code ? "<code>" : "", p.out);
        if (capital)
            html_text(p.out, first);
        put_part(p.out, at + capital, n - capital);
        fputs(code ? "</code>" : "", p.out);
        at += n + (at[n] == '`');
    }
    return end(&p, arena, failure);
}

/* ---- formulas ---- */

/* Bytes of what is lowered or raised: a word, or brackets with what is in them. */
static size_t script_length(const char *at)
{
    size_t n = 0;
    if (*at != '(') {
        n = *at == '-';
        while (isalnum((unsigned char)at[n]))
            n++;
        return n;
    }
    for (int depth = 0; at[n]; n++) {
        depth += (at[n] == '(') - (at[n] == ')');
        if (!depth)
            return n + 1;
    }
    return 0;
}

static bool takes_script(const char *text, const char *at)
{
    int letters = 0;
    const char *p = at;
    while (p > text && utf8_is_letter(p[-1])) {
        letters += !utf8_continues(p[-1]); /* signs, not bytes */
        p--;
    }
    const bool follows = p > text && (p[-1] == '_' || p[-1] == '^'); /* the T of J_F^T */
    return (letters >= 1 && letters <= 2) || (letters && follows) ||
           (at > text && at[-1] == ')' && *at == '^');
}

const char *prose_formula(struct arena *arena, const char *text, struct failure *failure)
{
    struct prose p;
    if (!begin(&p, failure))
        return "";
    for (const char *at = text; *at;) {
        const bool script = (*at == '_' || *at == '^') && takes_script(text, at);
        const size_t n = script ? script_length(at + 1) : 0;
        if (n) {
            const char *tag = *at == '_' ? "sub" : "sup";
            const bool bare = at[1] == '(';
            fprintf(p.out, "<%s>", tag);
            put_part(p.out, at + 1 + bare, n - 2 * bare);
            fprintf(p.out, "</%s>", tag);
            at += n + 1;
        } else {
            put_part(p.out, at++, 1);
        }
    }
    return end(&p, arena, failure);
}

/* ---- links ---- */

const char *prose_id(struct arena *arena, enum lexicon_kind kind, const char *word,
                     struct failure *failure)
{
    char *id = arena_strdup(arena, word);
    if (!id) {
        fail_memory(failure);
        return "";
    }
    for (char *c = id; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '-';
    return arena_text(arena, failure, "%s:%s", kind == LEXICON_GLOSSARY ? "term" : "ref", id);
}

const char *prose_cited(struct arena *arena, const char *text, const struct lexicon *bibliography,
                        struct failure *failure)
{
    struct prose p;
    if (!begin(&p, failure))
        return "";
    const struct lexicon_entry *found;
    size_t length;
    for (const char *at = text, *from = at;
         (found = lexicon_next(bibliography, &at, &length)) || *from; from = at) {
        put_part(p.out, from, (size_t)(at - from));
        if (!found)
            break;
        fprintf(p.out, "<a href=\"#%s\">",
                prose_id(arena, LEXICON_BIBLIOGRAPHY, found->word, failure));
        put_part(p.out, at, length);
        fputs("</a>", p.out);
        at += length;
    }
    return end(&p, arena, failure);
}
