/* Every command's table, how words are parsed by it, and what --help makes of it. */
#include "lab/cli/cli.h"
#include "lab/cli/options.h"
#include "lab/cli/overrides.h"
#include "tests/support/child.h"
#include <ctype.h>

/* ---- the commands' tables ---- */

/* An option finds its own row: no other has its name or letter, and no setting hides it. */
static void each_row_is_found_by_its_name_and_letter(void **state)
{
    (void)state;
    for (int i = 0; commands[i]; i++)
        for (const struct option_row *row = commands[i]->options; row->name; row++) {
            const char letter[] = {'-', row->letter, 0};
            char option[64];
            snprintf(option, sizeof option, "--%s", row->name);
            if (row->kind != KIND_ANY && option_find(commands[i]->options, option) != row)
                fail_msg("%s %s is another option", commands[i]->name, option);
            if (row->letter && option_find(commands[i]->options, letter) != row)
                fail_msg("%s %s is another option", commands[i]->name, letter);
        }
}

static void each_row_says_what_it_does_and_takes(void **state)
{
    (void)state;
    for (int i = 0; commands[i]; i++)
        for (const struct option_row *row = commands[i]->options; row->name; row++) {
            const size_t room = row->common ? sizeof(struct cli) : commands[i]->arguments;
            if (!row->help || strlen(row->help) < 10 || row->help[strlen(row->help) - 1] == '.')
                fail_msg("%s --%s: no sentence for --help", commands[i]->name, row->name);
            if ((row->kind == KIND_FLAG) != !row->value || row->offset >= room)
                fail_msg("%s --%s: no such value", commands[i]->name, row->name);
        }
}

/* A preset that its own row refuses would refuse every command line. */
static void nothing_said_gives_the_presets(void **state)
{
    (void)state;
    char *none[] = {NULL};
    for (int i = 0; commands[i]; i++) {
        struct cli c = {0};
        struct failure failure = {0};
        arena_open(&c.arena, 1 << 20);
        void *arguments = arena_calloc(&c.arena, commands[i]->arguments);
        options_parse(&c, commands[i]->options, 0, none, arguments, &failure);
        if (failure.status)
            fail_msg("%s: %s", commands[i]->name, failure.message);
        if (option_find(commands[i]->options, "--db"))
            assert_string_equal(c.db, "results/lab.db");
        arena_close(&c.arena);
    }
}

/* ---- what the README shows ---- */

static const struct command *command_called(const char *name)
{
    for (int i = 0; commands[i]; i++)
        if (!strcmp(commands[i]->name, name))
            return commands[i];
    return NULL;
}

/* Of a command, or, where none is named, of any. */
static bool is_known(const struct command *command, const char *option)
{
    if (command)
        return option_find(command->options, option);
    for (int i = 0; commands[i]; i++)
        if (option_find(commands[i]->options, option))
            return true;
    return false;
}

static int options_in(const char *page)
{
    char line[1000], option[64];
    int seen = 0;
    FILE *file = fopen(page, "re");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        char name[32] = "";
        const char *at = strstr(line, "depthlab ");
        if (at)
            sscanf(at, "depthlab %31[a-z]", name);
        const struct command *command = command_called(name);
        for (const char *p = line; (p = strstr(p, "--")); p += strspn(p, "-"))
            if (sscanf(p, "%63[-a-z0-9_]", option) == 1 && isalnum((unsigned char)option[2])) {
                seen++;
                if (!is_known(command, option))
                    fail_msg("%s: %s has no %s", page, command ? name : "no command", option);
            }
    }
    fclose(file);
    return seen;
}

static void every_option_of_the_readmes_is_there(void **state)
{
    (void)state;
    const int seen = options_in("README.md") + options_in("experiments/README.md") +
                     options_in("plots/README.md") + options_in("lab/README.md");
    assert_true(seen > 80);
}

/* ---- parsing, by a table of its own ---- */

struct arguments {
    int jobs;
    int64_t run;
    uint64_t seed;
    struct option_list steps;
    bool again, fast;
    const char *file;
    struct overrides overrides;
};

static const struct option_row rows[] = {
    OPTION_WHOLE("jobs", "N", jobs, 1, 8, "so many at a time", .letter = 'j', .preset = "2"),
    OPTION_WHOLE("run", "N", run, -5, 0, "a run"),
    OPTION_WHOLE("seed", "N", seed, 0, 0, "a seed"),
    OPTION_WHOLE("step", "N", steps, 0, 0, "a step"),
    OPTION_FLAG("again", again, "once more"),
    OPTION_FLAG("fast", fast, "in a hurry"),
    OPTION_TEXT("file", "FILE", file, "a file", .letter = 'f'),
    OPTION_SETTING("weights", "FILE", "a setting with a row of its own"),
    OPTION_SET("any"),
    OPTION_KEY("--depth 2"),
    OPTION_JSON("as JSON"),
    {0},
};

struct parsed {
    struct cli c;
    struct arguments a;
    struct failure failure;
    char line[1000], *word[80];
};

/* Single spaces part the words. */
static struct parsed *parse(struct parsed *p, const char *line)
{
    int n = 0;
    if (p->c.arena.top)
        arena_close(&p->c.arena);
    *p = (struct parsed){0};
    arena_open(&p->c.arena, 1 << 20);
    snprintf(p->line, sizeof p->line, "%s", line);
    for (char *rest = p->line; rest && *line;)
        p->word[n++] = strsep(&rest, " ");
    options_parse(&p->c, rows, n, p->word, &p->a, &p->failure);
    return p;
}

static void values_stand_behind_their_options_or_in_them(void **state)
{
    struct parsed *p = parse(*state, "--jobs 3 --file=a=b --run -5 --seed 18446744 --again");
    assert_int_equal(p->failure.status, STATUS_OK);
    assert_int_equal(p->a.jobs, 3);
    assert_int_equal(p->a.run, -5);
    assert_int_equal(p->a.seed, 18446744);
    assert_string_equal(p->a.file, "a=b");
    assert_true(p->a.again && !p->a.fast && !p->c.json);
    assert_int_equal(parse(p, "-j 4")->a.jobs, 4);
    assert_int_equal(parse(p, "-j4")->a.jobs, 4);
    assert_string_equal(parse(p, "-fx=1")->a.file, "x=1");
    assert_string_equal(parse(p, "--file=--again")->a.file, "--again");
    assert_int_equal(parse(p, "")->a.jobs, 2);
    assert_int_equal(parse(p, "--jobs 3 -j 5")->a.jobs, 5);
}

static void options_stand_before_and_behind_words(void **state)
{
    struct parsed *p = parse(*state, "one --json two - --step 3 --step=1 three -- --fast -j");
    static const char *const word[] = {"one", "two", "-", "three", "--fast", "-j"};
    assert_int_equal(p->failure.status, STATUS_OK);
    assert_int_equal(p->c.words, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(p->c.word[i], word[i]);
    assert_null(p->c.word[6]);
    assert_true(p->c.json && !p->a.fast);
    assert_int_equal(p->a.steps.count, 2);
    assert_true(p->a.steps.n[0] == 3 && p->a.steps.n[1] == 1);
}

static void settings_are_options(void **state)
{
    struct parsed *p = parse(*state, "--depth 4,8 --set net.width=a=b --weights w --data.seed=9");
    static const char *const pair[][2] = {
        {"depth", "4,8"}, {"net.width", "a=b"}, {"weights", "w"}, {"data.seed", "9"}};
    assert_int_equal(p->failure.status, STATUS_OK);
    assert_int_equal(p->a.overrides.count, 4);
    for (int i = 0; i < 4; i++) {
        assert_string_equal(p->a.overrides.list[i].key, pair[i][0]);
        assert_string_equal(p->a.overrides.list[i].value, pair[i][1]);
    }
}

static void what_is_wrong_is_said(void **state)
{
    static const char *const law[][2] = {
        {"--jobs 0", "--jobs takes a whole number from 1 to 8, not `0`"},
        {"--jobs 9", "--jobs takes a whole number from 1 to 8, not `9`"},
        {"-j 3x", "-j takes a whole number from 1 to 8, not `3x`"},
        {"-j ", "-j takes a whole number from 1 to 8, not ``"},
        {"--seed=-1", "--seed takes a whole number from 0, not `-1`"},
        {"--step 99999999999999999999", "whole number from 0, not `99999999999999999999`"},
        {"--fast=1", "--fast takes no value"},
        {"--file=", "--file takes a value, not an empty one: --file FILE"},
        {"--file", "--file takes a value: --file FILE"},
        {"--file --fast", "--file takes a value: --file FILE"},
        {"-f", "-f takes a value: -f FILE"},
        {"--agian", "unrecognized option `--agian`; did you mean `--again`?"},
        {"--agian=3", "unrecognized option `--agian`; did you mean `--again`?"},
        {"--ag", "unrecognized option `--ag`; did you mean `--again`?"},
        {"--dpeth 3", "unrecognized option `--dpeth`; did you mean `--depth`?"},
        {"-x", "unrecognized option `-x`"},
        {"--KEY 3", "unrecognized option `--KEY`"},
        {"--nonsense 3", "unrecognized option `--nonsense`"},
        {"--set depth", "--set takes KEY=VALUE, not `depth`"},
        {"--json --jobs x --fast=1", "--jobs takes"}, /* the first one is reported */
    };
    for (size_t i = 0; i < sizeof law / sizeof *law; i++) {
        struct parsed *p = parse(*state, law[i][0]);
        if (p->failure.status != STATUS_USAGE || !strstr(p->failure.message, law[i][1]))
            fail_msg("%s: wanted `%s`, not `%s`", law[i][0], law[i][1], p->failure.message);
        if (!strchr(law[i][1], ';') && strstr(p->failure.message, "did you mean"))
            fail_msg("%s: nothing is near, but `%s`", law[i][0], p->failure.message);
    }
}

static void repeats_end_somewhere(void **state)
{
    char line[1000] = "";
    for (int i = 0; i < OPTION_REPEATS; i++)
        strcat(line, i ? " --step=1" : "--step=1");
    assert_int_equal(parse(*state, line)->a.steps.count, OPTION_REPEATS);
    strcat(line, " --step=1");
    assert_int_equal(parse(*state, line)->failure.status, STATUS_USAGE);
}

/* ---- help ---- */

/* Every row has its line, and no line is wider than a page. */
static void the_help_is_made_from_the_table(void **state)
{
    (void)state;
    char *folder = temp_dir(), words[80], line[80];
    for (int i = 0; commands[i]; i++) {
        snprintf(words, sizeof words, "%s --help", commands[i]->name);
        struct child_result *result = child_run(folder, words);
        assert_prints(result, 0, out, commands[i]->name);
        for (const struct option_row *row = commands[i]->options; row->name; row++) {
            snprintf(line, sizeof line, "--%s%s%s  ", row->name, row->value ? " " : "",
                     row->value ? row->value : "");
            assert_prints(result, 0, out, line);
            snprintf(line, sizeof line, "%.12s", row->help);
            assert_prints(result, 0, out, line);
        }
        for (char *rest = result->out, *one; (one = strsep(&rest, "\n"));)
            if (strlen(one) > 100)
                fail_msg("%s: wider than 100 columns: %s", words, one);
        free(result);
    }
    struct child_result *result = child_run(folder, "probe --help");
    assert_prints(result, 0, out,
                  "usage: depthlab probe [OPTION]...\n       depthlab probe NAME RUN ");
    assert_prints(result, 0, out, "first N samples of the training set (256)\n");
    free(result);
    result = child_run(folder, "run --help");
    assert_prints(result, 0, out, "\n  -j, --jobs N     runs at a time");
    free(result);
    result = child_run(folder, "status -- --help");
    assert_prints(result, 65, err, "results/lab.db"); /* a word like others */
    free(result);
    remove_dir(folder);
}

static int parsed_open(void **state)
{
    *state = calloc(1, sizeof(struct parsed));
    return 0;
}

static int parsed_close(void **state)
{
    struct parsed *p = *state;
    if (p->c.arena.top)
        arena_close(&p->c.arena);
    free(p);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_is_found_by_its_name_and_letter),
        cmocka_unit_test(each_row_says_what_it_does_and_takes),
        cmocka_unit_test(nothing_said_gives_the_presets),
        cmocka_unit_test(every_option_of_the_readmes_is_there),
        cmocka_unit_test(values_stand_behind_their_options_or_in_them),
        cmocka_unit_test(options_stand_before_and_behind_words),
        cmocka_unit_test(settings_are_options),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(repeats_end_somewhere),
        cmocka_unit_test(the_help_is_made_from_the_table),
    };
    return cmocka_run_group_tests(tests, parsed_open, parsed_close);
}
