/* A page of one question, of the gallery's invented experiment; a test changes what it is about, and writes a part of it. */
#pragma once
#include "lab/book/question.h"
#include "tests/figure/gallery.h"
#include "tests/figure/paper.h"

struct leaf {
    struct spec spec;
    struct course course;
    struct lexicon glossary, bibliography;
    struct book_question question;
    struct book book;
    struct book_writer w;
    struct chapter s;
    struct paper paper;
};

static inline struct leaf *leaf_of(struct gallery *g, const char *experiment)
{
    static struct leaf l;
    l = (struct leaf){
        .spec = {.name = experiment, .question = "q", .claim = "c", .source = "s"},
        .course = {.title = ""},
        .question = {.words = experiment, .command = "depthlab run x --width '8'", .page = ""}};
    l.question.spec = &l.spec;
    l.book = (struct book){.course = &l.course,
                           .glossary = &l.glossary,
                           .bibliography = &l.bibliography,
                           .questions = 1,
                           .question = &l.question};
    l.w = (struct book_writer){.arena = &g->arena,
                               .store = g->store,
                               .book = &l.book,
                               .out = paper_begin(&l.paper),
                               .failure = &g->failure};
    l.s = (struct chapter){
        .w = &l.w, .q = &l.question, .text = "", .usual = true, .level = "h1", .sub = "h2"};
    return &l;
}

/* What has been written. */
static inline const char *leaf_text(struct gallery *g, struct leaf *l)
{
    if (g->failure.status)
        fail_msg("%s", g->failure.message);
    return paper_end(&l->paper);
}

#define check_contains(text, words)                                                                \
    do {                                                                                           \
        if (!strstr(text, words))                                                                  \
            fail_msg("`%s` is not in\n%s", words, text);                                           \
    } while (0)

#define leaf_test(f) cmocka_unit_test_setup_teardown(f, gallery_open, gallery_close)
