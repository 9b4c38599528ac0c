/* cells -> texts -> the best pair -> #KEY=LEFT|RIGHT&... */
#include "lab/spec/playground.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const struct playground_setting playground_settings[] = {
    {.key = "net.family", .group = "net", .only = "mlp,cifar"},
    {.key = "net.block", .group = "net", .left = "plain", .right = "preact"},
    {.key = "net.depth", .group = "net", .left = "32", .right = "32", .most = 256},
    {.key = "net.width", .group = "net", .left = "32", .right = "32", .most = 256},
    {.key = "net.norm", .group = "net", .left = "none", .right = "none"},
    {.key = "net.branch", .group = "net", .left = "zero-last", .right = "zero-last"},
    {.key = "net.shortcut", .group = "net"},
    {.key = "net.activation", .group = "net"},
    {.key = "net.init", .group = "net"},
    {.key = "train.optimizer", .group = "train"},
    {.key = "train.lr", .group = "train"},
    {.key = "train.momentum", .group = "train"},
    {.key = "train.batch", .group = "train", .most = 1024},
    {.key = "train.steps", .group = "train"},
    {.key = "seed", .group = "train", .left = "1", .right = "1"},
    {.key = "data.name", .group = "data", .only = "glyphs,spirals,teacher"},
    {.key = "data.noise", .group = "data"},
    {.key = "data.train", .group = "data", .most = 20000},
    {.key = "net.span", .group = "more"},
    {.key = "net.order", .group = "more"},
    {.key = "net.form", .group = "more"},
    {.key = "net.rank", .group = "more"},
    {.key = "net.growth", .group = "more"},
    {.key = "net.skip_from", .group = "more"},
    {.key = "net.skip_to", .group = "more"},
    {.key = "train.weight_decay", .group = "more"},
    {.key = "train.schedule", .group = "more"},
    {.key = "train.warmup", .group = "more"},
    {.key = "train.clip", .group = "more"},
    {.key = "train.label_smoothing", .group = "more"},
    {.key = "train.beta1", .group = "more"},
    {.key = "train.beta2", .group = "more"},
    {.key = "data.side", .group = "more", .most = 32},
    {.key = "data.arms", .group = "more"},
    {.key = "data.features", .group = "more"},
    {.key = "data.classes", .group = "more"},
    {.key = "data.test", .group = "more", .most = 20000},
    {.key = "data.seed", .group = "more"},
    {.key = "data.crop", .group = "more"},
    {.key = "data.flip", .group = "more"},
    {.key = "train.log_curve", .group = "more", .left = "5", .right = "5"},
    {.key = "train.log_layers", .group = "more", .left = "10", .right = "10"},
    {.key = "train.evaluate", .group = "more", .left = "50", .right = "50"},
    {0},
};

enum {
    KEYS = sizeof playground_settings / sizeof *playground_settings - 1,
    COSTS = 6,
    STATES = 1000
};

struct page_settings {
    const struct cell *cell;
    const char *text[KEYS]; /* of each setting; what is logged is the page's own */
};

struct pair {
    const struct page_settings *left, *right;
    int cost[COSTS];
};

static bool is_logging(const char *key)
{
    return !strncmp(key, "train.log_", 10) || !strcmp(key, "train.evaluate") ||
           !strcmp(key, "train.keep");
}

static int index_of(const char *key)
{
    int k = 0;
    while (k < KEYS && strcmp(playground_settings[k].key, key))
        k++;
    return k;
}

static bool offers(const struct playground_setting *p, const char *text)
{
    const size_t n = strlen(text);
    for (const char *at = p->only; at && *at; at += strcspn(at, ","), at += *at == ',')
        if (strcspn(at, ",") == n && !strncmp(at, text, n))
            return true;
    return p->only ? false : !(p->most > 0) || strtod(text, NULL) <= p->most;
}

/* Put the cell's texts into `state`; false where the page cannot show it. */
static bool read_state(struct arena *arena, const struct cell *cell, struct page_settings *state,
                       struct failure *failure)
{
    struct cell usual;
    cell_preset(&usual);
    state->cell = cell;
    if (cell->checksum || cell->start.checksum) /* paths, which the database does not keep */
        return false;
    for (const struct setting *s = settings; s->key; s++) {
        const int k = index_of(s->key);
        const char *text = cell_get(arena, cell, s, failure);
        if (k == KEYS) {
            if (!is_logging(s->key) && strcmp(text, cell_get(arena, &usual, s, failure)))
                return false;
        } else if (is_logging(s->key)) {
            state->text[k] = playground_settings[k].left;
        } else if (offers(&playground_settings[k], text)) {
            state->text[k] = text;
        } else {
            return false;
        }
    }
    return true;
}

static const char *begin(struct arena *arena, int k, bool right, struct failure *failure)
{
    const struct playground_setting *p = &playground_settings[k];
    struct cell usual;
    cell_preset(&usual);
    return p->left ? (right ? p->right : p->left)
                   : cell_get(arena, &usual, setting_find(p->key), failure);
}

static bool is_twin(const struct cell *plain, const struct cell *other)
{
    return !strcmp(plain->net.block, "plain") &&
           (!strcmp(other->net.block, "residual") || !strcmp(other->net.block, "preact"));
}

/* How little the pair tells, the gravest first. Of a plain net's twin the branch does not count: its own has none. */
static struct pair weigh(const struct page_settings *left, const struct page_settings *right,
                         const struct page_settings start[2])
{
    struct pair p = {left, right, {0}};
    const bool twins = is_twin(left->cell, right->cell);
    int kinds = 0, sizes = 0, strange = 0;
    for (int k = 0; k < KEYS; k++) {
        const bool differ = strcmp(left->text[k], right->text[k]);
        const bool counts = !twins || strcmp(playground_settings[k].key, "net.branch");
        const bool kind = setting_find(playground_settings[k].key)->type == SETTING_TEXT;
        kinds += differ && counts && kind;
        sizes += differ && !kind;
        strange += strcmp(left->text[k], start[0].text[k]) != 0;
        strange += strcmp(right->text[k], start[1].text[k]) != 0;
    }
    const int cost[COSTS] = {
        twins   ? 0
        : kinds ? 1
                : 2,
        left->cell->seed != right->cell->seed,
        kinds,
        sizes,
        (int)(100 * fabs(log2(right->cell->net.depth / 32.0))),
        strange,
    };
    memcpy(p.cost, cost, sizeof cost);
    return p;
}

static bool better(const struct pair *a, const struct pair *b)
{
    for (int i = 0; i < COSTS; i++)
        if (a->cost[i] != b->cost[i])
            return a->cost[i] < b->cost[i];
    return false;
}

/* As encodeURIComponent has it. */
static const char *encoded(struct arena *arena, const char *text, struct failure *failure)
{
    const char *all = "";
    for (; *text; text++)
        all = isalnum((unsigned char)*text) || strchr("-_.!~*'()", *text)
                  ? arena_text(arena, failure, "%s%c", all, *text)
                  : arena_text(arena, failure, "%s%%%02X", all, (unsigned)(unsigned char)*text);
    return all;
}

static const char *address(struct arena *arena, const struct pair *pair,
                           const struct page_settings start[2], struct failure *failure)
{
    const char *all = "#", *gap = "";
    for (int k = 0; k < KEYS; k++) {
        const char *left = pair->left->text[k], *right = pair->right->text[k];
        if (!strcmp(left, start[0].text[k]) && !strcmp(right, start[1].text[k]))
            continue;
        all = arena_text(arena, failure, "%s%s%s=%s", all, gap, playground_settings[k].key,
                         encoded(arena, left, failure));
        if (strcmp(left, right))
            all = arena_text(arena, failure, "%s|%s", all, encoded(arena, right, failure));
        gap = "&";
    }
    return all;
}

const char *playground_address(struct arena *arena, int cells, const struct cell *cell,
                               struct failure *failure)
{
    struct page_settings start[2],
        *state = arena_take(arena, failure, (size_t)cells * sizeof *state);
    struct pair best = {0};
    int states = 0;
    for (int k = 0; k < KEYS; k++)
        for (int side = 0; side < 2; side++)
            start[side].text[k] = begin(arena, k, side, failure);
    for (int c = 0; state && c < cells && states < STATES; c++)
        states += cell[c].seed == cell[0].seed &&
                  read_state(arena, &cell[c], &state[states], failure);
    for (int i = 0; i < states; i++)
        for (int j = 0; j < states; j++) {
            const struct pair p = weigh(&state[i], &state[j], start);
            if ((i != j || states == 1) && (!best.left || better(&p, &best)))
                best = p;
        }
    return best.left && !failure->status ? address(arena, &best, start, failure) : "";
}
