#include "lab/book/question.h"
#include "lab/base/sign_flip.h"
#include "lab/book/figure_part.h"
#include "lab/book/prose.h"
#include "lab/book/sweep_part.h"
#include "lab/book/verdict_part.h"
#include <stdlib.h>
#include <string.h>

enum { ENOUGH_SEEDS = 5 }; /* for p <= .05 */

const struct book_question *question_find(const struct book *book, const char *experiment)
{
    for (int i = 0; i < book->questions; i++)
        if (book->question[i].command && !strcmp(book->question[i].spec->name, experiment))
            return &book->question[i];
    return NULL;
}

struct query *chapter_query(struct chapter *s, const char *sql)
{
    struct query *q = query_open(s->w->store, sql, s->w->failure);
    query_bind_text(q, ":experiment", s->q->spec->name);
    return q;
}

static const char *paragraph(struct chapter *s, const char *text)
{
    return prose_paragraph(s->w->arena, text, s->w->failure);
}

/* ---- what it asks ---- */

static const char *place_of(struct chapter *s)
{
    const struct course *course = s->w->book->course;
    const int part = course_find(course, s->q->spec->name);
    return part < 0 ? "" : PIECE(s->w, "place", {"part", course->part[part].title});
}

static enum status write_head(struct chapter *s)
{
    struct book_writer *w = s->w;
    const char *name = s->q->spec->name;
    struct query *q = chapter_query(
        s, "SELECT e.question, e.claim, e.spec, l.is_default FROM experiment e JOIN lecture l"
           " ON l.experiment = e.name WHERE e.name = :experiment");
    if (query_next(q)) {
        const char *standing = store_standing(w->store, w->arena, name, w->failure);
        TEMPLATE(w->out, "question", {"name", name}, {"place", place_of(s)}, {"level", s->level},
                 {"question", query_text(q, 0)});
        if (*query_text(q, 1))
            TEMPLATE(w->out, "claim", {"claim", query_text(q, 1)});
        if (*query_text(q, 1) && *standing)
            TEMPLATE(w->out, "standing", {"standing", standing});
        s->text = chapter_text(w, "%s", query_text(q, 2));
        s->usual = query_int(q, 3);
    } else {
        fail(w->failure, STATUS_USAGE, "no runs of `%s` yet: depthlab run %s", name, s->q->words);
    }
    query_close(q);
    return w->failure->status;
}

static void read_counts(struct chapter *s)
{
    struct query *q = chapter_query(
        s, "SELECT count(*), count(DISTINCT r.seed), sum(r.status = 'diverged'),"
           " sum(r.status NOT IN ('done', 'diverged')) FROM sweep s JOIN run r ON r.id = s.run"
           " WHERE s.experiment = :experiment");
    if (query_next(q)) {
        s->runs = query_int(q, 0);
        s->seeds = query_int(q, 1);
        s->diverged = query_int(q, 2);
        s->opened = query_int(q, 3);
    }
    query_close(q);
}

/* What is missing, and how to get it. */
static void write_warnings(struct chapter *s)
{
    struct book_writer *w = s->w;
    const char *text[3] = {"", "", ""};
    if (s->opened)
        text[0] =
            chapter_text(w,
                         "%lld of the %lld runs are not finished; the verdicts and figures do not "
                         "have them. `%s` finishes them.",
                         (long long)s->opened, (long long)s->runs, s->q->command);
    if (s->runs && s->diverged == s->runs)
        text[1] = chapter_text(w,
                               "Every run diverged, so there is nothing to compare. Smaller steps "
                               "may help: `depthlab run %s --lr 0.001`.",
                               s->q->words);
    if (s->seeds < ENOUGH_SEEDS)
        text[2] = chapter_text(
            w,
            "With %lld seed%s no comparison can be decided, its p is %.3g at the least: "
            "`depthlab run %s --seed 1..%d` has enough.",
            (long long)s->seeds, s->seeds == 1 ? "" : "s", 1 / (double)(1LL << s->seeds),
            s->q->words, ENOUGH_SEEDS);
    for (int i = 0; i < 3; i++)
        if (*text[i])
            TEMPLATE(w->out, "warning", {"text", paragraph(s, text[i])});
}

/* ---- what a lecturer says ---- */

static void write_prediction(struct chapter *s)
{
    struct book_writer *w = s->w;
    const char *predict = s->q->spec->lecture.predict,
               *answer = s->usual ? s->q->spec->lecture.seen : NULL;
    if (!predict)
        return;
    if (!answer && s->q->figures)
        answer = figure_part_finding(s, 0);
    TEMPLATE(w->out, "predict", {"predict", paragraph(s, predict)});
    if (answer && *answer)
        TEMPLATE(w->out, "answer", {"answer", paragraph(s, answer)});
    TEMPLATE(w->out, "predict-end", {"", ""});
}

static void write_paragraph(struct chapter *s, const char *text)
{
    if (text && *text)
        TEMPLATE(s->w->out, "paragraph", {"text", paragraph(s, text)});
}

static void open_note(struct chapter *s, const char *kind, const char *title)
{
    TEMPLATE(s->w->out, "note", {"kind", kind}, {"sub", s->sub}, {"title", title});
}

static void write_note(struct chapter *s, const char *kind, const char *title, const char *text)
{
    if (!text || !*text)
        return;
    open_note(s, kind, title);
    write_paragraph(s, text);
    TEMPLATE(s->w->out, "note-end", {"", ""});
}

static void write_limits(struct chapter *s)
{
    open_note(s, "limit", "What it does not show");
    if (s->usual)
        write_paragraph(s, s->q->spec->lecture.limit);
    else
        write_paragraph(
            s, chapter_text(s->w,
                            "What the experiment's file says of its sweep is left out, for these "
                            "runs are not, or not all, of it: `depthlab run %s`.",
                            s->q->spec->name));
    write_paragraph(s,
                    "All runs share the settings that do not vary: of other values of those these "
                    "runs say nothing.");
    if (s->seeds >= ENOUGH_SEEDS && s->seeds <= SIGN_FLIP_MOST)
        write_paragraph(s,
                        chapter_text(s->w,
                                     "The answer and the figures are of the %lld seeds that were "
                                     "seen, over which no comparison can have a p below %.3g; only "
                                     "what further seeds confirm is called supported.",
                                     (long long)s->seeds, 1 / (double)(1LL << s->seeds)));
    for (int i = 0; i < s->q->figures; i++)
        if (!s->q->figure[i].light)
            write_paragraph(
                s, chapter_text(s->w, "The figure %s could not be drawn.", s->q->figure[i].name));
    TEMPLATE(s->w->out, "note-end", {"", ""});
}

static void write_notes(struct chapter *s)
{
    const struct lecture *l = &s->q->spec->lecture;
    TEMPLATE(s->w->out, "notes", {"", ""});
    if (s->usual) {
        if (!l->predict)
            write_note(s, "seen", "Seen in this sweep when its file was written", l->seen);
        write_note(s, "point", "What to point at", l->point);
        write_note(s, "misread", "The usual misunderstanding", l->misread);
    }
    write_limits(s);
    TEMPLATE(s->w->out, "notes-end", {"", ""});
}

/* Those behind the first. */
static void write_more_figures(struct chapter *s)
{
    if (s->q->figures < 2)
        return;
    TEMPLATE(s->w->out, "more", {"", ""});
    for (int i = 1; i < s->q->figures && !s->w->failure->status; i++)
        figure_part_write(s, i, false);
    TEMPLATE(s->w->out, "more-end", {"", ""});
}

/* ---- what it hangs together with ---- */

static void write_fact(struct chapter *s, const char *term, const char *html)
{
    if (*html)
        TEMPLATE(s->w->out, "fact", {"term", term}, {"text", html});
}

/* Links to questions of the page; others by name. */
static const char *question_links(struct chapter *s, int count, const char *const *name)
{
    const char *text = "";
    for (int i = 0; i < count; i++) {
        const struct book_question *q = question_find(s->w->book, name[i]);
        text = chapter_text(
            s->w, "%s%s%s", text, *text ? ", " : "",
            q ? PIECE(s->w, "question-link", {"name", name[i]}, {"question", q->spec->question})
              : PIECE(s->w, "question-name", {"name", name[i]}));
    }
    return text;
}

/* The questions of the page that build on this one. */
static const char *followers(struct chapter *s)
{
    const struct book *book = s->w->book;
    const char **name =
        arena_take(s->w->arena, s->w->failure, (size_t)book->questions * sizeof *name);
    int count = 0;
    for (int i = 0; name && i < book->questions; i++) {
        const struct word_list *after = &book->question[i].spec->lecture.after;
        for (int k = 0; book->question[i].command && k < after->words; k++)
            if (!strcmp(after->word[k], s->q->spec->name))
                name[count++] = book->question[i].spec->name;
    }
    return question_links(s, count, name);
}

static const char *term_links(struct chapter *s)
{
    struct book_writer *w = s->w;
    const struct word_list *terms = &s->q->spec->lecture.terms;
    const char *text = "";
    for (int i = 0; i < terms->words; i++) {
        const char *word = terms->word[i];
        const char *id = lexicon_find(w->book->glossary, word)
                             ? prose_id(w->arena, LEXICON_GLOSSARY, word, w->failure)
                             : "";
        text = chapter_text(w, "%s%s%s", text, i ? ", " : "",
                            *id ? PIECE(w, "word-link", {"id", id}, {"word", word})
                                : PIECE(w, "word", {"word", word}));
    }
    return text;
}

static const char *counts(struct chapter *s)
{
    const long long done = (long long)(s->runs - s->diverged - s->opened);
    const char *text = chapter_text(s->w, "%lld run%s, %lld seed%s: %lld done", (long long)s->runs,
                                    s->runs == 1 ? "" : "s", (long long)s->seeds,
                                    s->seeds == 1 ? "" : "s", done);
    if (s->diverged)
        text = chapter_text(s->w, "%s, %lld diverged", text, (long long)s->diverged);
    return s->opened ? chapter_text(s->w, "%s, %lld not finished", text, (long long)s->opened)
                     : text;
}

static void write_facts(struct chapter *s)
{
    struct book_writer *w = s->w;
    const struct spec *spec = s->q->spec;
    TEMPLATE(w->out, "facts", {"", ""});
    if (*s->q->page)
        write_fact(s, "Try it", PIECE(w, "try", {"page", s->q->page}));
    write_fact(s, "Builds on",
               question_links(s, spec->lecture.after.words, spec->lecture.after.word));
    write_fact(s, "Leads to", followers(s));
    write_fact(s, "Words", term_links(s));
    write_fact(s, "Source", prose_cited(w->arena, spec->source, w->book->bibliography, w->failure));
    write_fact(s, "Runs", counts(s));
    TEMPLATE(w->out, "facts-end", {"", ""});
}

/* Links to the questions before and behind it, and up. */
static const char *turn(struct chapter *s, int i)
{
    const struct book *book = s->w->book;
    int before = i - 1, behind = i + 1;
    while (before >= 0 && !book->question[before].command)
        before--;
    while (behind < book->questions && !book->question[behind].command)
        behind++;
    if (book->questions < 2)
        return "";
    const char *text =
        before < 0 ? "" : PIECE(s->w, "before", {"name", book->question[before].spec->name});
    text = chapter_text(s->w, "%s%s", text, PIECE(s->w, "up", {"", ""}));
    return behind == book->questions
               ? text
               : chapter_text(s->w, "%s%s", text,
                              PIECE(s->w, "behind", {"name", book->question[behind].spec->name}));
}

enum status question_write(struct book_writer *w, int i)
{
    const bool alone = w->book->questions == 1;
    struct chapter s = {.w = w,
                        .q = &w->book->question[i],
                        .level = alone ? "h1" : "h2",
                        .sub = alone ? "h2" : "h3"};
    if (write_head(&s))
        return w->failure->status;
    read_counts(&s);
    write_warnings(&s);
    write_prediction(&s);
    if (s.q->figures)
        figure_part_write(&s, 0, true);
    write_notes(&s);
    verdict_part_write(&s);
    write_more_figures(&s);
    write_facts(&s);
    sweep_part_write(&s);
    TEMPLATE(w->out, "question-end", {"turn", turn(&s, i)});
    return w->failure->status;
}
