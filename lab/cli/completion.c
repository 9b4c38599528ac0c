/* depthlab completion: the tables of the commands as what bash and zsh complete. */
#include "lab/base/name.h"
#include "lab/cli/cli.h"
#include "lab/figure/figure.h"
#include "lab/spec/settings.h"
#include <stdio.h>
#include <string.h>

static const char about[] =
    "Print what a shell completes: commands, their options, the words that settings take, names of "
    "experiments and of figures. In bash, `source <(depthlab completion bash)` has it for this "
    "session, and `depthlab completion zsh >_depthlab` in a folder of $fpath for each. `names` "
    "prints the names of the experiments, `figures` those of the figures.";

struct arguments {
    char none;
};

static const struct option_row options[] = {{0}};

/* ---- what both shells share ---- */

static void print_words(const struct setting *s)
{
    for (int i = 0; s->word(i); i++)
        printf("%s%s", i ? " " : "", s->word(i));
}

/* `--block) found='plain residual ...' ;;` of each setting that takes words. */
static void print_setting_words(void)
{
    for (const struct setting *s = settings; s->key; s++)
        if (s->word && setting_option(setting_in_section(s)) == s) {
            printf("    --%s) found='", setting_in_section(s));
            print_words(s);
            puts("' ;;");
        }
}

static void print_options_of(const struct command *command)
{
    const char *between = "";
    for (const struct option_row *row = command->options; row->name; row++) {
        if (row->kind != KIND_ANY) {
            printf("%s--%s", between, row->name);
            between = " ";
            continue;
        }
        for (const struct setting *s = settings; s->key; s++)
            if (setting_option(setting_in_section(s)) == s) {
                printf("%s--%s", between, setting_in_section(s));
                between = " ";
            }
    }
}

/* The same lines serve in both shells: $before is the word before the one to complete, $command the second
 * of the line, $first the third unless that is to be completed. They leave candidates in $found, $options and $commands,
 * and in $names what else to ask for: behind the experiment `plot` takes figures. */
static void print_tables(void)
{
    fputs("    local found='' options='' names=names commands='", stdout);
    for (int i = 0; commands[i]; i++)
        if (commands[i]->summary)
            printf("%s%s", i ? " " : "", commands[i]->name);
    puts("'\n    case $before in");
    print_setting_words();
    puts("    esac\n    case $command in");
    for (int i = 0; commands[i]; i++)
        if (commands[i]->summary) {
            printf("    %s) options='", commands[i]->name);
            print_options_of(commands[i]);
            puts("' ;;");
        }
    puts("    esac\n"
         "    [ \"$command\" = plot ] && [ -n \"$first\" ] && [ \"${first#-}\" = \"$first\" ] && "
         "names=figures");
}

/* ---- each ---- */

static void print_bash(void)
{
    puts("# Made by `depthlab completion bash`.\n"
         "_depthlab()\n"
         "{\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} "
         "command=${COMP_WORDS[1]} first=\n"
         "    [ \"$COMP_CWORD\" = 2 ] || first=${COMP_WORDS[2]-}");
    print_tables();
    puts("    if [ \"$COMP_CWORD\" = 1 ]; then\n"
         "        found=$commands\n"
         "    elif [ -z \"$found\" ] && [ \"${word#-}\" != \"$word\" ]; then\n"
         "        found=$options\n"
         "    elif [ -z \"$found\" ] && [ \"${before#--}\" = \"$before\" ]; then\n"
         "        found=$(\"${COMP_WORDS[0]}\" completion $names 2>/dev/null)\n"
         "    fi\n"
         "    COMPREPLY=($(compgen -W \"$found\" -- \"$word\"))\n"
         "}\n"
         "complete -o default -F _depthlab depthlab");
}

static void print_zsh(void)
{
    puts("#compdef depthlab\n"
         "# Made by `depthlab completion zsh`.\n"
         "_depthlab()\n"
         "{\n"
         "    local before=${words[CURRENT-1]} command=${words[2]} program=${words[1]} first=\n"
         "    (( CURRENT == 3 )) || first=${words[3]-}");
    print_tables();
    puts("    if (( CURRENT == 2 )); then\n"
         "        compadd -- ${=commands}\n"
         "    elif [[ -n $found ]]; then\n"
         "        compadd -- ${=found}\n"
         "    elif [[ $PREFIX == -* ]]; then\n"
         "        compadd -- ${=options}\n"
         "    elif [[ $before != --* ]]; then\n"
         "        compadd -- $($program completion $names 2>/dev/null)\n"
         "        _files\n"
         "    else\n"
         "        _files\n"
         "    fi\n"
         "}\n"
         "_depthlab \"$@\"");
}

static void print_names(const char **name)
{
    for (; name && *name; name++)
        if (name_is_plain(*name)) /* the shell expands what it completes */
            puts(*name);
}

static int run(struct cli *c, void *arguments)
{
    (void)arguments;
    const char *what = c->words == 1 ? c->word[0] : "";
    if (!strcmp(what, "bash"))
        print_bash();
    else if (!strcmp(what, "zsh"))
        print_zsh();
    else if (!strcmp(what, "names"))
        print_names(experiment_names(&c->arena, cli_folder(c, "experiments"), &c->failure));
    else if (!strcmp(what, "figures"))
        print_names(figure_names(&c->arena, cli_folder(c, "plots"), &c->failure));
    else
        return cli_usage("completion", "it takes bash, zsh, names or figures");
    return STATUS_OK;
}

COMMAND(completion, "what bash or zsh completes", "bash|zsh|names|figures",
        sizeof(struct arguments));
