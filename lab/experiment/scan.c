#include "lab/experiment/scan.h"
#include "lab/experiment/number.h"
#include <ctype.h>
#include <stdio.h>
#include <string.h>

bool scan_ok(const struct scan *s)
{
    return s->failure->status == STATUS_OK;
}

void scan_blanks(struct scan *s)
{
    while (isspace((unsigned char)*s->at))
        s->at++;
}

bool scan_sign(struct scan *s, const char *sign)
{
    scan_blanks(s);
    size_t n = strlen(sign);
    if (!scan_ok(s) || strncmp(s->at, sign, n))
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

bool scan_word(struct scan *s, const char *word)
{
    scan_blanks(s);
    size_t n = name_length(s->at);
    if (!scan_ok(s) || n != strlen(word) || strncmp(s->at, word, n))
        return false;
    s->at += n;
    return true;
}

void scan_must(struct scan *s, const char *sign)
{
    char what[16];
    snprintf(what, sizeof what, "`%s`", sign);
    if (!scan_sign(s, sign))
        scan_wanted(s, what);
}

void scan_wanted(struct scan *s, const char *what)
{
    scan_blanks(s);
    if (*s->at)
        passage_fail(s->passage, s->at, NULL, s->failure, "%s is wanted here", what);
    else
        passage_fail(s->passage, s->at, NULL, s->failure, "the text ends where %s is wanted", what);
}

const char *scan_name(struct scan *s, const char *what, const char **at)
{
    scan_blanks(s);
    *at = s->at;
    size_t n = scan_ok(s) ? name_length(s->at) : 0;
    if (n == 0)
        scan_wanted(s, what);
    s->at += n;
    return scan_text(s, *at, n);
}

double scan_number(struct scan *s)
{
    scan_blanks(s);
    const char *start = s->at, *end = start;
    while (in_name(*end) || (end > start && strchr("eE", end[-1]) && strchr("+-", *end) && *end))
        end++;
    double number = 0;
    const char *text = scan_text(s, start, (size_t)(end - start));
    if (!number_real(text, &number))
        passage_fail(s->passage, start, NULL, s->failure, "`%.40s` is not a number", text);
    s->at = end;
    return number;
}

void *scan_keep(struct scan *s, size_t bytes)
{
    void *memory = arena_calloc(s->arena, bytes);
    if (!memory)
        fail(s->failure, STATUS_FAILED, "out of memory while reading %s", s->passage->source.name);
    return memory;
}

const char *scan_text(struct scan *s, const char *from, size_t n)
{
    char *text = scan_keep(s, n + 1);
    return text ? memcpy(text, from, n) : "";
}
