#include "lab/book/back.h"
#include "lab/book/prose.h"
#include <string.h>

static bool names_term(const struct book *book, const char *word)
{
    const struct word_list *terms = &book->question[0].spec->lecture.terms;
    for (int i = 0; i < terms->words; i++)
        if (!strcmp(terms->word[i], word))
            return true;
    return false;
}

static bool cites(const struct book *book, const struct lexicon_entry *entry)
{
    const char *at = book->question[0].spec->source;
    size_t length;
    for (const struct lexicon_entry *e; (e = lexicon_next(book->bibliography, &at, &length));
         at += length)
        if (e == entry)
            return true;
    return false;
}

static void write_term(struct book_writer *w, const struct lexicon_entry *e)
{
    const char *formula = prose_formula(w->arena, e->more, w->failure);
    TEMPLATE(w->out, "term", {"id", prose_id(w->arena, LEXICON_GLOSSARY, e->word, w->failure)},
             {"word", e->word}, {"means", e->text},
             {"formula", *formula ? PIECE(w, "formula", {"formula", formula}) : ""});
}

static void write_reference(struct book_writer *w, const struct lexicon_entry *e)
{
    TEMPLATE(w->out, "reference",
             {"id", prose_id(w->arena, LEXICON_BIBLIOGRAPHY, e->word, w->failure)},
             {"word", e->word}, {"reference", e->text},
             {"link", *e->more ? PIECE(w, "link", {"link", e->more}) : ""});
}

void back_write(struct book_writer *w)
{
    const struct book *book = w->book;
    const bool alone = book->questions == 1;
    int shown = 0;
    for (int i = 0; i < book->glossary->entries; i++) {
        const struct lexicon_entry *e = &book->glossary->entry[i];
        if (alone && !names_term(book, e->word))
            continue;
        if (!shown++)
            TEMPLATE(w->out, "glossary", {"", ""});
        write_term(w, e);
    }
    if (shown)
        TEMPLATE(w->out, "back-end", {"", ""});
    shown = 0;
    for (int i = 0; i < book->bibliography->entries; i++) {
        const struct lexicon_entry *e = &book->bibliography->entry[i];
        if (alone && !cites(book, e))
            continue;
        if (!shown++)
            TEMPLATE(w->out, "references", {"", ""});
        write_reference(w, e);
    }
    if (shown)
        TEMPLATE(w->out, "back-end", {"", ""});
}
