/* What a session is made of (private to lab/page). */
#pragma once
#include "lab/page/session.h"
#include "lab/spec/cell.h"
#include "lab/spec/spec.h"

/* A function that JavaScript calls by its name. */
#define EXPORT(name) __attribute__((export_name(#name)))

enum { OVERRIDES = 100 };

struct session {
    struct arena arena;
    struct failure failure;
    struct cell cell;
    int overrides;
    struct override override[OVERRIDES];
    struct dataset data;
    struct network *net;
    struct instrument instrument[2];
    struct checkpoint state; /* that training goes on from */
    struct outcome outcome;
    enum session_end end;
    int64_t stop; /* after so many updates */
    int rows, room;
    struct session_row *row;
    char *text; /* what the last call returned */
};
