/* Figures for the commands that draw: the options that say how, and where drawn files go. */
#pragma once
#include "lab/cli/cli.h"
#include "lab/figure/figure.h"

/* What these options leave in a command's `struct arguments`, as its member `drawing`. */
struct drawing {
    const char *formats, *out;
    struct figure_style style;
    int missing; /* figures that could not be drawn */
};

#define DRAW_OPTIONS                                                                               \
    OPTION_TEXT("format", "LIST", drawing.formats,                                                 \
                "png, svg, pdf, gif, txt (a preview printed here); several with commas",           \
                .preset = "png"),                                                                  \
        OPTION_TEXT("out", "FOLDER", drawing.out,                                                  \
                    "where the experiments' folders are made (" DRAW_FIGURES                       \
                    "; for another database than " CLI_DB " a folder of its own in it)"),          \
        OPTION_FLAG("dark", drawing.style.dark, "light on dark"),                                  \
        OPTION_FLAG("4x3", drawing.style.four_by_three,                                            \
                    "for an old projector or a narrow column, instead of 16:9"),                   \
        OPTION_TEXT("title", "TEXT", drawing.style.title,                                          \
                    "this title instead of the finding; none: no title")
/* Not where options are settings, too: a net has a --width. */
#define DRAW_WIDTH                                                                                 \
    OPTION_TEXT("width", "LENGTH", drawing.style.width,                                            \
                "for a column of 80mm or 640px: type stays legible there")

/* Another database than CLI_DB has a folder of its own (folder_of_file) wherever it would replace what was made from that
 * one: its name, "" for CLI_DB. */
const char *draw_side(struct cli *);

/* That folder in the one where such things go: "plots/out" or "plots/out/db+my.db". */
const char *draw_folder(struct cli *, const char *within);
#define DRAW_FIGURES "plots/out"
#define DRAW_PAGES "results"

/* Draw a figure in each format, print what was drawn, and name what could not be. */
void draw_figure(struct cli *, struct drawing *, const char *experiment, const char *figure);

/* A figure that cannot be drawn is missing; where its file cannot be written there is more wrong than that. */
bool draw_cannot_write(const struct failure *);

/* Has the experiment's current sweep any run? NULL: has any? */
bool draw_has_runs(struct cli *, const char *experiment);

/* The experiments of the folder experiments/ that have runs, by name; NULL ends the list. */
const char **draw_experiments(struct cli *);
