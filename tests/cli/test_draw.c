/* Where figures of which database go. */
#include "tests/cli/trained_sweep.h"
#include <sys/stat.h>

static int draw_open(void **state)
{
    char command[600];
    trained_sweep_open(state);
    snprintf(command, sizeof command,
             "cd '%s' && mkdir experiments results && mv small.yaml experiments && "
             "cp lab.db results/lab.db && cp lab.db results/for-the-class.db",
             (char *)*state);
    if (system(command))
        return -1;
    snprintf(command, sizeof command, "mkdir '%s/plots' && cp plots/*.gp plots/*.sql '%s/plots'",
             (char *)*state, (char *)*state);
    return system(command);
}

static char *drawn(void **state, const char *path)
{
    static char text[5][200000];
    static int next;
    char whole[300];
    char *to = text[next++ % 5];
    snprintf(whole, sizeof whole, "%s/%s", (char *)*state, path);
    read_file(whole, to, sizeof text[0]);
    return to;
}

static void a_side_database_has_its_own_folder(void **state)
{
    char command[600];
    assert_prints(run_command(state, "plot small --format svg"), 0, out,
                  "plots/out/small/depth-curve.svg\n");
    char *svg = drawn(state, "plots/out/small/depth-curve.svg");
    char *dat = drawn(state, "plots/out/small/depth-curve.dat");
    snprintf(command, sizeof command,
             "sqlite3 '%s/results/for-the-class.db' 'UPDATE final_row SET train_loss = 1'",
             (char *)*state);
    assert_int_equal(system(command), 0);
    assert_prints(run_command(state, "plot small --format svg --db results/for-the-class.db"), 0,
                  out, "plots/out/db+results+for-the-class.db/small/depth-curve.svg\n");
    assert_string_equal(drawn(state, "plots/out/small/depth-curve.svg"), svg);
    assert_string_equal(drawn(state, "plots/out/small/depth-curve.dat"), dat);
    assert_string_not_equal(
        drawn(state, "plots/out/db+results+for-the-class.db/small/depth-curve.svg"), svg);
}

static void the_main_one_is_known_by_any_path(void **state)
{
    assert_prints(run_command(state, "plot small --format svg --db ./results/../results/lab.db"), 0,
                  out, "plots/out/small/depth-curve.svg\n");
    assert_prints(run_command(state, "plot small --format svg --db lab.db --out here"), 0, out,
                  "here/small/depth-curve.svg\n");
}

/* A class has its own experiments/, and plots/out for what is drawn. */
static void where_no_figures_are_the_programs_are_drawn(void **state)
{
    char command[600];
    snprintf(command, sizeof command, "cd '%s' && rm plots/*.gp plots/*.sql", (char *)*state);
    assert_int_equal(system(command), 0);
    assert_prints(run_command(state, "plot small --format svg"), 0, out,
                  "plots/out/small/depth-curve.svg\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_side_database_has_its_own_folder),
        cmocka_unit_test(the_main_one_is_known_by_any_path),
        cmocka_unit_test(where_no_figures_are_the_programs_are_drawn),
    };
    return cmocka_run_group_tests(tests, draw_open, trained_sweep_close);
}
