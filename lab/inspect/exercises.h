/* experiments/exercises.yaml: questions for a class, the commands that answer them, and the answers.
 *
 *     title: Exercises on depth
 *     exercises:
 *       - question: What if the activation is tanh?
 *         commands: [depthlab compare first --activation tanh]
 *         answer: The plain net still falls behind. */
#pragma once
#include "lab/base/arena.h"

struct exercise {
    const char *question, *answer;
    int commands;
    const char **command;
};

struct exercises {
    const char *title;
    int count;
    struct exercise *exercise;
};

enum status exercises_read(struct arena *, const char *file, struct exercises *, struct failure *);
