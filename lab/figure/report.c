#include "lab/figure/report.h"
#include "lab/base/sign_flip.h"
#include "lab/figure/finding.h"
#include "lab/figure/html.h"
#include "lab/figure/remark.h"
#include <ctype.h>
#include <string.h>

enum { DIVERGED_SHOWN = 40 };

struct context {
    struct arena *arena;
    struct store *store;
    const struct report *report;
    FILE *out;
    struct failure *failure;
    const char *spec;            /* as it was read when the sweep was planned */
    bool usual;                  /* the sweep is the one that the spec describes */
    int64_t runs, seeds, opened; /* runs that are neither done nor diverged */
};

static struct query *open_query(struct context *c, const char *sql)
{
    struct query *q = query_open(c->store, sql, c->failure);
    query_bind_text(q, ":experiment", c->report->experiment);
    return q;
}

static void element(struct context *c, const char *open, const char *text, const char *close)
{
    fputs(open, c->out);
    html_text(c->out, text);
    fputs(close, c->out);
}

/* ---- what it is about ---- */

static void write_page_link(struct context *c)
{
    if (!*c->report->page)
        return;
    element(c, "<p><a href=\"", c->report->page, "\">Train two of these nets in your browser</a>,");
    fputs(" side by side, with any setting changed.</p>\n", c->out);
}

static enum status write_head(struct context *c)
{
    struct query *q = open_query(
        c,
        "SELECT question, claim, source, spec, request FROM experiment WHERE name = :experiment");
    if (query_next(q)) {
        element(c, "<p class=\"pale\">", c->report->experiment, "</p>\n");
        element(c, "<h1>", query_text(q, 0), "</h1>\n");
        if (*query_text(q, 1))
            element(c, "<p class=\"claim\">The claim: ", query_text(q, 1), "</p>\n");
        const char *standing =
            store_standing(c->store, c->arena, c->report->experiment, c->failure);
        if (*query_text(q, 1) && *standing)
            element(c, "<p>By the verdicts below it is ", standing, ".</p>\n");
        if (*query_text(q, 2))
            element(c, "<p class=\"pale\">Source: ", query_text(q, 2), "</p>\n");
        c->spec = arena_text(c->arena, c->failure, "%s", query_text(q, 3));
        c->usual = !*query_text(q, 4);
    } else {
        fail(c->failure, STATUS_USAGE, "no runs of `%s` yet: depthlab run %s",
             c->report->experiment, c->report->experiment);
    }
    query_close(q);
    return c->failure->status;
}

static void write_counts(struct context *c)
{
    struct query *q = open_query(
        c, "SELECT count(*), count(DISTINCT r.seed), sum(r.status = 'done'),"
           " sum(r.status = 'diverged'), sum(r.status = 'failed'),"
           " sum(r.status IN ('new', 'unfinished')) FROM sweep s JOIN run r ON r.id = s.run"
           " WHERE s.experiment = :experiment");
    static const char *const word[] = {"done", "diverged", "failed", "unfinished"};
    if (query_next(q)) {
        c->runs = query_int(q, 0);
        c->seeds = query_int(q, 1);
        c->opened = query_int(q, 4) + query_int(q, 5);
        fprintf(c->out, "<p>%lld run%s, %lld seed%s:", (long long)c->runs, c->runs == 1 ? "" : "s",
                (long long)c->seeds, c->seeds == 1 ? "" : "s");
        for (int i = 0, shown = 0; i < 4; i++)
            if (query_int(q, 2 + i))
                fprintf(c->out, "%s %lld %s", shown++ ? "," : "", (long long)query_int(q, 2 + i),
                        word[i]);
        fputs(".</p>\n", c->out);
    }
    query_close(q);
}

/* ---- verdicts ---- */

static const struct {
    const char *verdict, *style, *sign;
} badges[] = {{"supported", "supported", "✓"},
              {"not supported", "refuted", "✗"},
              {"inconclusive", "open", "?"}};

static void write_verdict(struct context *c, const char *verdict, const char *leaning)
{
    const int i = !strcmp(verdict, badges[0].verdict)  ? 0
                  : strcmp(verdict, badges[1].verdict) ? 2
                                                       : 1;
    fputs("<td>", c->out);
    if (*verdict)
        fprintf(c->out, "<span class=\"verdict %s\">%s %s</span>", badges[i].style, badges[i].sign,
                verdict);
    if (*leaning)
        element(c, "<span class=\"pale\">leans ", leaning, "</span>");
    fputs("</td>", c->out);
}

static void write_verdicts(struct context *c)
{
    struct query *q = open_query(c, "SELECT verdict, expectation, statistic, leaning, exploratory,"
                                    " iif(verdict = 'not supported', why, ''), confirmed,"
                                    " confirmed_statistic, confirmed_leaning FROM verdict"
                                    " WHERE experiment = :experiment");
    fputs("<h2>What the runs say</h2>\n", c->out);
    int rows = 0;
    for (; query_next(q); rows++) {
        fputs(rows ? "<tr>"
                   : "<table class=\"stack\"><thead><tr><th>Seen</th><th>Confirmed</th><th>Numbers"
                     "</th></tr></thead><tbody>\n<tr>",
              c->out);
        write_verdict(c, query_text(q, 0), query_text(q, 3));
        write_verdict(c, query_text(q, 6), query_text(q, 8));
        element(c, "<td><span class=\"say\">", query_text(q, 1), "</span>");
        if (query_int(q, 4))
            fputs("<span class=\"pale\">exploratory: written, or changed, after its numbers had "
                  "been seen</span>",
                  c->out);
        if (*query_text(q, 5))
            element(c, "<span>Why: ", query_text(q, 5), "</span>");
        element(c, "<span class=\"pale\">", query_text(q, 2), "</span>");
        if (*query_text(q, 7))
            element(c, "<span class=\"pale\">Confirmed: ", query_text(q, 7), "</span>");
        fputs("</td></tr>\n", c->out);
    }
    fputs(rows
              ? "</tbody></table>\n<p class=\"pale\">A comparison is a one-sided exact sign-flip "
                "test over paired seeds: supported at p ≤ .05, not supported when the reverse "
                "is, else inconclusive; a diverged run counts as the worst value. Its effect is "
                "of the seeds in pairs, with the 95 % interval that inverts the test, from 6 seeds "
                "on. `Near` holds when that interval lies inside the tolerance. Facts, which hold "
                "for "
                "every seed or not, have no p. Confirmed is what further seeds say, each "
                "with data of its own, on which nothing was chosen, at the rate that was the best "
                "of the seen ones; there the p's are adjusted together, by Holm's procedure.</p>\n"
              : "<p>It expects nothing that could be judged.</p>\n",
          c->out);
    query_close(q);
}

/* ---- figures ---- */

static void write_figures(struct context *c)
{
    const struct report *r = c->report;
    if (r->figures)
        fputs("<h2>Figures</h2>\n", c->out);
    for (int i = 0; i < r->figures && !c->failure->status; i++) {
        const struct report_figure *f = &r->figure[i];
        const char *finding = f->svg ? finding_of(c->arena, f->svg, f->name, c->failure) : "";
        fputs("<figure>\n", c->out);
        if (f->svg) {
            fputs("<div class=\"sheet\" tabindex=\"0\">", c->out);
            html_svg(c->out, f->svg,
                     arena_text(c->arena, c->failure, "%s-%d-", r->experiment, i + 1),
                     *finding ? finding : f->name, c->failure);
            fputs("</div>\n", c->out);
        } else {
            element(c, "<div class=\"missing\">This figure could not be drawn: ",
                    f->lack ? f->lack : "", "</div>\n");
        }
        element(c, "<figcaption>", f->name, *finding ? ": " : "");
        element(c, "", finding, "</figcaption>\n</figure>\n");
    }
}

/* ---- what it does not show ---- */

/* A paragraph, what stands between backticks being code. */
static void write_paragraph(struct context *c, const char *text)
{
    char *rest = arena_strdup(c->arena, text);
    bool code = false;
    if (!rest) {
        fail_memory(c->failure);
        return;
    }
    *rest = (char)toupper((unsigned char)*rest);
    fputs("<p>", c->out);
    for (char *part; (part = strsep(&rest, "`")); code = !code)
        element(c, code ? "<code>" : "", part, code ? "</code>" : "");
    fputs("</p>\n", c->out);
}

/* A text of the spec's `lecture:`, if it is there. */
static void write_lecture(struct context *c, const char *key, const char *label)
{
    struct query *q = open_query(
        c,
        "SELECT CASE :key WHEN 'predict' THEN predict WHEN 'seen' THEN seen WHEN 'point' THEN point"
        " WHEN 'misread' THEN misread ELSE \"limit\" END FROM lecture WHERE experiment = "
        ":experiment");
    query_bind_text(q, ":key", key);
    if (query_next(q) && *query_text(q, 0))
        write_paragraph(c, arena_text(c->arena, c->failure, "%s%s", label, query_text(q, 0)));
    query_close(q);
}

static void write_lectures(struct context *c)
{
    write_lecture(c, "predict", "Before the figures are shown: ");
    write_lecture(c, "seen", "Seen in the default sweep: ");
    write_lecture(c, "point", "What to point at: ");
    write_lecture(c, "misread", "The usual misunderstanding: ");
}

static void write_remarks(struct context *c, bool limits)
{
    const char *at = c->spec;
    for (const char *p; (p = remark_next(c->arena, &at, c->failure));) {
        const char *limit = remark_limit(p), *seen = remark_seen(p);
        if (seen && c->usual && !limits)
            write_paragraph(c,
                            arena_text(c->arena, c->failure,
                                       "Seen in this sweep when its file was written: %s", seen));
        else if (!seen && limits == (limit != NULL))
            write_paragraph(c, limit ? limit : p);
    }
}

static const char swept[] =
    "SELECT key, group_concat(value, ', '), count(*) FROM (SELECT j.key, j.value, j.id FROM sweep s"
    " JOIN run r ON r.id = s.run, json_each(r.cell) j WHERE s.experiment = :experiment"
    " GROUP BY j.key, j.value ORDER BY min(s.place)) GROUP BY key"
    " HAVING count(*) > 1 OR key NOT LIKE '%.checksum' OR max(value) <> 0 ORDER BY min(id)";

static void write_limits(struct context *c)
{
    fputs("<h2>What it does not show</h2>\n", c->out);
    write_remarks(c, true);
    write_lecture(c, "limit", "");
    fputs("<p>All runs share the fixed settings listed below: of other values of those these runs "
          "say nothing.</p>\n",
          c->out);
    if (c->seeds <= SIGN_FLIP_MOST)
        fprintf(c->out, "<p>With %lld seed%s no comparison can have a p below %.3g%s.</p>\n",
                (long long)c->seeds, c->seeds == 1 ? "" : "s", 1 / (double)(1LL << c->seeds),
                c->seeds < 5 ? ", so none can be decided: that takes 5" : "");
    if (c->opened)
        fprintf(c->out,
                "<p><strong>%lld of the %lld runs are not finished; the verdicts and figures "
                "do not have them.</strong></p>\n",
                (long long)c->opened, (long long)c->runs);
    for (int i = 0; i < c->report->figures; i++)
        if (!c->report->figure[i].svg)
            element(c, "<p>The figure ", c->report->figure[i].name, " could not be drawn.</p>\n");
}

/* ---- the sweep ---- */

static void write_settings(struct context *c)
{
    int axes = 0;
    fputs("<h2>The sweep</h2>\n", c->out);
    struct query *q = open_query(c, swept);
    while (query_next(q))
        if (query_int(q, 2) > 1) {
            if (!axes++)
                fputs("<table><thead><tr><th>Setting</th><th>Values</th></tr></thead><tbody>\n",
                      c->out);
            element(c, "<tr><td class=\"key\">", query_text(q, 0), "</td>");
            element(c, "<td>", query_text(q, 1), "</td></tr>\n");
        }
    query_close(q);
    fputs(axes ? "</tbody></table>\n" : "<p>Nothing varies.</p>\n", c->out);
    fputs("<p>The same in all runs:</p>\n<ul class=\"fixed\">\n", c->out);
    q = open_query(c, swept);
    while (query_next(q))
        if (query_int(q, 2) == 1 && *query_text(q, 1)) {
            element(c, "<li><span class=\"key\">", query_text(q, 0), "</span> ");
            element(c, "", query_text(q, 1), "</li>\n");
        }
    query_close(q);
    fputs("</ul>\n", c->out);
}

static void write_diverged(struct context *c)
{
    struct query *q = open_query(
        c, "WITH cells AS (SELECT s.place, r.id AS run, r.status, r.detail, j.key, j.value, j.id"
           " FROM sweep s JOIN run r ON r.id = s.run, json_each(r.cell) j"
           " WHERE s.experiment = :experiment),"
           " axis AS (SELECT key FROM cells GROUP BY key HAVING count(DISTINCT value) > 1)"
           " SELECT run, group_concat(substr(key, instr(key, '.') + 1) || ' ' || value, ', ')"
           " FILTER (WHERE key IN (SELECT key FROM axis)), detail"
           " FROM (SELECT * FROM cells ORDER BY place, id) WHERE status = 'diverged'"
           " GROUP BY run ORDER BY place");
    int rows = 0;
    for (; query_next(q); rows++) {
        if (!rows)
            fputs("<h2>Runs that diverged</h2>\n<table class=\"stack\"><thead><tr><th>Run</th>"
                  "<th>Settings</th><th>Where</th></tr></thead><tbody>\n",
                  c->out);
        if (rows >= DIVERGED_SHOWN)
            continue;
        element(c, "<tr><td>", query_text(q, 0), "</td>");
        element(c, "<td>", query_text(q, 1), "</td>");
        element(c, "<td>", query_text(q, 2), "</td></tr>\n");
    }
    query_close(q);
    if (rows)
        fputs("</tbody></table>\n", c->out);
    if (rows > DIVERGED_SHOWN)
        fprintf(c->out, "<p>… and %d more.</p>\n", rows - DIVERGED_SHOWN);
}

/* ---- where it comes from ---- */

/* Returns the newest revision, in the arena. */
static const char *write_provenance(struct context *c)
{
    static const char *const label[] = {"revision", "host",      "processor",
                                        "build",    "libraries", "threads"};
    const char *revision = "";
    struct query *q = open_query(
        c, "SELECT r.revision, r.host, r.processor, r.build, r.libraries, r.threads, count(*),"
           " min(r.started), max(r.ended), sum(r.seconds) FROM sweep s JOIN run r"
           " ON r.id = s.run WHERE s.experiment = :experiment AND r.revision <> ''"
           " GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY max(r.ended)");
    fputs("<h2>Where the numbers come from</h2>\n", c->out);
    while (query_next(q)) {
        fputs("<table><tbody>\n", c->out);
        for (int i = 0; i < 6; i++) {
            fprintf(c->out, "<tr><td class=\"key\">%s</td><td>", label[i]);
            element(c, "", query_text(q, i), "</td></tr>\n");
        }
        fprintf(c->out, "<tr><td class=\"key\">runs</td><td>%lld, in %.1f s of training, ",
                (long long)query_int(q, 6), query_real(q, 9));
        element(c, "", query_text(q, 7), "");
        element(c, " to ", query_text(q, 8), "</td></tr>\n</tbody></table>\n");
        revision = arena_text(c->arena, c->failure, "%s", query_text(q, 0));
    }
    query_close(q);
    return revision;
}

static void write_commands(struct context *c, const char *revision)
{
    const struct report *r = c->report;
    int clean = (int)strcspn(revision, "+");
    fputs("<h2>How to make it again</h2>\n<pre>", c->out);
    if (clean)
        element(c, "git checkout ", arena_text(c->arena, c->failure, "%.*s", clean, revision),
                "\nmake\n");
    element(c, "build/", r->command, "\n");
    element(c, "build/depthlab report ", r->words, "</pre>\n");
    if (revision[clean])
        fputs("<p>The sources had been changed since that revision when the runs were made.</p>\n",
              c->out);
    if (strstr(r->command, "--data PATH"))
        fputs("<p>--data PATH is where the data lie; data.checksum above is that of "
              "what they hold, in whatever order.</p>\n",
              c->out);
    if (strstr(r->command, "--weights PATH"))
        fputs("<p>--weights PATH is where the weights lie that the runs start from; "
              "start.checksum above is the CRC-32 of that file.</p>\n",
              c->out);
    if (*c->spec)
        element(c, "<p>The experiment as it was read, before any option:</p>\n<pre>", c->spec,
                "</pre>\n");
}

enum status report_write(struct arena *arena, struct store *store, const struct report *report,
                         FILE *out, struct failure *failure)
{
    struct context c = {
        .arena = arena, .store = store, .report = report, .out = out, .failure = failure};
    element(&c, "<article id=\"", report->experiment, "\">\n");
    if (write_head(&c))
        return failure->status;
    write_counts(&c);
    write_page_link(&c);
    write_remarks(&c, false);
    write_lectures(&c);
    write_verdicts(&c);
    write_figures(&c);
    write_limits(&c);
    write_settings(&c);
    write_diverged(&c);
    write_commands(&c, write_provenance(&c));
    fputs("</article>\n", out);
    return failure->status;
}
