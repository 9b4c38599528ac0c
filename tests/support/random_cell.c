#include "tests/support/random_cell.h"
#include "lab/net/names.h"
#include "tests/support/check.h"

int draw_below(struct draws *d, int n)
{
    return (int)stream_below(d->stream, d->used++, (uint64_t)n);
}

static double draw_unit(struct draws *d)
{
    return stream_uniform(d->stream, d->used++);
}

/* One of the words; of those that take a number, which only the rules know, with one half the time. */
static const char *draw_word(struct arena *arena, struct draws *d, const struct setting *s)
{
    static const char *const number[] = {"", "", "", "(0.25)", "(0.5)", "(1)"};
    int words = 0;
    while (s->word(words))
        words++;
    const char *word = s->word(draw_below(d, words));
    return arena_printf(arena, "%s%s", word, number[draw_below(d, 6)]);
}

/* Whole numbers mostly small, others up to four times and down to a fourth of what is usual. */
static const char *draw_number(struct arena *arena, struct draws *d, const struct setting *s)
{
    if (s->type == SETTING_INT) {
        const double most = s->high < 24 ? s->high - s->low : 24;
        const double u = draw_unit(d);
        return arena_printf(arena, "%d", (int)(s->low + u * u * (most + 1)));
    }
    const double usual = s->preset && strtod(s->preset, NULL) != 0 ? strtod(s->preset, NULL) : 0.01;
    const double x = usual * exp2(4 * draw_unit(d) - 2);
    return arena_printf(arena, "%.3g", x > s->high ? s->high : x);
}

static void draw_setting(struct arena *arena, struct draws *d, const struct setting *s,
                         struct cell *cell)
{
    if (s->type == SETTING_TEXT && !s->word) /* any text: a path or a list */
        return;
    struct failure refused = {0};
    const struct cell before = *cell;
    const char *text = s->word ? draw_word(arena, d, s) : draw_number(arena, d, s);
    if (cell_set(cell, s, text, &refused) || cell_check(cell, &refused))
        *cell = before;
}

static bool is_of(const struct setting *s, const char *sections)
{
    const size_t word = (size_t)(setting_in_section(s) - s->key);
    return word && memmem(sections, strlen(sections), s->key, word) &&
           strcmp(s->key, "net.family") != 0;
}

void random_cell(struct arena *arena, struct draws *d, const char *family, const char *sections,
                 struct cell *cell)
{
    enum { TRIES = 6 };
    cell_open(cell);
    cell->net.family = family;
    cell_settle(cell);
    for (int i = 0; i < TRIES; i++)
        for (const struct setting *s = settings; s->key; s++)
            if (is_of(s, sections))
                draw_setting(arena, d, s, cell);
}

const char *random_cell_words(struct arena *arena, const struct cell *cell)
{
    struct cell usual;
    struct failure failure = {0};
    cell_open(&usual);
    usual.net.family = cell->net.family;
    cell_settle(&usual);
    const char *text = cell->net.family;
    for (const struct setting *s = settings; s->key; s++) {
        const char *value = cell_get(arena, cell, s, &failure);
        if (strcmp(value, cell_get(arena, &usual, s, &failure)) != 0)
            text = arena_printf(arena, "%s %s=%s", text, setting_in_section(s), value);
    }
    return text;
}
