/* A net as a drawing, as `model` asks for it. */
#include "tests/cli/trained_sweep.h"

static int lab_open(void **state)
{
    char command[600];
    char *folder = temp_dir();
    *state = folder;
    write_file(folder, "small.yaml", trained_sweep_spec);
    snprintf(command, sizeof command, "mkdir '%s/plots' && cp plots/*.gp '%s/plots'", folder,
             folder);
    return system(command);
}

static void a_net_is_drawn_in_each_format_from_the_same_numbers(void **state)
{
    static char text[40000];
    char path[300];
    assert_prints(run_command(state, "model --depth 8 --block preact --svg --png"), 0, out,
                  "plots/out/model/mlp-8-preact-1x12x12-to-10.svg\nplots/out/model/"
                  "mlp-8-preact-1x12x12-to-10.png\n");
    snprintf(path, sizeof path, "%s/plots/out/model/mlp-8-preact-1x12x12-to-10.dat",
             (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(
        strstr(text, "finding = 'The residual (pre-activation) net of 8 hidden layers'"));
    assert_non_null(strstr(text, "13,418 parameters"));
    snprintf(path, sizeof path, "%s/plots/out/model/mlp-8-preact-1x12x12-to-10.svg",
             (char *)*state);
    read_file(path, text, sizeof text);
    assert_non_null(strstr(text, "identity"));
}

static void the_form_is_in_the_name_and_the_folder_ones_own(void **state)
{
    assert_prints(run_command(state, "model --family cifar --depth 20 --form bottleneck --block "
                                     "residual --svg --out o --dark"),
                  0, out, "o/model/cifar-20-residual-bottleneck-3x32x32-to-10-dark.svg\n");
}

static void another_net_has_another_name(void **state)
{
    assert_prints(run_command(state, "model --depth 8 --block preact --width 64 --svg"), 0, out,
                  "plots/out/model/mlp-8-preact-width-64-1x12x12-to-10.svg\n");
    assert_prints(run_command(state, "model small.yaml --depth 6 --block plain --svg"), 0, out,
                  "plots/out/model/mlp-6-plain-width-8-branch-zero-last-1x6x6-to-10.svg\n");
}

static void one_net_is_drawn_at_a_time(void **state)
{
    assert_prints(run_command(state, "model small.yaml --svg"), 2, err,
                  "one net is drawn at a time, not 4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_is_drawn_in_each_format_from_the_same_numbers),
        cmocka_unit_test(the_form_is_in_the_name_and_the_folder_ones_own),
        cmocka_unit_test(another_net_has_another_name),
        cmocka_unit_test(one_net_is_drawn_at_a_time),
    };
    return cmocka_run_group_tests(tests, lab_open, trained_sweep_close);
}
