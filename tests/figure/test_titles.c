/* What is read from the back of the room: a title is short and has at most two numbers, the grey line under it
 * is two lines, and no word lies on another or beyond the paper, whatever was measured. */
#include "tests/figure/pair.h"

#include <ctype.h>

enum { TITLE = 2 * 80, NOTE = 2 * 150 }; /* two lines of plots/style.gp */

static const char *const read_far[] = {
    "degradation",        "depth-curve",    "gradient-by-layer",
    "gradient-heat",      "junction",       "healthy-norms",
    "histogram",          "chain-product",  "one-plus",
    "jacobian",           "gain-per-block", "who-carries",
    "generalisation-gap", "tried-before",   "thousand",
    "identity-exists",    "order",          "span",
    "error-curves",       "trajectory",
};

/* Of names like 1/sqrt(L), 8x8 and CIFAR-10 the digits are no numbers. */
static int numbers_in(const char *text)
{
    int n = 0;
    for (const char *p = text; *p; p++) {
        if (!isdigit((unsigned char)*p))
            continue;
        const bool name = p > text && (isalpha((unsigned char)p[-1]) || strchr("-/_", p[-1]));
        p += strspn(p, "0123456789.");
        n += !name && *p != '/';
        p--;
    }
    return n;
}

static size_t letters_in(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += (*text & 0xc0) != 0x80;
    return n;
}

/* The text as gnuplot reads it: its own quotation marks and back-slashes are left out. */
static char *text_of(struct gallery *g, const char *dat, const char *key)
{
    const char *at = strstr(dat, arena_printf(&g->arena, "\n%s = '", key));
    if (!at)
        fail_msg("no %s in %.200s", key, dat);
    at += strlen(key) + 5;
    char *text = arena_printf(&g->arena, "%.*s", (int)strcspn(at, "\n") - 1, at), *to = text;
    for (const char *p = text; *p; p++)
        if (!strncmp(p, "'.\"'\".'", 7)) {
            *to++ = '\'';
            p += 6;
        } else if (*p != '\\') {
            *to++ = *p;
        }
    *to = 0;
    return text;
}

struct box {
    double left, right, top, bottom;
    const char *text;
};

/* The letters of a text element, without tags. */
static char *letters_of(struct gallery *g, const char *at)
{
    char *text = arena_printf(&g->arena, "%.*s", (int)(strstr(at, "</text>") - at), at), *to = text;
    for (const char *p = text; *p; p++)
        if (*p == '<')
            p = strchr(p, '>');
        else if (*p != '\n' && *p != '\t')
            *to++ = *p;
    *to = 0;
    return text;
}

/* Where gnuplot's SVG has its words; a letter is about 0.55 of the type's size wide. */
static int boxes_in(struct gallery *g, const char *svg, struct box *box, int most)
{
    int n = 0;
    for (const char *p = svg; n < most && (p = strstr(p, "<g transform=\"translate(")); p++) {
        double x, y, angle = 0;
        sscanf(p, "<g transform=\"translate(%lf,%lf) rotate(%lf)", &x, &y, &angle);
        const char *size_at = strstr(p, "font-size=\""), *anchor = strstr(p, "text-anchor=\"");
        const char *begin = strstr(p, "<text>");
        assert_true(size_at && anchor && begin);
        const double size = strtod(size_at + 11, NULL);
        char *text = letters_of(g, begin);
        const double length = 0.55 * size * (double)letters_in(text);
        const double before = anchor[13] == 's' ? 0 : anchor[13] == 'm' ? length / 2 : length;
        const double up = 0.72 * size, down = 0.2 * size;
        if (strspn(text, " ") == strlen(text))
            continue;
        box[n++] = angle != 0
                       ? (struct box){x - up, x + down, y - length + before, y + before, text}
                       : (struct box){x - before, x - before + length, y - up, y + down, text};
    }
    return n;
}

static void check_places(struct gallery *g, const char *figure, const char *svg)
{
    static struct box box[400];
    double width, height;
    const char *view = strstr(svg, "viewBox=\"");
    assert_true(view && sscanf(view, "viewBox=\"0 0 %lf %lf", &width, &height) == 2);
    const int n = boxes_in(g, svg, box, 400);
    assert_in_range(n, 3, 399);
    for (int i = 0; i < n; i++) {
        if (box[i].left < -1 || box[i].right > width + 1 || box[i].top < -1 ||
            box[i].bottom > height + 1)
            fail_msg("%s: '%s' lies beyond the paper", figure, box[i].text);
        for (int k = 0; k < i; k++)
            if (fmin(box[i].right, box[k].right) - fmax(box[i].left, box[k].left) > 2 &&
                fmin(box[i].bottom, box[k].bottom) - fmax(box[i].top, box[k].top) > 3)
                fail_msg("%s: '%s' lies on '%s'", figure, box[i].text, box[k].text);
    }
}

static void check_words(struct gallery *g, const char *figure, const char *experiment)
{
    const char *path = gallery_draw(g, experiment, figure,
                                    &(struct figure_style){.format = "svg", .four_by_three = true});
    if (g->failure.status) /* test_any_sweep says when a figure may be missing */
        return;
    char *dat = gallery_read(
        arena_printf(&g->arena, "%s/%s/%s.dat", g->place.out, experiment, figure), NULL);
    const char *title = text_of(g, dat, "finding"), *note = text_of(g, dat, "note");
    if (letters_in(title) > TITLE || numbers_in(title) > 2)
        fail_msg("%s has a title of %zu letters and %d numbers: %s", figure, letters_in(title),
                 numbers_in(title), title);
    if (letters_in(note) > NOTE)
        fail_msg("%s has a note of %zu letters: %s", figure, letters_in(note), note);
    free(dat);
    char *svg = gallery_read(path, NULL);
    check_places(g, figure, svg);
    free(svg);
}

static void check_all(struct gallery *g)
{
    for (size_t k = 0; k < sizeof read_far / sizeof *read_far; k++)
        for (int i = 0; i < GALLERY_SHOWN; i++)
            if (!strcmp(gallery_shown[i].figure, read_far[k]))
                check_words(g, read_far[k], gallery_shown[i].experiment);
}

static void numbers_are_told_from_names(void **state)
{
    (void)state;
    assert_int_equal(numbers_in("with 1/sqrt(L), 1/L and CIFAR-10"), 0);
    assert_int_equal(numbers_in("from 0.30 to +1.75, 2-fold, (8 layers) at 12 %"), 5);
}

static void titles_and_notes_are_short(void **state)
{
    check_all(*state);
    gallery_change(*state, "DELETE FROM sweep WHERE run IN (SELECT run FROM final WHERE seed > 1)");
    check_all(*state);
    gallery_change(*state, "UPDATE run SET status = 'diverged'; UPDATE final_row SET train_loss = "
                           "NULL, train_acc = NULL, test_loss = NULL, test_acc = NULL");
    check_all(*state);
}

static void so_are_they_where_all_is_confirmed(void **state)
{
    gallery_change(*state, "UPDATE run SET status = 'done'; UPDATE final_row SET train_loss = "
                           "f.depth FROM final AS f WHERE f.run = final_row.run");
    check_all(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_told_from_names),
        pair_test(titles_and_notes_are_short),
        six_seeds_test(so_are_they_where_all_is_confirmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
