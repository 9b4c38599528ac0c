#include "lab/inspect/deck.h"
#include <string.h>

enum { ROOM = 270 }; /* bytes of claim and statements on a slide of PowerPoint */

/* ---- texts ---- */

static void say(struct deck *d, const char *before, const char *text, const char *behind)
{
    fputs(before, d->out);
    deck_text(d, text);
    fputs(behind, d->out);
}

static void heading(struct deck *d, int level, const char *text)
{
    say(d, level == 1 ? "\n# " : "\n## ", text, "\n\n");
}

/* ½ is no letter of LaTeX's. */
static const char *half_of(const struct deck *d)
{
    return d->dialect == DECK_BEAMER ? ".5" : "½";
}

/* The speaker's notes begin with the minutes. */
static void notes_begin(struct deck *d, int halves)
{
    fputs(d->dialect == DECK_HTML ? "\n::: speaker\n" : "\n::: notes\n", d->out);
    if (halves > 1)
        fprintf(d->out, "**%d%s min.**\n\n", halves / 2, halves % 2 ? half_of(d) : "");
    else
        fputs("**Half a minute.**\n\n", d->out);
}

static void note(struct deck *d, const char *label, const char *text)
{
    if (text && *text) {
        say(d, "**", label, "** ");
        say(d, "", text, "\n\n");
    }
}

static void notes_end(struct deck *d)
{
    fputs(":::\n", d->out);
}

/* ---- the deck ---- */

/* A slide of 16:9, the speaker's notes under it on paper, or on the screen while `n` has been pressed. */
static const char html_head[] =
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n"
    "html, .view body { background: #14171c; }\n"
    "body, section { width: 1280px !important; height: 720px !important; border-radius: 0 "
    "!important; }\n"
    "body { position: fixed !important; margin-left: -640px !important; margin-top: -360px "
    "!important; }\n"
    "section { font: 30px/1.4 'DejaVu Sans', 'Liberation Sans', Arial, sans-serif !important; "
    "padding: 50px 70px; box-sizing: border-box; }\n"
    "h1, h2 { font-size: 44px; line-height: 1.25; text-align: left; margin: 0 0 34px; }\n"
    "section.title h1, .title-slide h1 { font-size: 54px; margin-top: 220px; }\n"
    "section.title h1.subtitle { font-size: 32px; margin-top: 0; font-weight: normal; }\n"
    "section.title footer { display: none; } h1 p { font-size: inherit; margin: 0; }\n"
    "p { font-size: 30px; margin: 0 0 22px; } ul { margin: 0 0 22px 34px; } li { margin: 0 0 12px; "
    "}\n"
    "section.figure { padding: 0; } section.figure h2 { display: none; }\n"
    "section.figure p { margin: 0; } section.figure img { width: 1280px; height: 720px; display: "
    "block; }\n"
    ".speaker { display: none; position: absolute; left: 0; right: 0; bottom: 0; max-height: "
    "300px; "
    "overflow: auto; background: #fffbe6; border-top: 2px solid #c9b458; padding: 16px 70px; "
    "color: #111; }\n"
    ".speaker p { font-size: 20px; margin: 0 0 8px; } .speaking .speaker { display: block; }\n"
    "@media print { @page { size: 1280px 1020px; margin: 0; }\n"
    "  html, body { background: #fff !important; }\n"
    "  body { position: static !important; transform: none !important; margin: 0 !important; "
    "height: auto "
    "!important; overflow: visible !important; }\n"
    "  section { position: static !important; height: auto !important; page-break-after: always; "
    "}\n"
    "  section:last-of-type { page-break-after: auto; } #progress-bar { display: none; }\n"
    "  .speaker { display: block; position: static; max-height: none; border: 0; background: none; "
    "padding: 16px 0 0; } section.figure .speaker { padding: 16px 70px 0; }\n"
    "  .speaker p { font-size: 18px; } }\n"
    "</style>\n<script>\n"
    "addEventListener('keydown', e => e.key === 'n' && "
    "document.body.classList.toggle('speaking'));\n"
    "</script>\n";

static void put_head(struct deck *d)
{
    if (d->dialect != DECK_HTML && d->dialect != DECK_BEAMER)
        return;
    const bool html = d->dialect == DECK_HTML;
    fprintf(d->out, "header-includes: |\n  ```{=%s}\n", html ? "html" : "latex");
    const char *text = html ? html_head
                            : "\\pdftrailerid{}\n\\setbeamertemplate{navigation symbols}{}\n"
                              "\\setbeamerfont{frametitle}{size=\\large}\n";
    while (*text) {
        const size_t length = strcspn(text, "\n");
        fprintf(d->out, "  %.*s\n", (int)length, text);
        text += length + !!text[length];
    }
    fputs("  ```\n", d->out);
}

void deck_begin(struct deck *d, const char *title, int minutes)
{
    fputs("---\ntitle: |\n  ", d->out);
    deck_text(d, title);
    fprintf(d->out, "\nsubtitle: |\n  A lecture of %d minutes\nlang: en\n", minutes);
    put_head(d);
    fputs("---\n", d->out);
}

void deck_part(struct deck *d, const struct deck_part *p)
{
    heading(d, 1, p->part->title);
    heading(d, 2, p->part->objectives ? "Afterwards you can" : "The questions");
    for (int i = 0; i < p->part->objectives; i++)
        say(d, "- ", p->part->objective[i], "\n");
    for (int i = 0; !p->part->objectives && i < p->slots; i++)
        say(d, "- ", p->slot[i].entry->name, "\n");
    notes_begin(d, DECK_OPENING);
    fprintf(d->out, "%d%s minutes for this part.\n\n", p->halves / 2,
            p->halves % 2 ? half_of(d) : "");
    notes_end(d);
}

static void put_prediction(struct deck *d, const struct deck_topic *t)
{
    const struct lecture *l = &t->spec->lecture;
    heading(d, 2, t->spec->question);
    say(d, "", l->predict ? l->predict : t->spec->claim ? t->spec->claim : "", "\n");
    notes_begin(d, t->time.predict);
    fputs(
        l->predict
            ? "Ask, and let everybody commit to an answer before the next slide.\n\n"
            : "Is the sentence true? Let everybody commit to an answer before the next slide.\n\n",
        d->out);
    for (int i = 0; i < l->after.words; i++)
        say(d, i ? ", " : "It builds on ", l->after.word[i],
            i + 1 == l->after.words ? ".\n\n" : "");
    if (l->predict)
        note(d, "The textbook's sentence:", t->spec->claim);
    note(d, "Source:", t->spec->source);
    notes_end(d);
}

static void put_picture(struct deck *d, const struct deck_figure *f)
{
    if (d->dialect == DECK_PPTX) {
        fprintf(d->out, "\n## {background-image=\"%s\"}\n", f->path);
    } else {
        if (d->dialect == DECK_MARKDOWN)
            heading(d, 2, f->finding);
        else
            fputs(d->dialect == DECK_HTML ? "\n## {.figure}\n\n" : "\n## {.plain}\n\n", d->out);
        say(d, "![", f->finding, "]");
        fprintf(d->out, "(%s)\n", f->path);
    }
}

void deck_thing(struct deck *d, const struct deck_figure *f, int halves, const char *words)
{
    put_picture(d, f);
    notes_begin(d, halves);
    say(d, "", words, "\n\n");
    notes_end(d);
}

static void put_figure(struct deck *d, const struct deck_topic *t, int i)
{
    const struct deck_figure *f = &t->figure[i];
    const struct lecture *l = &t->spec->lecture;
    put_picture(d, f);
    notes_begin(d, t->time.figure[i]);
    note(d, "The figure says:", f->finding);
    if (!i && t->usual) {
        note(d, "Reveal:", l->seen);
        note(d, "Point at:", l->point);
    }
    notes_end(d);
}

/* Statements that stand so. */
static struct query *open_statements(struct deck *d, const struct deck_topic *t, const char *word)
{
    struct query *q = query_open(
        d->store, "SELECT expectation, why FROM " STORE_STANDING " WHERE word = :word", d->failure);
    query_bind_text(q, ":experiment", t->spec->name);
    query_bind_text(q, ":word", word);
    return q;
}

/* Statements of this kind from the first on that the slide has room for, one at least; how many there are beyond. */
static int put_statements(struct deck *d, const struct deck_topic *t, const char *title,
                          const char *word, int room, int *shown)
{
    int n = 0, left = 0;
    struct query *q = open_statements(d, t, word);
    for (const int first = *shown; query_next(q); n++) {
        const int length = (int)strlen(query_text(q, 0));
        left += n >= first && n > first && (left || length > room);
        if (n < first || left)
            continue;
        fputs(n > first ? "" : title, d->out);
        say(d, "- ", query_text(q, 0), "\n");
        room -= length;
        ++*shown;
    }
    query_close(q);
    return left;
}

static void note_reasons(struct deck *d, const struct deck_topic *t)
{
    struct query *q = open_statements(d, t, "not supported");
    while (query_next(q)) {
        say(d, "Not so: ", query_text(q, 0), ".");
        if (!query_is_null(q, 1) && *query_text(q, 1))
            say(d, " **Why:** ", query_text(q, 1), "");
        fputs("\n\n", d->out);
    }
    query_close(q);
}

/* Statements that the slide had no room for. */
static void note_others(struct deck *d, const struct deck_topic *t, const char *word, int shown)
{
    struct query *q = open_statements(d, t, word);
    for (int n = 0; query_next(q); n++)
        if (n >= shown)
            say(d, n > shown ? "; " : "**And:** ", query_text(q, 0), "");
    query_close(q);
    fputs("\n\n", d->out);
}

/* What the runs refute stands there whole, on a further slide where one has no room for it; of what they confirm, or
 * leave open, as much as there is room for, and the rest in the notes. */
static void put_verdict(struct deck *d, const struct deck_topic *t)
{
    static const char *const words[] = {"not supported", "supported", "inconclusive"};
    static const char *const titles[] = {"Not so:\n\n", "", "Open:\n\n"};
    const struct lecture *l = &t->spec->lecture;
    const char *claim = t->spec->claim ? t->spec->claim : "";
    const char *standing = d->store ? store_standing(d->store, d->arena, t->spec->name, d->failure)
                                    : "";
    const int room = ROOM - (int)strlen(claim);
    int kind = 0, shown = 0, left = 0;
    heading(d, 2, "What the runs say");
    if (*claim)
        say(d, "*", claim, "*\n\n");
    if (!*standing) {
        fprintf(d->out, "These runs do not judge it; those of `depthlab run %s` do.\n",
                t->spec->name);
    } else {
        say(d, "It is ", standing, ".\n\n");
        for (kind = 0; kind < 3 && !shown; kind++)
            left = put_statements(d, t, titles[kind], words[kind], room, &shown);
        kind--;
        if (left && kind)
            fprintf(d->out, "- and %d more\n", left);
    }
    notes_begin(d, t->time.verdict);
    if (left && kind)
        note_others(d, t, words[kind], shown);
    if (d->store)
        note_reasons(d, t);
    if (!strncmp(standing, "unconfirmed", strlen("unconfirmed")))
        fprintf(d->out, "To judge it on further seeds: `depthlab run %s --confirm`.\n\n",
                t->spec->name);
    if (!t->usual && t->ran)
        note(d, "Of these runs, which are not the experiment's usual ones:", t->command);
    if (t->usual) {
        note(d, "The usual misunderstanding:", l->misread);
        note(d, "What it does not show:", l->limit);
    }
    notes_end(d);
    while (left && !kind) {
        heading(d, 2, "What the runs say, further");
        left = put_statements(d, t, "Nor is this so:\n\n", words[0], ROOM, &shown);
    }
}

void deck_topic(struct deck *d, const struct deck_topic *t)
{
    put_prediction(d, t);
    for (int i = 0; i < t->time.figures && t->spec->figures; i++)
        if (t->figure[i].path)
            put_figure(d, t, i);
    put_verdict(d, t);
}

/* Nothing is left out without a word. */
static void put_gaps(struct deck *d, const struct deck_gaps *g)
{
    if (!g->experiments && !g->figures)
        return;
    heading(d, 2, "Not in these slides");
    for (int i = 0; i < g->experiments; i++)
        say(d, i ? ", " : "For want of runs: ", g->experiment[i], "");
    if (g->experiments)
        fprintf(d->out, ". These are made in about %s by\n\n    %s\n\n", g->time, g->command);
    for (int i = 0; i < g->figures; i++)
        say(d, "- ", g->figure[i], "\n");
}

void deck_end(struct deck *d, const struct deck_gaps *gaps, const char *command)
{
    put_gaps(d, gaps);
    heading(d, 2, "Where this comes from");
    fprintf(d->out,
            "Every figure and verdict is made from the runs in the database, again by\n\n    %s\n",
            command);
    if (!d->store)
        return;
    struct query *q =
        query_open(d->store, "SELECT group_concat(DISTINCT revision) FROM run WHERE revision <> ''",
                   d->failure);
    if (query_next(q) && *query_text(q, 0))
        say(d, "\nRevision of the programs that trained them: ", query_text(q, 0), ".\n");
    query_close(q);
}

void deck_exercises(struct deck *d, const struct exercises *all)
{
    fputs("---\ntitle: |\n  ", d->out);
    deck_text(d, all->title);
    fputs("\nlang: en\n", d->out);
    if (d->dialect == DECK_BEAMER)
        fputs("header-includes: |\n  ```{=latex}\n  \\pdftrailerid{}\n  ```\n", d->out);
    fputs("---\n\nA prediction first, then the commands. `depthlab` is the program "
          "`build/depthlab` of the lab.\n",
          d->out);
    for (int i = 0; i < all->count; i++) {
        const struct exercise *e = &all->exercise[i];
        fprintf(d->out, "\n## Exercise %d\n\n", i + 1);
        say(d, "", e->question, "\n\n");
        for (int k = 0; k < e->commands; k++)
            fprintf(d->out, "    %s\n", e->command[k]);
    }
    fputs("\n# Answers\n\n", d->out);
    for (int i = 0; i < all->count; i++) {
        fprintf(d->out, "**Exercise %d.** ", i + 1);
        say(d, "", all->exercise[i].answer, "\n\n");
    }
}
