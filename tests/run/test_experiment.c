#include "lab/run/experiment.h"
#include "lab/spec/cell_json.h"
#include "tests/support/failing_malloc.h"
#include "tests/support/small_lab.h"

static const char text[] = "question: Does it?\nclaim: It does.\nsource: us\n"
                           "data:  {side: 4, train: 16, test: 8}\n"
                           "net:   {width: 4}\n"
                           "train: {steps: 3, batch: 4}\n"
                           "sweep:\n  block: [plain, preact]\n  depth: [2, 4]\n  seed: [1, 2]\n";

static const char table[] = "a,b,name\n1,2,x\n2,3,y\n3,5,x\n4,7,y\n5,1,x\n"
                            "6,2,y\n7,3,x\n8,5,y\n9,7,x\n10,1,y\n";

/* A file of the test's folder, and its path. */
static const char *put(struct lab *lab, const char *name, const char *bytes)
{
    const char *path = arena_printf(&lab->arena, "%s/%s", lab->folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(bytes, file) < 0 || fclose(file))
        fail_msg("cannot write %s", path);
    return path;
}

static struct experiment read_as(struct lab *lab, struct request request)
{
    struct experiment e = {0};
    request.folder = lab->folder;
    lab->failure = (struct failure){0};
    experiment_read(&lab->arena, &request, &e, &lab->failure);
    return e;
}

static struct experiment must_read(struct lab *lab, struct request request)
{
    struct experiment e = read_as(lab, request);
    lab_ok(lab);
    return e;
}

static void check_refused(struct lab *lab, struct request request, enum status status,
                          const char *why)
{
    read_as(lab, request);
    if (lab->failure.status != status || !strstr(lab->failure.message, why))
        fail_msg("%d `%s` is not %d `%s`", (int)lab->failure.status, lab->failure.message,
                 (int)status, why);
}

/* CRC-32, bit by bit. */
static uint32_t crc_of(const char *bytes)
{
    uint32_t crc = 0xffffffff;
    for (; *bytes; bytes++) {
        crc ^= (unsigned char)*bytes;
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static int64_t number_of(struct lab *lab, const char *sql)
{
    struct query *q = query_open(lab->store, sql, &lab->failure);
    int64_t answer = query_next(q) ? query_int(q, 0) : -1;
    query_close(q);
    lab_ok(lab);
    return answer;
}

static void a_name_is_looked_up_in_the_folder_and_a_path_where_it_lies(void **state)
{
    struct lab *lab = *state;
    const char *path = put(lab, "depths.yaml", text);
    struct experiment by_name = must_read(lab, (struct request){.name = "depths"});
    struct experiment by_path = must_read(lab, (struct request){.name = path});
    assert_string_equal(by_name.spec.name, "depths");
    assert_string_equal(by_path.spec.name, "depths");
    assert_string_equal(by_name.spec.question, "Does it?");
    assert_int_equal(by_name.grid.cells, 8);
    for (int i = 0; i < 8; i++)
        assert_string_equal(cell_json(&lab->arena, &by_name.grid.cell[i], &lab->failure),
                            cell_json(&lab->arena, &by_path.grid.cell[i], &lab->failure));
}

static void a_name_that_is_not_there_is_answered_with_the_nearest(void **state)
{
    struct lab *lab = *state;
    put(lab, "depths.yaml", text);
    put(lab, "widths.yaml", text);
    check_refused(lab, (struct request){.name = "deptsh"}, STATUS_USAGE, "did you mean `depths`?");
    check_refused(lab, (struct request){.name = "width"}, STATUS_USAGE, "did you mean `widths`?");
    check_refused(lab, (struct request){.name = "zzzzzzzzzzzz"}, STATUS_USAGE,
                  "no experiment `zzzzzzzzzzzz`");
    assert_null(strstr(lab->failure.message, "did you mean"));
}

static void a_path_that_is_not_there_is_refused_by_its_name(void **state)
{
    check_refused(*state, (struct request){.name = "/nowhere/x.yaml"}, STATUS_DATA,
                  "/nowhere/x.yaml");
}

static void without_a_name_there_are_the_defaults(void **state)
{
    struct lab *lab = *state;
    const struct override set[] = {{"depth", "[4, 6]"}, {"width", "5"}};
    struct experiment e = must_read(lab, (struct request){.overrides = 2, .override = set});
    struct cell want;
    cell_preset(&want);
    want.net.width = 5;
    assert_int_equal(e.grid.cells, 2);
    for (int i = 0; i < 2; i++) {
        want.net.depth = i ? 6 : 4;
        assert_string_equal(cell_json(&lab->arena, &e.grid.cell[i], &lab->failure),
                            cell_json(&lab->arena, &want, &lab->failure));
    }
}

static void data_replaces_the_data_and_all_of_it_is_used(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    const char *path = put(lab, "t.csv", table);
    struct experiment e = must_read(lab, (struct request){.name = "x", .data = path});
    const struct data_spec *data = &e.grid.cell[7].data;
    assert_string_equal(data->name, "csv");
    assert_string_equal(data->path, path);
    struct dataset d;
    assert_int_equal(data_load(&lab->arena, data, &d, &lab->failure), STATUS_OK);
    assert_int_equal(d.train.count + d.test.count, 10);
}

static void a_later_override_of_the_data_wins(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    const struct override set[] = {{"data.take", "5"}, {"data.seed", "3"}};
    struct experiment e = must_read(
        lab, (struct request){
                 .name = "x", .data = put(lab, "t.csv", table), .overrides = 2, .override = set});
    struct dataset d;
    assert_int_equal(e.grid.cell[0].data.seed, 3);
    assert_int_equal(data_load(&lab->arena, &e.grid.cell[0].data, &d, &lab->failure), STATUS_OK);
    assert_int_equal(d.train.count, 5);
    assert_int_equal(d.test.count, 2);
}

static void data_that_nobody_can_read_are_refused(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    check_refused(lab, (struct request){.name = "x", .data = "/nowhere/t.csv"}, STATUS_DATA,
                  "/nowhere/t.csv");
    check_refused(lab, (struct request){.name = "x", .data = put(lab, "t.txt", "?")}, STATUS_DATA,
                  "t.txt");
}

static void every_cell_holds_the_checksum_of_its_data(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    const char *path = put(lab, "t.csv", table);
    struct experiment real_set = must_read(lab, (struct request){.name = "x", .data = path});
    struct experiment generated = must_read(lab, (struct request){.name = "x"});
    uint32_t checksum;
    assert_int_equal(data_checksum(&real_set.grid.cell[0].data, &checksum, &lab->failure), 0);
    assert_int_not_equal(checksum, 0);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(real_set.grid.cell[i].checksum, checksum);
        assert_int_equal(generated.grid.cell[i].checksum, 0);
    }
}

static void the_same_rows_elsewhere_are_the_same_run_and_other_rows_are_not(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    const char *path[] = {put(lab, "t.csv", table), put(lab, "u.csv", table),
                          put(lab, "v.csv", strchr(table, '\n') + 1), /* without a header */
                          put(lab, "w.csv", strchr(strchr(table, '\n') + 1, '\n') + 1)};
    const char *cell[4];
    for (int i = 0; i < 4; i++) {
        struct experiment e = must_read(lab, (struct request){.name = "x", .data = path[i]});
        cell[i] = cell_json(&lab->arena, &e.grid.cell[0], &lab->failure);
    }
    assert_string_equal(cell[0], cell[1]);
    assert_string_equal(cell[0], cell[2]);
    assert_string_not_equal(cell[0], cell[3]);
}

/* Of the weights that a cell starts from, too: nothing of the file is read but its bytes. */
static void weights_are_known_by_their_bytes(void **state)
{
    struct lab *lab = *state;
    const char *path[] = {put(lab, "w", "one"), put(lab, "v", "one"), put(lab, "u", "two")};
    put(lab, "x.yaml",
        arena_printf(&lab->arena, "%s  start.weights: [\"\", %s, %s, %s]\n", text, path[0], path[1],
                     path[2]));
    struct experiment e = must_read(lab, (struct request){.name = "x"});
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    assert_int_equal(e.grid.cells, 32);
    for (int i = 0; i < 32; i += 4) {
        assert_int_equal(e.grid.cell[i].start.checksum, 0);
        assert_int_equal(e.grid.cell[i + 1].start.checksum, crc_of("one"));
        assert_int_equal(e.grid.cell[i + 3].start.checksum, crc_of("two"));
        assert_int_equal(e.run[i + 1], e.run[i + 2]);
        assert_int_not_equal(e.run[i + 1], e.run[i + 3]);
        assert_int_not_equal(e.run[i + 1], e.run[i]);
    }
    const struct override none[] = {{"weights", "/nowhere/w"}};
    check_refused(lab, (struct request){.name = "x", .overrides = 1, .override = none}, STATUS_DATA,
                  "/nowhere/w: cannot be read");
}

static void planning_makes_each_run_once(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    put(lab, "y.yaml", text);
    struct experiment first = must_read(lab, (struct request){.name = "x"});
    assert_int_equal(number_of(lab, "SELECT count(*) FROM run"), 0);
    experiment_plan(&lab->arena, lab->store, &first, &lab->failure);
    lab_ok(lab);
    const char *name[] = {"x", "y"}; /* once more, and an experiment with the same cells */
    for (int k = 0; k < 2; k++) {
        struct experiment e = must_read(lab, (struct request){.name = name[k]});
        experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
        assert_memory_equal(e.run, first.run, 8 * sizeof *e.run);
    }
    assert_int_equal(number_of(lab, "SELECT count(*) FROM run"), 8);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM sweep WHERE experiment = 'x'"), 8);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM sweep"), 16);
    assert_int_equal(first.sources, 0);
}

static void the_newest_plan_is_the_sweep(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    const struct override set[] = {{"seed", "9"}};
    struct experiment e = must_read(lab, (struct request){.name = "x"});
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    e = must_read(lab, (struct request){.name = "x", .overrides = 1, .override = set});
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM final"), 4);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM final WHERE seed = 9"), 4);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM run"), 12);
}

/* What was seen belongs to the sweep that the file describes, whatever else is asked for. */
static void the_lecture_is_kept_with_the_plan(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", arena_printf(&lab->arena, "%slecture: {seen: s, limit: l}\n", text));
    const struct override set[] = {{"seed", "9"}};
    struct request request[] = {{.name = "x"},
                                {.name = "x", .full = true},
                                {.name = "x", .overrides = 1, .override = set},
                                {.name = "x"}};
    for (int k = 0; k < 4; k++) {
        struct experiment e = must_read(lab, request[k]);
        experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
        assert_int_equal(number_of(lab, "SELECT count(*) FROM lecture WHERE \"limit\" = 'l'"), 1);
        assert_int_equal(number_of(lab, "SELECT count(seen) FROM lecture"),
                         0); /* not trained yet */
        assert_int_equal(number_of(lab, "SELECT request = '' FROM experiment"), k % 3 == 0);
    }
}

static void a_source_that_many_start_from_is_found_once(void **state)
{
    struct lab *lab = *state; /* four cells a seed, and two seeds */
    put(lab, "x.yaml", text);
    const struct override set[] = {
        {"lr", "[0.1, 0.2, 0.3, 0.4]"}, {"block", "plain"}, {"depth", "2"}, {"start.from", "lr=1"}};
    struct experiment e =
        must_read(lab, (struct request){.name = "x", .overrides = 4, .override = set});
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    assert_int_equal(e.grid.cells, 8);
    assert_int_equal(e.sources, 2);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM run"), 10);
    assert_int_equal(number_of(lab, "SELECT count(*) FROM sweep"), 8);
    for (int i = 0; i < 2; i++) {
        const char *cell;
        enum run_status status;
        struct cell source, want = e.grid.cell[e.source_cell[i]];
        store_run_cell(lab->store, &lab->arena, e.source[i], &cell, &status, &lab->failure);
        cell_from_json(&lab->arena, cell, &source, &lab->failure);
        lab_ok(lab);
        check_near(source.train.lr, 1, 0);
        assert_string_equal(source.start.from, "");
        assert_int_equal(source.seed, want.seed);
        assert_int_equal(source.seed, i + 1);
    }
}

static void a_cell_is_named_by_the_values_of_the_axes(void **state)
{
    struct lab *lab = *state;
    put(lab, "x.yaml", text);
    struct experiment e = must_read(lab, (struct request){.name = "x"});
    assert_string_equal(experiment_cell_name(&lab->arena, &e, 0, &lab->failure),
                        "plain depth 2 seed 1");
    assert_string_equal(experiment_cell_name(&lab->arena, &e, 7, &lab->failure),
                        "preact depth 4 seed 2");
    for (int i = 0; i < 8; i++)
        for (int j = 0; j < i; j++)
            assert_string_not_equal(experiment_cell_name(&lab->arena, &e, i, &lab->failure),
                                    experiment_cell_name(&lab->arena, &e, j, &lab->failure));
    const struct override set[] = {{"norm", "[none, batch]"}};
    e = must_read(lab, (struct request){.name = "x", .overrides = 1, .override = set});
    assert_string_equal(experiment_cell_name(&lab->arena, &e, 15, &lab->failure),
                        "preact depth 4 seed 2 batch");
    const struct override other_seed[] = {{"data.seed", "[5, 6]"}};
    e = must_read(lab, (struct request){.name = "x", .overrides = 1, .override = other_seed});
    assert_string_equal(experiment_cell_name(&lab->arena, &e, 1, &lab->failure),
                        "plain depth 2 seed 1 data.seed 6");
    e = must_read(lab, (struct request){0});
    assert_string_equal(experiment_cell_name(&lab->arena, &e, 0, &lab->failure), "");
}

static void names_are_sorted_and_only_experiments(void **state)
{
    struct lab *lab = *state;
    assert_null(*experiment_names(&lab->arena, lab->folder, &lab->failure));
    const char *file[] = {"c.yaml",      "a.yaml",        "b-2.yaml",         "D.yaml",
                          "notes.txt",   "b.yaml.old",    ".e.yaml",          ".yaml",
                          "course.yaml", "glossary.yaml", "bibliography.yaml"};
    for (size_t i = 0; i < sizeof file / sizeof *file; i++)
        put(lab, file[i], text);
    const char **name = experiment_names(&lab->arena, lab->folder, &lab->failure);
    lab_ok(lab);
    const char *want[] = {"D", "a", "b-2", "c"};
    for (int i = 0; i < 4; i++)
        assert_string_equal(name[i], want[i]);
    assert_null(name[4]);
}

static void no_folder_has_no_experiments_and_a_file_is_no_folder(void **state)
{
    struct lab *lab = *state;
    assert_null(*experiment_names(&lab->arena, "/nowhere", &lab->failure));
    lab_ok(lab);
    const char *path = put(lab, "a.yaml", text);
    assert_null(experiment_names(&lab->arena, path, &lab->failure));
    assert_int_equal(lab->failure.status, STATUS_DISK);
    assert_non_null(strstr(lab->failure.message, "cannot read the folder "));
    assert_non_null(strstr(lab->failure.message, path));
}

/* Wherever memory ends, there is a failure or the whole list. */
static void names_without_memory_are_a_failure(void **state)
{
    struct lab *lab = *state;
    put(lab, "a.yaml", text);
    put(lab, "b.yaml", text);
    const char **name = NULL;
    int failures = 0;
    for (malloc_left = 0; !name; malloc_left = ++failures) {
        lab->failure = (struct failure){0};
        name = experiment_names(&lab->arena, lab->folder, &lab->failure);
        malloc_left = -1;
        assert_true(name || lab->failure.status == STATUS_DISK);
    }
    malloc_left = -1; /* the loop has set it once more */
    assert_string_equal(name[0], "a");
    assert_string_equal(name[1], "b");
    assert_null(name[2]);
#ifndef SANITIZED
    assert_true(failures > 2);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(a_name_is_looked_up_in_the_folder_and_a_path_where_it_lies),
        lab_test(a_name_that_is_not_there_is_answered_with_the_nearest),
        lab_test(a_path_that_is_not_there_is_refused_by_its_name),
        lab_test(without_a_name_there_are_the_defaults),
        lab_test(data_replaces_the_data_and_all_of_it_is_used),
        lab_test(a_later_override_of_the_data_wins),
        lab_test(data_that_nobody_can_read_are_refused),
        lab_test(every_cell_holds_the_checksum_of_its_data),
        lab_test(the_same_rows_elsewhere_are_the_same_run_and_other_rows_are_not),
        lab_test(weights_are_known_by_their_bytes),
        lab_test(planning_makes_each_run_once),
        lab_test(the_newest_plan_is_the_sweep),
        lab_test(the_lecture_is_kept_with_the_plan),
        lab_test(a_source_that_many_start_from_is_found_once),
        lab_test(a_cell_is_named_by_the_values_of_the_axes),
        lab_test(names_are_sorted_and_only_experiments),
        lab_test(no_folder_has_no_experiments_and_a_file_is_no_folder),
        lab_test(names_without_memory_are_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
