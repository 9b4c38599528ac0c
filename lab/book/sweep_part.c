#include "lab/book/sweep_part.h"
#include <string.h>

enum { DIVERGED_SHOWN = 40 };

static const char swept[] =
    "SELECT key, group_concat(value, ', '), count(*) FROM (SELECT j.key, j.value, j.id FROM sweep s"
    " JOIN run r ON r.id = s.run, json_each(r.cell) j WHERE s.experiment = :experiment"
    " GROUP BY j.key, j.value ORDER BY min(s.place)) GROUP BY key"
    " HAVING count(*) > 1 OR key NOT LIKE '%.checksum' OR max(value) <> 0 ORDER BY min(id)";

static void write_settings(struct chapter *s)
{
    FILE *out = s->w->out;
    int axes = 0;
    struct query *q = chapter_query(s, swept);
    while (query_next(q))
        if (query_int(q, 2) > 1) {
            if (!axes++)
                TEMPLATE(out, "axes", {"", ""});
            TEMPLATE(out, "axis", {"key", query_text(q, 0)}, {"values", query_text(q, 1)});
        }
    query_close(q);
    if (axes)
        TEMPLATE(out, "table-end", {"", ""});
    else
        TEMPLATE(out, "paragraph", {"text", "Nothing varies."});
    TEMPLATE(out, "fixed", {"", ""});
    q = chapter_query(s, swept);
    while (query_next(q))
        if (query_int(q, 2) == 1 && *query_text(q, 1))
            TEMPLATE(out, "fixed-one", {"key", query_text(q, 0)}, {"value", query_text(q, 1)});
    query_close(q);
    TEMPLATE(out, "list-end", {"", ""});
}

static void write_diverged(struct chapter *s)
{
    FILE *out = s->w->out;
    struct query *q = chapter_query(
        s,
        "WITH cells AS (SELECT s.place, r.id AS run, r.status, r.detail, j.key, j.value, j.id"
        " FROM sweep s JOIN run r ON r.id = s.run, json_each(r.cell) j"
        " WHERE s.experiment = :experiment),"
        " axis AS (SELECT key FROM cells GROUP BY key HAVING count(DISTINCT value) > 1)"
        " SELECT run, coalesce(group_concat(substr(key, instr(key, '.') + 1) || ' ' || value, ', ')"
        " FILTER (WHERE key IN (SELECT key FROM axis)), ''), detail"
        " FROM (SELECT * FROM cells ORDER BY place, id) WHERE status = 'diverged'"
        " GROUP BY run ORDER BY place");
    int rows = 0;
    for (; query_next(q); rows++) {
        if (!rows)
            TEMPLATE(out, "diverged", {"sub", s->sub});
        if (rows < DIVERGED_SHOWN)
            TEMPLATE(out, "diverged-one", {"run", query_text(q, 0)}, {"settings", query_text(q, 1)},
                     {"where", query_text(q, 2)});
    }
    query_close(q);
    if (rows)
        TEMPLATE(out, "table-end", {"", ""});
    if (rows > DIVERGED_SHOWN)
        TEMPLATE(out, "paragraph",
                 {"text", chapter_text(s->w, "… and %d more.", rows - DIVERGED_SHOWN)});
}

/* Returns the newest revision, in the arena. */
static const char *write_makers(struct chapter *s)
{
    static const char *const label[] = {"revision", "host",      "processor",
                                        "build",    "libraries", "threads"};
    const char *revision = "";
    struct query *q = chapter_query(
        s, "SELECT r.revision, r.host, r.processor, r.build, r.libraries, r.threads, count(*),"
           " min(r.started), max(r.ended), sum(r.seconds) FROM sweep s JOIN run r"
           " ON r.id = s.run WHERE s.experiment = :experiment AND r.revision <> ''"
           " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY max(r.ended)");
    while (query_next(q)) {
        TEMPLATE(s->w->out, "makers", {"", ""});
        for (int i = 0; i < 6; i++)
            TEMPLATE(s->w->out, "axis", {"key", label[i]}, {"values", query_text(q, i)});
        const char *runs = chapter_text(s->w, "%lld, in %.1f s of training, %s to %s",
                                        (long long)query_int(q, 6), query_real(q, 9),
                                        query_text(q, 7), query_text(q, 8));
        TEMPLATE(s->w->out, "axis", {"key", "runs"}, {"values", runs});
        TEMPLATE(s->w->out, "table-end", {"", ""});
        revision = chapter_text(s->w, "%s", query_text(q, 0));
    }
    query_close(q);
    return revision;
}

static void write_commands(struct chapter *s, const char *revision)
{
    FILE *out = s->w->out;
    const char *command = s->q->command;
    const int clean = (int)strcspn(revision, "+");
    const char *checkout = clean ? chapter_text(s->w, "git checkout %.*s\nmake\n", clean, revision)
                                 : "";
    TEMPLATE(out, "commands", {"sub", s->sub},
             {"commands", chapter_text(s->w, "%sbuild/%s\nbuild/depthlab report %s", checkout,
                                       command, s->q->words)});
    if (revision[clean])
        TEMPLATE(
            out, "paragraph",
            {"text", "The sources had been changed since that revision when the runs were made."});
    if (strstr(command, "--data PATH"))
        TEMPLATE(out, "paragraph",
                 {"text",
                  "--data PATH is where the data lie; data.checksum above is that of what they "
                  "hold, in whatever order."});
    if (strstr(command, "--weights PATH"))
        TEMPLATE(out, "paragraph",
                 {"text", "--weights PATH is where the weights lie that the runs start from; "
                          "start.checksum above is the CRC-32 of that file."});
    if (*s->text)
        TEMPLATE(out, "spec", {"spec", s->text});
}

void sweep_part_write(struct chapter *s)
{
    FILE *out = s->w->out;
    TEMPLATE(out, "fold", {"kind", "settings"}, {"sub", s->sub}, {"title", "The sweep"},
             {"more", ""});
    write_settings(s);
    write_diverged(s);
    TEMPLATE(out, "fold-end", {"", ""});
    TEMPLATE(out, "fold", {"kind", "makers"}, {"sub", s->sub},
             {"title", "Where the numbers come from, and how to make them again"}, {"more", ""});
    write_commands(s, write_makers(s));
    TEMPLATE(out, "fold-end", {"", ""});
}
