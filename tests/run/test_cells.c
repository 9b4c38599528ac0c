/* A run's name is its hash's beginning: what it means, whatever the grid is. */
#include "lab/run/cells.h"
#include "tests/support/small_lab.h"

static struct experiment experiment_of(struct lab *lab, const char *sweep)
{
    struct experiment e = {0};
    struct request q = {.name = "s", .folder = lab->folder};
    FILE *file = fopen(arena_printf(&lab->arena, "%s/s.yaml", lab->folder), "w");
    fprintf(file, "question: q\ndata: {side: 6, train: 200, test: 40}\nsweep: %s\n", sweep);
    fclose(file);
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    lab_ok(lab);
    return e;
}

static void names_stay_in_another_grid(void **state)
{
    struct lab *lab = *state;
    const struct experiment e = experiment_of(lab, "{depth: [2, 4], seed: [1, 2]}"),
                            other = experiment_of(lab, "{seed: [2, 7], depth: [4, 6, 2]}");
    const char **name = cells_names(&lab->arena, &e, &lab->failure),
               **again = cells_names(&lab->arena, &other, &lab->failure);
    lab_ok(lab);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(strlen(name[i]), 8);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(name[i], name[k]);
    }
    assert_string_equal(name[3], again[0]); /* depth 4, seed 2 */
    assert_string_equal(name[1], again[2]);
}

static void what_is_picked_keeps_its_place(void **state)
{
    struct lab *lab = *state;
    struct experiment e = experiment_of(lab, "{depth: [2, 4], seed: [1, 2, 3]}");
    const char **name = cells_names(&lab->arena, &e, &lab->failure);
    const struct cell last = e.grid.cell[5];
    cells_pick(&lab->arena, &e, arena_printf(&lab->arena, "%s,%s,%s", name[5], name[1], name[5]),
               &lab->failure);
    lab_ok(lab);
    assert_int_equal(e.grid.cells, 2);
    assert_int_equal(e.place[0], 1);
    assert_int_equal(e.place[1], 5);
    assert_memory_equal(&e.grid.cell[1], &last, sizeof last);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    struct experiment rest = experiment_of(lab, "{depth: [2, 4], seed: [1, 2, 3]}");
    cells_pick(&lab->arena, &rest, name[0], &lab->failure);
    experiment_plan(&lab->arena, lab->store, &rest, &lab->failure); /* joins the first part */
    struct query *q =
        query_open(lab->store, "SELECT group_concat(place) FROM sweep", &lab->failure);
    assert_true(query_next(q));
    assert_string_equal(query_text(q, 0), "0,1,5");
    query_close(q);
    lab_ok(lab);
}

static void a_name_of_none_or_of_several_is_refused(void **state)
{
    struct lab *lab = *state;
    struct experiment e = experiment_of(lab, "{depth: [2, 4, 6, 8], seed: 1..10}"); /* 40 > 16 */
    char one[2] = "0";
    for (const char *digit = "0123456789abcdef"; *digit; digit++) {
        const char **name = cells_names(&lab->arena, &e, &lab->failure);
        int begin = 0;
        for (int i = 0; i < e.grid.cells; i++)
            begin += name[i][0] == *digit;
        if (begin > 1)
            one[0] = *digit;
    }
    assert_int_equal(cells_pick(&lab->arena, &e, one, &lab->failure), STATUS_USAGE);
    assert_non_null(strstr(lab->failure.message, "means several runs of s"));
    static const char *const none[] = {"xyz", "", "0123456789abcdef0", "12345678,"};
    for (int i = 0; i < 4; i++) {
        lab->failure = (struct failure){0};
        assert_int_equal(cells_pick(&lab->arena, &e, none[i], &lab->failure), STATUS_USAGE);
        assert_non_null(strstr(lab->failure.message, "no run of s is called"));
    }
    lab->failure = (struct failure){0};
    assert_int_equal(e.grid.cells, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(names_stay_in_another_grid),
        lab_test(what_is_picked_keeps_its_place),
        lab_test(a_name_of_none_or_of_several_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
