/* What bash completes, asked of bash; zsh reads the same tables. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int folder_open(void **state)
{
    char path[300];
    *state = temp_dir();
    snprintf(path, sizeof path, "%s/experiments", (char *)*state);
    mkdir(path, 0777);
    write_file(*state, "experiments/small.yaml", trained_sweep_spec);
    write_file(*state, "experiments/other.yaml", trained_sweep_spec);
    write_file(*state, "experiments/$(echo obeyed).yaml", trained_sweep_spec);
    return 0;
}

/* The candidates for the last of these words, sorted, a blank behind each. */
static const char *completed(void **state, const char *words)
{
    static char out[4000];
    char line[2000], *absolute = realpath(program(), NULL);
    snprintf(
        line, sizeof line,
        "cd '%s' && bash -c 'source <(%s completion bash); COMP_WORDS=(%s %s); "
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _depthlab; printf \"%%s\\n\" ${COMPREPLY[@]}' | "
        "sort -u | tr '\\n' ' '",
        (char *)*state, absolute, absolute, words);
    FILE *pipe = popen(line, "r");
    out[fread(out, 1, sizeof out - 1, pipe)] = 0;
    pclose(pipe);
    free(absolute);
    return out;
}

static void bash_completes_commands_options_words_and_experiments(void **state)
{
    assert_string_equal(completed(state, "plo"), "plot ");
    assert_string_equal(completed(state, "wor"), " ");
    assert_string_equal(completed(state, "run sm"), "small ");
    assert_string_equal(completed(state, "run \"\""), "other small ");
    assert_string_equal(completed(state, "run small --keep-w"), "--keep-weights ");
    assert_string_equal(completed(state, "run small --dept"), "--depth ");
    assert_string_equal(completed(state, "plot small --dept"), " ");
    assert_string_equal(completed(state, "plot sm"), "small ");
    assert_string_equal(completed(state, "plot small gradient-fi"), "gradient-film ");
    assert_string_equal(completed(state, "plot small gradient-film gradient-he"), "gradient-heat ");
    assert_string_equal(completed(state, "plot --format png sm"), "small ");
    assert_string_equal(completed(state, "plot small be"), " "); /* best.sql draws nothing */
    assert_string_equal(completed(state, "run small --block pre"), "preact ");
    assert_string_equal(completed(state, "run small --db sm"), " "); /* bash itself knows files */
}

static void zsh_reads_its_own(void **state)
{
    assert_prints(run_command(state, "completion zsh"), 0, out, "#compdef depthlab\n");
    assert_prints(run_command(state, "completion zsh"), 0, out, "--block) found='plain residual ");
    char line[600], *absolute = realpath(program(), NULL);
    snprintf(line, sizeof line,
             "%s completion zsh >'%s/_depthlab' && { ! command -v zsh >/dev/null || zsh -n "
             "'%s/_depthlab'; }",
             absolute, (char *)*state, (char *)*state);
    free(absolute);
    assert_int_equal(system(line), 0);
}

static void another_word_is_refused(void **state)
{
    assert_prints(run_command(state, "completion fish"), 2, err,
                  "it takes bash, zsh, names or figures");
    assert_prints(run_command(state, "completion"), 2, err, "it takes bash, zsh, names or figures");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bash_completes_commands_options_words_and_experiments),
        cmocka_unit_test(zsh_reads_its_own),
        cmocka_unit_test(another_word_is_refused),
    };
    return cmocka_run_group_tests(tests, folder_open, trained_sweep_close);
}
