/* A statement that is written in the test: line 3, column 11 of the file x.yaml. */
#pragma once
#include "lab/claim/parser.h"
#include "tests/support/check.h"

struct sheet {
    struct arena arena;
    struct failure failure;
    struct spec spec;
    struct expectation expectation;
    struct statement statement;
};

static inline int open_sheet(void **state)
{
    struct sheet *s = calloc(1, sizeof *s);
    if (!s)
        return -1;
    arena_open(&s->arena, (size_t)1 << 30);
    *state = s;
    return 0;
}

static inline int close_sheet(void **state)
{
    struct sheet *s = *state;
    arena_close(&s->arena);
    free(s);
    return 0;
}

#define sheet_test(f) cmocka_unit_test_setup_teardown(f, open_sheet, close_sheet)

/* Put the text into a file, forgetting an earlier failure. */
static inline void put_text(struct sheet *s, const char *kind, const char *text)
{
    arena_rewind(&s->arena, 0);
    s->failure = (struct failure){0};
    s->spec.file = "x.yaml";
    s->spec.text = arena_printf(&s->arena, "expect:\n  - say: so\n    near: %s\n", text);
    s->expectation =
        (struct expectation){.say = "so", .kind = kind, .text = text, .line = 3, .column = 11};
    assert_non_null(s->spec.text);
}

static inline enum status read_text(struct sheet *s, const char *kind, const char *text)
{
    put_text(s, kind, text);
    return parser_statement(&s->arena, &s->spec, &s->expectation, &s->statement, &s->failure);
}

/* A scan at the text's beginning. */
static inline struct lexer scan_of(struct sheet *s, const char *text)
{
    put_text(s, "compare", text);
    s->statement.span = (struct source_span){.source = {s->spec.file, s->spec.text, false},
                                             .line = s->expectation.line,
                                             .column = s->expectation.column,
                                             .text = text};
    return (struct lexer){&s->statement.span, text, &s->arena, &s->failure};
}

/* The failure is in line 3 at this column of the text (from 0), and its first line says this. */
static inline void check_refused(struct sheet *s, int offset, const char *what)
{
    char want[400];
    snprintf(want, sizeof want, "x.yaml:3:%d: %s\n", 11 + offset, what);
    assert_int_equal(s->failure.status, STATUS_DATA);
    if (strncmp(s->failure.message, want, strlen(want)))
        fail_msg("%s\n    is not\n%s", s->failure.message, want);
}
