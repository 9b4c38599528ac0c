/* A report: questions as parts of one HTML page that needs nothing else, no font, no picture from elsewhere. It is read
 * on a lecture's screen, on a phone of 375 pixels and on paper, in light and in dark.
 *
 * A page of several questions opens with an overview in the order of the course. Each question has what the class should
 * predict, its figures, the finding, what to point at and what not to conclude, its verdicts, its sweep, and how to make it
 * again; then come the glossary and the references. Numbers and verdicts are read from the database, what a lecturer says
 * from the spec's file. */
#pragma once
#include "lab/book/lexicon.h"
#include "lab/spec/course.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"
#include <stdio.h>

struct book_figure {
    const char *name;
    const char *light, *dark, *pdf; /* the drawn files; light NULL: it could not be drawn, */
    const char *lack;               /* and why */
};

struct book_question {
    const struct spec *spec;
    const char *words; /* what a command calls it: its name, or its file */
    int figures;
    const struct book_figure *figure;
    const char *
        command; /* makes the sweep again; NULL: it has no runs, and is only named in the overview */
    const char *page; /* two of its nets in a page that trains them, as a link; "": none */
};

struct book {
    const struct course *course; /* without parts where there is none */
    const struct lexicon *glossary, *bibliography;
    int questions; /* in the order in which they are read */
    const struct book_question *question;
};

enum status book_write(struct arena *, struct store *, const struct book *, FILE *,
                       struct failure *);
