#include "lab/book/overview.h"
#include "lab/book/figure_part.h"
#include "lab/book/prose.h"
#include "lab/book/verdict_part.h"
#include <string.h>

static const char *thumb(struct book_writer *w, const struct book_question *q)
{
    int i = 0;
    while (i < q->figures && !q->figure[i].light)
        i++;
    return i == q->figures ? "" : PIECE(w, "thumb", {"id", figure_part_id(w, q, i)});
}

static void write_card(struct book_writer *w, const struct book_question *q)
{
    if (q->command)
        TEMPLATE(w->out, "card", {"name", q->spec->name}, {"question", q->spec->question},
                 {"thumb", thumb(w, q)}, {"glance", verdict_part_glance(w, q->spec->name)});
    else
        TEMPLATE(w->out, "card-idle", {"question", q->spec->question}, {"words", q->words});
}

static void write_goals(struct book_writer *w, const struct course_part *part)
{
    if (!part->objectives)
        return;
    TEMPLATE(w->out, "goals", {"", ""});
    for (int i = 0; i < part->objectives; i++)
        TEMPLATE(w->out, "goal", {"goal", prose_formula(w->arena, part->objective[i], w->failure)});
    TEMPLATE(w->out, "goals-end", {"", ""});
}

/* The questions of the course's part; of -1 those that it does not name. A part without any is left out. */
static void write_part(struct book_writer *w, int place)
{
    const struct book *book = w->book;
    const struct course_part *part = place < 0 ? NULL : &book->course->part[place];
    int shown = 0;
    for (int i = 0; i < book->questions; i++) {
        if (course_find(book->course, book->question[i].spec->name) != place)
            continue;
        if (!shown++) {
            TEMPLATE(w->out, "part",
                     {"title", part                  ? part->title
                               : book->course->parts ? "Not in the course"
                                                     : "Questions"},
                     {"minutes", part && part->minutes
                                     ? chapter_text(w, " <small>%d minutes</small>", part->minutes)
                                     : ""});
            if (part)
                write_goals(w, part);
            TEMPLATE(w->out, "cards", {"", ""});
        }
        write_card(w, &book->question[i]);
    }
    if (shown)
        TEMPLATE(w->out, "part-end", {"", ""});
}

/* The lecture's minutes are said of a page that has the whole course. */
static const char *counts(struct book_writer *w)
{
    const struct course *course = w->book->course;
    int minutes = 0, idle = 0, missing = 0;
    for (int i = 0; i < course->parts; i++) {
        minutes += course->part[i].minutes;
        missing += course->part[i].entries;
    }
    for (int i = 0; i < w->book->questions; i++) {
        idle += !w->book->question[i].command;
        missing -= course_find(course, w->book->question[i].spec->name) >= 0;
    }
    const char *text = chapter_text(w, "%d questions.", w->book->questions);
    if (minutes && !missing)
        text = chapter_text(w, "%s The parts with minutes are a lecture of %d.", text, minutes);
    return idle ? chapter_text(w, "%s %d have no runs yet: `depthlab run --all` makes them.", text,
                               idle)
                : text;
}

void overview_write(struct book_writer *w)
{
    const struct course *course = w->book->course;
    TEMPLATE(w->out, "cover", {"title", *course->title ? course->title : "depthlab"},
             {"counts", prose_paragraph(w->arena, counts(w), w->failure)},
             {"chance", store_false_expected(w->store, w->arena, w->failure)});
    for (int i = 0; i < course->parts; i++)
        write_part(w, i);
    write_part(w, -1);
}
