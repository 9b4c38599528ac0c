/* depthlab import FILE: does a file of weights fit a net, tensor by tensor? */
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"
#include "lab/run/loaded_model.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/override_words.h"
#include "lab/weights/folding.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "Compare a safetensors file with a net: is every weight and running statistic there, under the "
    "same name and in the same shape, and nothing else? A file of `depthlab export --weights` "
    "contains its own settings; for another the options give what differs from the defaults. Names "
    "are "
    "PyTorch's; its counters *.num_batches_tracked are ignored, and what its wrappers put before "
    "every name (`module.`, `_orig_mod.`) is taken off. A NaN or an infinity is named. For a file "
    "that fits, the last "
    "line is the command that trains on from its weights; `depthlab eval --weights FILE` only "
    "evaluates them.\n"
    "\n"
    "Exit code 1 when the file does not fit or not all of its numbers are finite.";

struct arguments {
    struct overrides overrides;
    bool every;
};

static const struct option_row options[] = {
    OPTION_SET("a setting of the net or the data"),
    OPTION_KEY("--depth 20 --norm batch"),
    OPTION_DATA("for the samples of this folder or file; else generated ones are assumed"),
    OPTION_FLAG("every", every, "list the tensors that fit, too"),
    OPTION_JSON("list all, as JSON"),
    {0},
};

static const char *in_net(struct cli *c, const struct match *m)
{
    return m->param ? weights_wanted(&c->arena, m->param, &c->failure) : "";
}

static const char *in_file(struct cli *c, const struct match *m)
{
    return m->tensor ? weights_shape(&c->arena, m->tensor, &c->failure) : "";
}

static int widest(int width, const char *text)
{
    int n = (int)strlen(text);
    return n > width ? n : width;
}

static void print_table(struct cli *c, const struct matching *m, bool every)
{
    int name = 0, net = 7, file = 8;
    for (int i = 0; i < m->matches; i++) {
        const struct match *t = &m->match[i];
        if (every || t->fit >= FIT_MISSING) {
            name = widest(name, t->name);
            net = widest(net, in_net(c, t));
            file = widest(file, in_file(c, t));
        }
    }
    if (name)
        printf("%-*s  %-*s  the file\n", name, "name", net, "the net");
    for (int i = 0; i < m->matches; i++) {
        const struct match *t = &m->match[i];
        if (every || t->fit >= FIT_MISSING)
            printf("%-*s  %-*s  %-*s  %s\n", name, t->name, net, in_net(c, t), file, in_file(c, t),
                   weights_fit_name[t->fit]);
    }
}

/* One line for each of the first few tensors; how many numbers there are in all. */
static size_t print_not_finite(struct cli *c, const struct matching *m)
{
    enum { MOST = 10 };
    size_t numbers = 0;
    int tensors = 0;
    for (int i = 0; i < m->matches; i++) {
        const struct match *t = &m->match[i];
        size_t at = 0, n = t->fit == FIT_GOOD ? weights_not_finite(t->tensor, &at) : 0;
        if (n && tensors++ < MOST && !c->json)
            printf("%s%s is %g; of its %zu numbers %zu %s not finite\n", t->name,
                   weights_index(&c->arena, t->tensor, at, &c->failure),
                   tensor_number(t->tensor, at), t->tensor->count, n, n == 1 ? "is" : "are");
        numbers += n;
    }
    if (tensors > MOST && !c->json)
        printf("and %d more tensors\n", tensors - MOST);
    return numbers;
}

/* What loading does to the fixed factors that an exported file's weights have taken over. */
static void print_folded(struct cli *c, const struct loaded_model *s, const struct matching *m)
{
    struct folded folded;
    int divided = 0;
    if (weights_folded(&c->arena, &s->weights, &folded, &c->failure) || !folded.count)
        return;
    for (int i = 0; i < m->matches; i++)
        divided += m->match[i].param && weights_divisor(&folded, m->match[i].param) != 1;
    printf("%d tensors were multiplied by a fixed factor of their net; %s\n", folded.count,
           divided ? "loading takes it out again" : "this net has none, and they stay as they are");
}

static void print_counts(const struct matching *m, bool fits)
{
    size_t numbers = 0;
    for (int i = 0; i < m->matches; i++)
        numbers += m->match[i].fit == FIT_GOOD ? m->match[i].param->count : 0;
    if (*m->prefix)
        printf("without `%s` %s", m->prefix, fits ? "all " : "");
    printf("%d tensors fit, %zu numbers", m->count[FIT_GOOD], numbers);
    for (int f = FIT_GOOD + 1; f < FITS; f++)
        if (m->count[f])
            printf("; %d %s", m->count[f],
                   f == FIT_SHAPE ? "of another shape" : weights_fit_name[f]);
    puts("");
}

/* What must be given to describe the net and its data; an experiment is likely to sweep some. */
static bool must_be_given(const struct setting *s, const char *value, const char *preset)
{
    static const char *const swept[] = {"net.block", "net.depth", "net.width", "net.norm"};
    for (size_t i = 0; i < sizeof swept / sizeof *swept; i++)
        if (!strcmp(s->key, swept[i]))
            return true;
    return (!strncmp(s->key, "net.", 4) || !strncmp(s->key, "data.", 5)) && !cell_checksum_key(s) &&
           strcmp(value, preset);
}

static void print_next(struct cli *c, const struct loaded_model *s, const char *data)
{
    struct override list[OVERRIDES_MOST] = {{"start.weights", s->weights.path}};
    struct cell preset;
    int n = 1;
    cell_preset(&preset);
    for (const struct setting *k = settings; k->key && n < OVERRIDES_MOST; k++) {
        const char *value = cell_get(&c->arena, &s->cell, k, &c->failure);
        bool brought = data && !strcmp(k->key, "data.name");
        if (!brought && must_be_given(k, value, cell_get(&c->arena, &preset, k, &c->failure)))
            list[n++] = (struct override){k->key, value};
    }
    printf("to train from here, or with --steps 0 to measure with every instrument:\n"
           "  depthlab run EXPERIMENT %s%s%s\n",
           override_words(&c->arena, n, list, &c->failure), data ? " --data " : "",
           data ? override_shell_word(&c->arena, data, &c->failure) : "");
}

static void print_json(struct cli *c, const struct matching *m)
{
    for (int i = 0; i < m->matches; i++) {
        const struct match *t = &m->match[i];
        printf("%s{\"name\": %s, \"net\": %s, \"dtype\": %s, \"file\": %s, \"fit\": %s",
               i ? ",\n " : "[", cli_json_text(c, t->name), t->param ? in_net(c, t) : "null",
               t->tensor ? cli_json_text(c, t->tensor->dtype->name) : "null",
               t->tensor ? in_file(c, t) + strcspn(in_file(c, t), "[") : "null",
               cli_json_text(c, weights_fit_name[t->fit]));
        size_t at = 0, n = t->tensor ? weights_not_finite(t->tensor, &at) : 0;
        if (n)
            printf(", \"not_finite\": %zu, \"first_not_finite\": %s", n,
                   weights_index(&c->arena, t->tensor, at, &c->failure));
        putchar('}');
    }
    puts(m->matches ? "]" : "[]");
}

static int import(struct cli *c, const char *file, const struct request *request, bool every)
{
    struct loaded_model s;
    struct matching m;
    if (loaded_model_of_file(&c->arena, file, request, false, &s, &c->failure) ||
        weights_match(&c->arena, s.net->graph, &s.weights, &m, &c->failure))
        return STATUS_OK;
    bool fits = !m.count[FIT_MISSING] && !m.count[FIT_EXTRA] && !m.count[FIT_SHAPE];
    if (c->json)
        print_json(c, &m);
    else {
        print_table(c, &m, every);
        print_counts(&m, fits);
        print_folded(c, &s, &m);
    }
    fits = !print_not_finite(c, &m) && fits;
    if (fits && !c->json)
        print_next(c, &s, request->data);
    return fits ? STATUS_OK : STATUS_FAILED;
}

static int run(struct cli *c, void *arguments)
{
    const struct arguments *w = arguments;
    if (c->words != 1)
        return cli_usage("import", "one file is wanted");
    struct request request = override_request(&w->overrides, cli_folder(c, "experiments"));
    return import(c, c->word[0], &request, w->every);
}

COMMAND(import, "does a file of weights fit a net?", "FILE", sizeof(struct arguments));
