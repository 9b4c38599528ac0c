#include "lab/claim/lexer.h"
#include "lab/base/number.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool lexer_ok(const struct lexer *s)
{
    return s->failure->status == STATUS_OK;
}

void lexer_blanks(struct lexer *s)
{
    while (isspace((unsigned char)*s->at))
        s->at++;
}

bool lexer_sign(struct lexer *s, const char *sign)
{
    lexer_blanks(s);
    size_t n = strlen(sign);
    if (!lexer_ok(s) || strncmp(s->at, sign, n))
        return false;
    s->at += n;
    return true;
}

static bool in_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

static size_t name_length(const char *at)
{
    size_t n = 0;
    if (isalpha((unsigned char)*at))
        while (in_name(at[n]))
            n++;
    return n;
}

bool lexer_word(struct lexer *s, const char *word)
{
    lexer_blanks(s);
    size_t n = name_length(s->at);
    if (!lexer_ok(s) || n != strlen(word) || strncmp(s->at, word, n))
        return false;
    s->at += n;
    return true;
}

void lexer_must(struct lexer *s, const char *sign)
{
    char what[16];
    snprintf(what, sizeof what, "`%s`", sign);
    if (!lexer_sign(s, sign))
        lexer_wanted(s, what);
}

void lexer_wanted(struct lexer *s, const char *what)
{
    lexer_blanks(s);
    diagnostic_within(s->span, s->at, NULL, s->failure,
                      *s->at ? "%s is wanted here" : "the text ends where %s is wanted", what);
}

const char *lexer_name(struct lexer *s, const char *what, const char **at)
{
    lexer_blanks(s);
    *at = s->at;
    size_t n = lexer_ok(s) ? name_length(s->at) : 0;
    if (n == 0)
        lexer_wanted(s, what);
    s->at += n;
    return lexer_text(s, *at, n);
}

double lexer_number(struct lexer *s)
{
    lexer_blanks(s);
    const char *start = s->at, *end = start;
    while (in_name(*end) || (end > start && strchr("eE", end[-1]) && strchr("+-", *end) && *end))
        end++;
    double number = 0;
    const char *text = lexer_text(s, start, (size_t)(end - start));
    if (!number_real(text, &number))
        diagnostic_within(s->span, start, NULL, s->failure, "`%.40s` is not a number", text);
    s->at = end;
    return number;
}

const char *lexer_text(struct lexer *s, const char *from, size_t n)
{
    return arena_text(s->arena, s->failure, "%.*s", (int)n, from);
}
