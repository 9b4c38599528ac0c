#include "lab/experiment/quantity.h"
#include <ctype.h>
#include <string.h>

/* A value ends at the first comma or brace outside its own brackets, or is quoted:
 * `normal(0.1, 2)` and `'a, b'` are one value each. */
static struct word read_value(struct scan *s)
{
    scan_blanks(s);
    struct word value = {"", s->at};
    const char *end = s->at;
    if (*end == '\'' || *end == '"') {
        end = strchr(end + 1, *end);
        if (end) {
            value.text = scan_text(s, s->at + 1, (size_t)(end - s->at - 1));
            s->at = end + 1;
        } else {
            passage_fail(s->passage, s->at, NULL, s->failure, "this quote is not closed");
        }
        return value;
    }
    for (int deep = 0; *end && (deep > 0 || !strchr(",{}", *end)); end++)
        deep += (*end == '(') - (*end == ')');
    while (end > s->at && isspace((unsigned char)end[-1]))
        end--;
    if (end == s->at)
        scan_wanted(s, "a value");
    value.text = scan_text(s, s->at, (size_t)(end - s->at));
    s->at = end;
    return value;
}

static void read_choice(struct scan *s, struct quantity *q)
{
    struct choice c;
    c.key.text = scan_name(s, "a key", &c.key.at);
    scan_sign(s, ":");
    c.value = read_value(s);
    for (int i = 0; i < q->choices; i++)
        if (!strcmp(q->choice[i].key.text, c.key.text))
            passage_fail(s->passage, c.key.at, NULL, s->failure, "`%s` is chosen twice",
                         c.key.text);
    if (q->choices == CHOICES)
        passage_fail(s->passage, c.key.at, NULL, s->failure, "more than %d choices", CHOICES);
    if (scan_ok(s))
        q->choice[q->choices++] = c;
}

struct quantity *quantity_read(struct scan *s)
{
    struct quantity *q = scan_keep(s, sizeof *q);
    if (!q)
        return NULL;
    q->measure.text = scan_name(s, "a number or a measure", &q->measure.at);
    q->slope = !strcmp(q->measure.text, "slope") && scan_sign(s, "(");
    if (q->slope) {
        q->measure.text = scan_name(s, "a measure", &q->measure.at);
        scan_must(s, ")");
    } else if (scan_sign(s, "/")) {
        q->divisor.text = scan_name(s, "a measure", &q->divisor.at);
    }
    if (!scan_word(s, "of"))
        scan_wanted(s, "`of {...}`");
    scan_must(s, "{");
    if (!scan_sign(s, "}")) {
        do
            read_choice(s, q);
        while (scan_sign(s, ","));
        scan_must(s, "}");
    }
    return scan_ok(s) ? q : NULL;
}
