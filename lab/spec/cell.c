#include "lab/spec/cell.h"
#include "lab/base/number.h"
#include "lab/base/suggest.h"
#include "lab/net/family.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *place(const struct cell *cell, const struct setting *s)
{
    return (char *)cell + s->offset;
}

/* A listed word, or one with a number where there are such: normal(0.1). */
static bool is_word(const struct setting *s, const char *text)
{
    size_t n = strlen(text), stem = strcspn(text, "(");
    for (int i = 0; s->word(i); i++)
        if (!strcmp(s->word(i), text) ||
            (s->numbered && text[stem] && text[n - 1] == ')' && strlen(s->word(i)) == stem &&
             !strncmp(s->word(i), text, stem)))
            return true;
    return false;
}

static enum status refuse_word(const struct setting *s, const char *text, struct failure *failure)
{
    char list[400] = "";
    struct suggestion nearest = {.word = text};
    for (int i = 0; s->word(i); i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", s->word(i));
        suggest_offer(&nearest, s->word(i));
    }
    const char *hint = suggest_line(&nearest);
    return fail(failure, STATUS_DATA, "%s cannot be `%.60s`; it is one of %s%s%s", s->key, text,
                list, hint ? "\n" : "", hint ? hint : "");
}

/* 1-5 */
static bool is_dashed(const char *text)
{
    const size_t first = strspn(text, "0123456789");
    return first && text[first] == '-' && text[first + 1] &&
           !text[first + 1 + strspn(text + first + 1, "0123456789")];
}

enum status cell_set(struct cell *cell, const struct setting *s, const char *text,
                     struct failure *failure)
{
    int64_t n = 0;
    double x;
    switch (s->type) {
    case SETTING_TEXT:
        if (s->word && !is_word(s, text))
            return refuse_word(s, text, failure);
        *(const char **)place(cell, s) = text;
        return STATUS_OK;
    case SETTING_REAL:
        if (!number_real(text, &x))
            return fail(failure, STATUS_DATA, "%s takes a number, not `%.60s`", s->key, text);
        break;
    default:
        if (!number_whole(text, &n) && is_dashed(text))
            return fail(failure, STATUS_DATA,
                        "%s takes a whole number, not `%.60s`\na range is written %.*s..%.60s",
                        s->key, text, (int)strcspn(text, "-"), text, strchr(text, '-') + 1);
        if (!number_whole(text, &n))
            return fail(failure, STATUS_DATA, "%s takes a whole number, not `%.60s`", s->key, text);
        x = (double)n;
    }
    if (x < s->low || x > s->high)
        return fail(failure, STATUS_DATA, "%s takes %.16g to %.16g, not %.60s", s->key, s->low,
                    s->high, text);
    if (s->type == SETTING_REAL)
        *(double *)place(cell, s) = x;
    else if (s->type == SETTING_SEED)
        *(uint64_t *)place(cell, s) = (uint64_t)n;
    else
        *(int *)place(cell, s) = (int)n;
    return STATUS_OK;
}

const char *cell_get(struct arena *arena, const struct cell *cell, const struct setting *s,
                     struct failure *failure)
{
    char number[NUMBER_BYTES];
    switch (s->type) {
    case SETTING_TEXT:
        return *(const char *const *)place(cell, s);
    case SETTING_REAL:
        number_text(*(const double *)place(cell, s), number);
        return arena_text(arena, failure, "%s", number);
    case SETTING_SEED:
        return arena_text(arena, failure, "%" PRIu64, *(const uint64_t *)place(cell, s));
    default:
        return arena_text(arena, failure, "%d", *(const int *)place(cell, s));
    }
}

/* Steps between spaces, none beyond the end. */
static enum status check_keep(const struct cell *cell, struct failure *failure)
{
    const char *at = cell->train.keep;
    for (char *end; *at; at = end + strspn(end, " ")) {
        const int64_t step = strtoll(at, &end, 10);
        if (end == at || (*end && *end != ' ') || step < 0 || step > cell->train.steps)
            return fail(failure, STATUS_DATA,
                        "train.keep is a list of steps up to %d, as \"50 200\", not `%.60s`",
                        cell->train.steps, cell->train.keep);
    }
    return STATUS_OK;
}

/* Of images the data tell (network_check_batch). */
static enum status check_batch_norm(const struct cell *cell, struct failure *failure)
{
    const int take = cell->data.take, samples = take || *cell->data.path ? take : cell->data.train;
    const bool flat = !family_find(cell->net.family)->images && !strcmp(cell->net.norm, "batch");
    if (flat && (cell->train.batch == 1 || samples == 1))
        return fail(
            failure, STATUS_DATA,
            "%s is 1: batch norm over one sample gives the same numbers whatever the sample; "
            "it takes 2 or more",
            cell->train.batch == 1 ? "train.batch"
            : take                 ? "data.take"
                                   : "data.train");
    return STATUS_OK;
}

enum status cell_check(const struct cell *cell, struct failure *failure)
{
    struct arena arena;
    struct cell source;
    if (!cell->data.path[0] && (cell->data.train < 1 || cell->data.test < 1))
        return fail(failure, STATUS_DATA,
                    "data.train %d and data.test %d: a generated set has at least 1 sample of each",
                    cell->data.train, cell->data.test);
    if (cell->net.damp != 1 && !cell->net.damp_layer)
        return fail(failure, STATUS_DATA,
                    "net.damp is %g, but of which layer? give net.damp_layer, 1 to %d",
                    cell->net.damp, family_hidden(&cell->net));
    if (cell->start.from[0] && cell->start.weights[0])
        return fail(failure, STATUS_DATA,
                    "start.from and start.weights: a net starts from another run or from a file, "
                    "not from both");
    if (data_augment_check(&cell->data, failure) || data_columns_check(&cell->data, failure) ||
        data_moments_check(&cell->data, failure) || network_check(&cell->net, failure) ||
        check_keep(cell, failure) || check_batch_norm(cell, failure) || !cell->start.from[0])
        return failure->status;
    arena_open(&arena, 1 << 20);
    if (!cell_source(&arena, cell, &source, failure))
        network_check(&source.net, failure);
    arena_close(&arena);
    return failure->status;
}

enum status cell_source(struct arena *arena, const struct cell *cell, struct cell *source,
                        struct failure *failure)
{
    char *rest = arena_strdup(arena, cell->start.from);
    if (!rest)
        return fail_memory(failure);
    *source = *cell;
    source->start = (struct start_spec){.from = "", .weights = "", .insert = start_insert_name(0)};
    for (char *word; (word = strsep(&rest, " "));) {
        char *equals = strchr(word, '=');
        if (!*word)
            continue;
        if (!equals)
            return fail(failure, STATUS_DATA,
                        "start.from is KEY=VALUE and more of them, not `%.60s`", cell->start.from);
        *equals = 0;
        const struct setting *s = setting_find(word);
        if (!s || !strncmp(s->key, "start.", 6))
            return fail(failure, STATUS_DATA, "start.from: there is no setting `%.60s`", word);
        if (cell_set(source, s, equals + 1, failure))
            return failure->status;
    }
    return STATUS_OK;
}

void cell_settle(struct cell *cell)
{
    const struct family *family = family_find(cell->net.family);
    if (!cell->net.depth)
        cell->net.depth = family->depth;
    if (!cell->net.width)
        cell->net.width = family->width;
    if (!cell->net.norm)
        cell->net.norm = family->norm;
}

void cell_preset(struct cell *cell)
{
    cell_open(cell);
    cell_settle(cell);
}

void cell_open(struct cell *cell)
{
    *cell = (struct cell){.arithmetic = DEPTHLAB_ARITHMETIC};
    struct failure failure = {0};
    for (const struct setting *s = settings; s->key; s++)
        if (s->preset)
            cell_set(cell, s, s->preset, &failure);
}
