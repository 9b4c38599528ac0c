#include "lab/data/dialect.h"
#include <ctype.h>
#include <string.h>

size_t line_length(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && text[i] != '\n' && text[i] != '\r')
        i++;
    return i + (i < n) + (i + 1 < n && text[i] == '\r' && text[i + 1] == '\n');
}

bool line_is_blank(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strchr(" \r\n", text[i]))
            return false;
    return true;
}

struct line {
    const char *text;
    size_t length;
};

/* Whose next line that is not blank comes next. */
static struct line next_line(const char **text, size_t *bytes)
{
    struct line line = {*text, 0};
    while (*bytes > 0) {
        line = (struct line){*text, line_length(*text, *bytes)};
        *text += line.length;
        *bytes -= line.length;
        if (!line_is_blank(line.text, line.length))
            return line;
    }
    return (struct line){*text, 0};
}

/* How many of the character there are outside quotes; of blanks, how many runs between two cells. */
static int count(struct line l, char c)
{
    int n = 0;
    bool quoted = false, gap = true;
    for (size_t i = 0; i < l.length && !strchr("\r\n", l.text[i]); i++) {
        quoted ^= l.text[i] == '"';
        const bool here = !quoted && l.text[i] == c;
        if (c != ' ')
            n += here;
        else if (!here && gap)
            n++;
        gap = here;
    }
    return c == ' ' && n > 0 ? n - 1 : n;
}

/* Does every comma stand between digits, at most one in a cell? */
static bool commas_are_decimal(struct line l, char separator)
{
    bool used = false, quoted = false;
    for (size_t i = 0; i < l.length; i++) {
        quoted ^= l.text[i] == '"';
        if (quoted)
            continue;
        if (l.text[i] == ',' &&
            (used || i == 0 || i + 1 == l.length || !isdigit((unsigned char)l.text[i - 1]) ||
             !isdigit((unsigned char)l.text[i + 1])))
            return false;
        used = l.text[i] == ',' || (used && l.text[i] != separator);
    }
    return true;
}

static char separator_of(struct line l)
{
    static const char candidate[] = ";\t,";
    int most = 0;
    char best = ' ';
    for (int k = 0; k < 3; k++) {
        const int n = count(l, candidate[k]);
        if (n > 0 && candidate[k] != ',' && count(l, ',') > 0 &&
            commas_are_decimal(l, candidate[k]))
            return candidate[k];
        if (n > most || (n == most && n > 0 && candidate[k] == ',')) {
            most = n;
            best = candidate[k];
        }
    }
    return best == ' ' && !count(l, ' ') ? ',' : best;
}

struct dialect dialect_of(const char *text, size_t bytes)
{
    const char separator = separator_of(next_line(&text, &bytes));
    return (struct dialect){separator, separator != ','};
}

size_t dialect_tabs_for_blanks(char *text, size_t bytes)
{
    size_t to = 0;
    bool quoted = false, gap = true; /* gap: what came last separates, or begins a line */
    for (size_t i = 0; i < bytes; i++) {
        const char c = text[i];
        quoted ^= c == '"';
        if (!quoted && (c == '\n' || c == '\r')) {
            while (to > 0 && text[to - 1] == '\t')
                to--;
            text[to++] = c;
            gap = true;
        } else if (quoted || (c != ' ' && c != '\t')) {
            text[to++] = c;
            gap = false;
        } else if (!gap) {
            text[to++] = '\t';
            gap = true;
        }
    }
    while (to > 0 && text[to - 1] == '\t')
        to--;
    text[to] = 0;
    return to;
}

static bool is_utf16(const char *text, size_t bytes)
{
    return bytes >= 2 &&
           (!memcmp(text, "\xFF\xFE", 2) || !memcmp(text, "\xFE\xFF", 2) || (!text[0] != !text[1]));
}

bool dialect_is_table(const char *text, size_t bytes)
{
    if (is_utf16(text, bytes))
        return true;
    for (size_t i = 0; i < bytes; i++)
        if ((unsigned char)text[i] < ' ' && !strchr("\t\r\n", text[i]))
            return false;
    const struct dialect d = dialect_of(text, bytes);
    const struct line first = next_line(&text, &bytes), second = next_line(&text, &bytes);
    bool number = false;
    for (size_t i = 0; i < second.length; i++)
        number |= isdigit((unsigned char)second.text[i]) != 0;
    return number && count(first, d.separator) > 0 &&
           count(first, d.separator) == count(second, d.separator);
}

enum status dialect_check(const char *path, const char *text, size_t bytes, struct failure *failure)
{
    if (is_utf16(text, bytes))
        return fail(failure, STATUS_DATA,
                    "%s: this text is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)",
                    path);
    return STATUS_OK;
}
