#include "lab/cli/compare_settings.h"
#include "lab/cli/prepare.h"
#include "lab/cli/run.h"
#include "lab/cli/signals.h"
#include "lab/spec/axis.h"
#include <string.h>

/* What is compared: "activation-init", "data-noise"; a part of a folder's name. */
static const char *add_word(struct cli *c, const char *name, const struct setting *s)
{
    const char *word = setting_word(s);
    const int section = (int)strcspn(word, ".");
    const char *rest = word[section] ? word + section + 1 : "";
    return cli_text(c, "%s%s%.*s%s%s", name, *name ? "-" : "", section, word, *rest ? "-" : "",
                    rest);
}

/* The figure has a panel for each value of any other setting. */
static bool is_axis_of_figure(const struct setting *s)
{
    return !strcmp(s->key, "net.block") || !strcmp(s->key, "net.depth") ||
           !strcmp(s->key, "train.lr") || !strcmp(s->key, "seed");
}

/* Give each fixed setting its axis, and name what is compared; "" when nothing is. */
static const char *widen(struct cli *c, struct overrides *o)
{
    const char *name = "";
    struct experiment e = {0};
    struct request q = {.name = c->word[0], .folder = cli_folder(c, "experiments")};
    if (experiment_read(&c->arena, &q, &e, &c->failure))
        return "";
    for (int i = 0; i < o->count; i++) {
        const struct setting *s = setting_find(o->list[i].key);
        if (!s || axis_find(&e.spec, s) || is_axis_of_figure(s))
            continue; /* what is no setting is refused with the rest */
        const char *own = cell_get(&c->arena, &e.grid.cell[0], s, &c->failure);
        if (!strpbrk(o->list[i].value, ",[") && !strstr(o->list[i].value, "..") &&
            strcmp(own, o->list[i].value) != 0)
            o->list[i].value = cli_text(c, "%s,%s", own, o->list[i].value);
        name = add_word(c, name, s);
    }
    for (int i = 0; i < o->count && !*name; i++)
        if (!strcmp(o->list[i].key, "norm") || !strcmp(o->list[i].key, "net.norm"))
            name = "norm";
    return name;
}

int compare_settings(struct cli *c, struct settings_comparison *s)
{
    struct arguments w = {.width = s->width, .threads = s->threads};
    struct prepared *p;
    int count;
    const char *compared = widen(c, &s->overrides);
    if (c->failure.status)
        return STATUS_OK;
    if (!*compared)
        return cli_usage("compare",
                         "these options only narrow the sweep: which setting is to be compared? "
                         "--activation tanh, say");
    w.overrides = s->overrides;
    signals_catch();
    int code = prepare(c, &w, "compare", &p, &count);
    if (code || c->failure.status)
        return code;
    /* Its statements and probes are about the experiment's own sweep. */
    p->e.spec.name = cli_text(c, "%s-by-%s", p->e.spec.name, compared);
    p->e.spec.expectations = p->e.spec.probes = p->unjudged = 0;
    p->notes = "";
    code = run_prepared(c, &w, p, count);
    if (code || c->failure.status)
        return code;
    draw_figure(c, &s->drawing, p->e.spec.name, "settings");
    return s->drawing.missing ? STATUS_FAILED : STATUS_OK;
}
