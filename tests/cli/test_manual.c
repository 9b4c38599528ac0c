/* The manual pages: each command's options are there, and man finds nothing to warn of. */
#include "tests/cli/trained_sweep.h"

static int folder_open(void **state)
{
    *state = temp_dir();
    return 0;
}

static void a_page_has_what_the_help_has(void **state)
{
    struct child_result *page = child_run(*state, "manual plot");
    assert_prints(page, 0, out, ".TH DEPTHLAB-PLOT 1 ");
    assert_prints(page, 0, out, "\ndepthlab-plot \\- draw an experiment's figures\n");
    assert_prints(page, 0, out, "EXPERIMENT [FIGURE]... [OPTION]...\n.br\n.B depthlab plot");
    assert_prints(page, 0, out, ".TP\n.B \\-\\-width LENGTH\nfor a column of 80mm or 640px");
    assert_prints(page, 0, out, "\\-\\-db FILE\nthe database (results/lab.db)\n");
    free(page);
}

/* Without groff there is nobody to ask. */
static void nothing_in_a_page_is_warned_of(void **state)
{
    char line[1000], out[40] = "";
    char *absolute = realpath(program(), NULL);
    if (system("command -v groff >/dev/null"))
        skip();
    snprintf(line, sizeof line,
             "for c in '' $(%s help | sed -n 's/^  \\([a-z]*\\) .*/\\1/p'); do %s manual $c | "
             "groff -man -ww -z 2>&1; done | head -c 30",
             absolute, absolute);
    FILE *pipe = popen(line, "r");
    out[fread(out, 1, sizeof out - 1, pipe)] = 0;
    pclose(pipe);
    free(absolute);
    (void)state;
    assert_string_equal(out, "");
}

static void the_programs_page_names_its_commands(void **state)
{
    assert_prints(run_command(state, "manual"), 0, out, ".BR depthlab\\-report (1)\n");
    assert_null(strstr(run_command(state, "manual")->out, "worker"));
    assert_prints(run_command(state, "manual worker"), 2, err, "no command `worker`");
    assert_prints(run_command(state, "manual run plot"), 2, err, "it takes one command");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_has_what_the_help_has),
        cmocka_unit_test(nothing_in_a_page_is_warned_of),
        cmocka_unit_test(the_programs_page_names_its_commands),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}
