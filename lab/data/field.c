#include "lab/data/field.h"
#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_one_of(const char *text, const char *const *list)
{
    for (; *list; list++)
        if (!strcasecmp(text, *list))
            return true;
    return false;
}

static bool is_not_finite(const char *text)
{
    static const char *const list[] = {"nan", "inf", "infinity", NULL};
    return is_one_of(text + (*text == '-' || *text == '+'), list);
}

static bool is_missing(const char *text)
{
    static const char *const list[] = {"?", "NA", "N/A", "#N/A", "<NA>", "null", NULL};
    return is_one_of(text, list);
}

/* Three groups of digits between the same signs, the first or the last a year; or a time of day. */
static bool is_date(const char *text)
{
    const char *end = text;
    size_t digits[3] = {0};
    char sign[2] = {0};
    for (int i = 0; i < 3; i++) {
        digits[i] = strspn(end, "0123456789");
        end += digits[i];
        if (i < 2)
            sign[i] = *end && strchr("-/.:", *end) ? *end++ : '\0';
        if (!digits[i])
            return false;
        if (sign[0] == ':' && i > 0)
            return true;
    }
    return sign[0] && sign[0] == sign[1] && (digits[0] == 4 || digits[2] == 4 || *sign == '/') &&
           (!*end || *end == ' ' || *end == 'T');
}

static bool all_of(const char *text, const char *set)
{
    return !text[strspn(text, set)];
}

/* A number, if all that is left is one. */
static enum field read_number(const char *text, double *value)
{
    char *end;
    *value = strtod(text, &end);
    if (*end)
        return is_date(text) ? FIELD_DATE : FIELD_DAMAGED;
    return fabs(*value) <= (double)FLT_MAX ? FIELD_NUMBER : FIELD_NOT_FINITE;
}

enum field field_read(const char *text, bool comma, double *value)
{
    if (!*text)
        return FIELD_EMPTY;
    if (!strcmp(text, "-") || !strcmp(text, "--") || !strcmp(text, ".") || is_missing(text))
        return FIELD_MISSING;
    if (is_not_finite(text))
        return FIELD_NOT_FINITE;
    if (all_of(text, "0123456789+-.eE"))
        return strcspn(text, "0123456789") < strlen(text) ? read_number(text, value) : FIELD_WORD;
    const char *sign = comma && all_of(text, "0123456789+-,eE") ? strchr(text, ',') : NULL;
    char own[64];
    if (sign && !strchr(sign + 1, ',') && strlen(text) < sizeof own) {
        strcpy(own, text);
        own[sign - text] = '.';
        return read_number(own, value);
    }
    if (is_date(text))
        return FIELD_DATE;
    return isdigit((unsigned char)*text) || strchr("+-.", *text) ? FIELD_DAMAGED : FIELD_WORD;
}

const char *field_fault(enum field f)
{
    static const char *const fault[] = {
        "",
        "is empty: a value is missing",
        "is not a number: a value is missing",
        "is not finite, or too large for a float",
        "is not a number but a date or a time",
        "is not a number",
        "is not a number",
    };
    return fault[f];
}

bool field_is_no_label(const char *text)
{
    return !*text || is_not_finite(text) || is_missing(text);
}
