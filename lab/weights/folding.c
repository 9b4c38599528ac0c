/* cW, cb <-> W, b */
#include "lab/weights/folding.h"
#include "lab/op/op.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char note_folded[] = "depthlab.folded", note_left[] = "depthlab.not_folded";

/* ---- into a file ---- */

static void multiply(struct arena *arena, struct tensor *t, double c, struct failure *failure)
{
    real *to = arena_take(arena, failure, t->count * sizeof *to);
    for (size_t i = 0; to && i < t->count; i++)
        to[i] = (real)(c * tensor_number(t, i));
    t->data = to;
}

static void multiply_all(struct arena *arena, const struct network *net, struct safetensors *w,
                         FILE *note, struct failure *failure)
{
    int i = 0, folded = 0;
    for (const struct param *p = net->graph->params.first; p; p = p->next, i++)
        if (p->factor != 1) {
            multiply(arena, &w->tensor[i], p->factor, failure);
            fprintf(note, "%s\"%s\": %.17g", folded++ ? ", " : "{", p->name, p->factor);
        }
    if (folded)
        putc('}', note);
}

static const char *place_of(const struct network *net, const struct node *n)
{
    int i = net->places - 1;
    while (i > 0 && net->place[i].first > n->index)
        i--;
    return net->place[i].name;
}

static bool is_trained_factor(const char *name)
{
    static const char tail[] = ".scale";
    const size_t n = strlen(name), k = sizeof tail - 1;
    return n > k && !strcmp(name + n - k, tail);
}

static void list_left(const struct network *net, FILE *note)
{
    double c = 1;
    int listed = 0;
    for (int i = 0; i < net->fixed_scales; i++) {
        op_scale_factor(net->fixed_scale[i], &c);
        fprintf(note, "%s%s: %.9g",
                listed++ ? ", " : "fixed factors that no weights can take over: ",
                place_of(net, net->fixed_scale[i]), c);
    }
    const char *before = listed ? "; " : "";
    listed = 0;
    for (const struct param *p = net->graph->params.first; p; p = p->next)
        if (is_trained_factor(p->name))
            fprintf(note, "%s%s", listed++ ? ", " : before, p->name);
    if (listed)
        fputs(listed > 1 ? ": trained factors, each a tensor of its own"
                         : ": a trained factor, a tensor of its own",
              note);
}

static void add_note(struct arena *arena, struct safetensors *w, const char *key, const char *value,
                     struct failure *failure)
{
    struct note *all = arena_take(arena, failure, ((size_t)w->notes + 1) * sizeof *all);
    if (!*value || !all)
        return;
    if (w->notes)
        memcpy(all, w->note, (size_t)w->notes * sizeof *all);
    all[w->notes++] = (struct note){key, arena_text(arena, failure, "%s", value)};
    w->note = all;
}

enum status weights_fold(struct arena *arena, const struct network *net, struct safetensors *w,
                         struct failure *failure)
{
    for (int k = 0; k < 2; k++) {
        char *text = NULL;
        size_t size;
        FILE *note = open_memstream(&text, &size);
        if (!note)
            return fail_memory(failure);
        k ? list_left(net, note) : multiply_all(arena, net, w, note, failure);
        if (fclose(note) || !text)
            fail_memory(failure);
        else
            add_note(arena, w, k ? note_left : note_folded, text, failure);
        free(text);
    }
    return failure->status;
}

/* ---- out of a file ---- */

enum status weights_folded(struct arena *arena, const struct safetensors *w, struct folded *f,
                           struct failure *failure)
{
    return safetensors_note_keys(arena, w, note_folded, &f->count, &f->name, failure);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

double weights_divisor(const struct folded *f, const struct param *p)
{
    const bool named = f->count &&
                       bsearch(&p->name, f->name, (size_t)f->count, sizeof *f->name, by_text);
    return named ? p->factor : 1;
}
