/* A lecture as Markdown that pandoc makes slides of: of each experiment a slide to predict from, its figures, and
 * what the runs say; minutes and words for the speaker in `::: notes`. What is not there has no slide; the last one says
 * what to run for it.
 *
 * What pandoc makes slides of differs, and so does the Markdown a little: in PowerPoint a figure is the slide's
 * background, as large as the slide; LaTeX knows few signs; dzslides drops notes that are called so. */
#pragma once
#include "lab/inspect/deck_plan.h"
#include "lab/inspect/exercises.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"
#include <stdio.h>

enum deck_dialect { DECK_MARKDOWN, DECK_PPTX, DECK_BEAMER, DECK_HTML };

struct deck {
    FILE *out;
    enum deck_dialect dialect;
    struct arena *arena;
    struct store *store; /* verdicts; NULL: there is no database */
    struct failure *failure;
};

struct deck_figure {
    const char *name;
    const char *path;    /* of the drawn file, as it is reached from the deck; NULL: left out */
    const char *finding; /* the sentence it states */
};

/* One experiment in the deck. */
struct deck_topic {
    const struct spec *spec;
    struct deck_time time;
    const struct deck_figure *figure; /* [time.figures] */
    const char *command;              /* makes its runs */
    bool ran;                         /* it has a sweep */
    bool usual;                       /* and that is the one the spec describes */
};

void deck_begin(struct deck *, const char *title, int minutes);
/* What all of it is about: a picture and what to say of it. */
void deck_thing(struct deck *, const struct deck_figure *, int halves, const char *words);
void deck_part(struct deck *, const struct deck_part *);
void deck_topic(struct deck *, const struct deck_topic *);
/* What is left out, on a slide of its own if anything is. */
struct deck_gaps {
    int experiments, figures;
    const char **experiment, *command, *time; /* the command makes their runs, in so much time */
    const char **figure;                      /* each a sentence: which, and why */
};
/* What is left out; where the slides come from, and how they are made again. */
void deck_end(struct deck *, const struct deck_gaps *, const char *command);

/* A sheet of exercises, the answers at its end; no slides. */
void deck_exercises(struct deck *, const struct exercises *);

/* The text, so that no sign of it is markup. */
void deck_text(struct deck *, const char *text);
