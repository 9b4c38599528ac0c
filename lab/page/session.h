/* One training run for a page: opened from words, trained a few steps at a time, read between them.
 *
 * The page's worker calls these functions by their names. Texts that they return are lines of words between
 * tabs; all stay as they are until the next call that returns one. Every number is made here: the page draws
 * them.
 *
 * Always true: a run that is trained in pieces has the bits of one that is trained in one go (lab/train/train.h). */
#pragma once
#include "lab/base/record.h"

enum { ROW_VALUES = 8 };

/* A row of a series (lab/base/record.h), as it lies in memory. */
struct session_row {
    int32_t series; /* its place in session_series */
    int32_t step, place;
    uint32_t missing;
    double value[ROW_VALUES];
};

enum session_end { SESSION_RUNS, SESSION_DONE, SESSION_DIVERGED, SESSION_FAILED };

struct session;

/* Memory for a text that the page hands over. */
char *session_text(int bytes);

/* The table of settings (lab/spec/playground.h): key, group, type, low, high, default, what each net begins with (nothing:
 * the default), the words offered with commas between, meaning. */
const char *session_settings(void);
/* The series and their columns. */
const char *session_series(void);

/* Open a run: lines KEY=VALUE over the defaults, in a text of session_text, which is freed. NULL when there is no memory; else session_message says what
 * is wrong, or is empty. */
struct session *session_open(char *words);
void session_close(struct session *);
const char *session_message(const struct session *);

/* What was opened: `layer` and its name; `junction`, the first layer it goes around and the last, or one less where it
 * goes around none; `parameters`, `steps`, `capacity`; `data`, its channels, height, width, classes; `command`, which
 * trains the same run with the program. */
const char *session_about(struct session *);

/* Record what the run begins with: the rows of step 0 as a run of no updates has them, without dropout. Training
 * records its own, and goes its way as if this had not been. */
enum status session_look(struct session *);
/* Make so many updates, or what is left of the run. */
enum session_end session_step(struct session *, int updates);
/* Updates made; of a run that diverged, the first layer whose h is not finite, -1: none. */
int session_steps(const struct session *);
int session_layer(const struct session *);

/* The rows recorded since the last session_forget. */
int session_rows(const struct session *);
const struct session_row *session_row(const struct session *);
void session_forget(struct session *);

/* The hash of the weights and running statistics, as `depthlab export RUN --hash` prints it. */
const char *session_hash(struct session *);

/* The first test samples: a byte of grey for each number, [count][height][width] of the first channel; their classes; and the
 * classes that the net gives them. */
const unsigned char *session_pictures(struct session *, int count);
const int *session_labels(struct session *);
const int *session_answers(struct session *, int count);

/* Of two features: the training points, [count][2] as shares of the plane; and the net's class at the middle
 * of each of side x side cells, the first row at the bottom. */
int session_points(struct session *);
const float *session_point(struct session *);
const int *session_point_labels(struct session *);
const unsigned char *session_plane(struct session *, int side);
