#include "lab/base/suggest.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 63 }; /* no name is longer, so a longer word is like none of them */

static int least(int a, int b)
{
    return a < b ? a : b;
}

int suggest_distance(const char *a, const char *b)
{
    int m = (int)strnlen(a, LONGEST + 1), n = (int)strnlen(b, LONGEST + 1);
    if (m > LONGEST || n > LONGEST)
        return LONGEST + 1;
    int d[LONGEST + 1]
         [LONGEST + 1]; /* d[i][j]: from the first i letters of a to the first j of b */
    for (int i = 0; i <= m; i++)
        for (int j = 0; j <= n; j++) {
            if (!i || !j) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
                            d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[m][n];
}

void suggest_offer(struct suggestion *nearest, const char *name)
{
    int length = (int)strnlen(nearest->word, LONGEST + 1);
    int distance = suggest_distance(nearest->word, name);
    bool close = distance <= (length + 2) / 3 && distance < (int)strlen(name);
    /* As near, the longer one: a letter left out is likelier than a wrong one, and `sed` is `seed`, not `set`. */
    const bool nearer = !nearest->name || distance < nearest->distance ||
                        (distance == nearest->distance && strlen(name) > strlen(nearest->name));
    if (close && nearer) {
        nearest->name = name;
        nearest->distance = distance;
    }
}

static void compose(struct suggestion *nearest, const char *before)
{
    snprintf(nearest->text, sizeof nearest->text, "%sdid you mean `%s%s`?", before,
             nearest->prefix ? nearest->prefix : "", nearest->name);
}

const char *suggest_inline(struct suggestion *nearest)
{
    nearest->text[0] = 0;
    if (nearest->name)
        compose(nearest, "; ");
    return nearest->text;
}

const char *suggest_line(struct suggestion *nearest)
{
    if (!nearest->name)
        return NULL;
    compose(nearest, "");
    return nearest->text;
}
