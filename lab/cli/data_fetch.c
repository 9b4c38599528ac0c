#include "lab/cli/data_fetch.h"
#include "lab/fetch/fetch.h"
#include <stdio.h>
#include <unistd.h>

enum { PATIENCE = 30 };

static void note(void *self, const char *address)
{
    fprintf(stderr, "fetching %s\n", cli_shown(self, address));
}

static void list(struct cli *c, const struct catalogue *sets)
{
    for (int i = 0; i < sets->sets; i++) {
        const char *name = sets->set[i].name, *folder = fetch_folder(&c->arena, name, &c->failure);
        const bool there = fetch_has(&c->arena, name);
        if (c->json)
            printf("%s{\"name\": %s, \"folder\": %s, \"fetched\": %s}%s", i ? ",\n " : "[",
                   cli_json_text(c, name), cli_json_text(c, folder), there ? "true" : "false",
                   i == sets->sets - 1 ? "]\n" : "");
        else
            printf("%-14s %s\n", name, there ? cli_shown(c, folder) : "not fetched");
    }
}

int data_fetch(struct cli *c, const struct data_fetch *asked)
{
    struct catalogue sets;
    const char *file = asked->sources
                           ? asked->sources
                           : cli_text(c, "%s/data-sources.txt", cli_folder(c, "experiments"));
    const struct download how = {.mirror = asked->mirror,
                                 .timeout = asked->timeout ? asked->timeout : PATIENCE,
                                 .progress = isatty(STDERR_FILENO),
                                 .note = note,
                                 .self = c};
    if (catalogue_read(&c->arena, file, &sets, &c->failure))
        return STATUS_OK;
    if (c->words == 1)
        list(c, &sets);
    for (int i = 1; i < c->words && !c->failure.status; i++)
        catalogue_find(&sets, c->word[i], &c->failure);
    for (int i = 1; i < c->words && !c->failure.status; i++) {
        const struct catalogue_set *set = catalogue_find(&sets, c->word[i], &c->failure);
        if (!fetch_set(&c->arena, set, &how, &c->failure))
            printf("%s: %s; use it by --data %s\n", set->name,
                   cli_shown(c, fetch_folder(&c->arena, set->name, &c->failure)), set->name);
    }
    return STATUS_OK;
}
