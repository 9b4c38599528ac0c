/* A sweep is planned with some options; the command that is found plans the same one. */
#include "lab/inspect/reproduce.h"
#include "lab/run/experiment.h"
#include "tests/support/small_lab.h"

static const char spec[] = "question: q\n"
                           "data: {side: 6}\n"
                           "sweep:\n"
                           "  block: [plain, preact]\n"
                           "  depth: [2, 4]\n"
                           "  seed: [1, 2]\n"
                           "full: {seed: 1..4}\n";

static void write_spec(struct lab *lab, const char *text)
{
    FILE *file = fopen(arena_printf(&lab->arena, "%s/s.yaml", lab->folder), "w");
    fputs(text, file);
    fclose(file);
}

static void plan(struct lab *lab, bool full, int overrides, const struct override *list)
{
    struct experiment e;
    struct request q = {"s", lab->folder, full, NULL, overrides, list};
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
}

static void check_command(struct lab *lab, const char *command)
{
    const char *made = reproduce_command(&lab->arena, lab->store, "s", "s", &lab->failure);
    lab_ok(lab);
    assert_string_equal(made, command);
}

static void as_the_file_says(void **state)
{
    struct lab *lab = *state;
    write_spec(lab, spec);
    plan(lab, false, 0, NULL);
    check_command(lab, "depthlab run s");
    plan(lab, true, 0, NULL);
    check_command(lab, "depthlab run s --full");
}

static void with_what_was_overridden(void **state)
{
    struct lab *lab = *state;
    write_spec(lab, spec);
    plan(lab, false, 2, (struct override[]){{"depth", "8,2"}, {"lr", "0.5"}});
    check_command(lab, "depthlab run s --depth 8,2 --lr 0.5");
    plan(lab, false, 1, (struct override[]){{"seed", "3..9"}});
    check_command(lab, "depthlab run s --seed 3..9");
    plan(lab, false, 1, (struct override[]){{"data.train", "77"}});
    check_command(lab, "depthlab run s --set data.train=77");
    plan(lab, false, 1, (struct override[]){{"branch", "1/sqrt(L)"}});
    check_command(lab, "depthlab run s --branch '1/sqrt(L)'");
    plan(lab, true, 1, (struct override[]){{"width", "8"}});
    check_command(lab, "depthlab run s --full --width 8");
}

static void what_was_never_planned_has_no_command(void **state)
{
    check_command(*state, "");
}

/* Two samples of four pixels, as a table: the program knows the bytes, not where they lie. */
static void data_from_files_are_asked_for(void **state)
{
    struct lab *lab = *state;
    char *csv = arena_printf(&lab->arena, "%s/t.csv", lab->folder);
    FILE *file = fopen(csv, "w");
    for (int i = 0; i < 40; i++)
        fprintf(file, "%d,%d,%s\n", i, i * i, i % 2 ? "a" : "b");
    fclose(file);
    write_spec(lab, spec);
    struct experiment e;
    struct request q = {"s", lab->folder, false, csv, 1, (struct override[]){{"depth", "6"}}};
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    assert_true(e.grid.cell[0].checksum);
    check_command(lab, "depthlab run s --data PATH --depth 6");
}

/* Any four bytes a side will do for the images of an IDX set. */
static void write_idx(const char *folder, const char *part)
{
    static const unsigned char images[16 + 2 * 16] = {0, 0, 8, 3, 0, 0, 0, 2,
                                                      0, 0, 0, 4, 0, 0, 0, 4},
                                               labels[8 + 2] = {0, 0, 8, 1, 0, 0, 0, 2, 0, 1};
    for (int k = 0; k < 2; k++) {
        char path[500];
        snprintf(path, sizeof path, "%s/%s-%s", folder, part,
                 k ? "labels-idx1-ubyte" : "images-idx3-ubyte");
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(k ? labels : images, 1, k ? sizeof labels : sizeof images, file);
        fclose(file);
    }
}

static void augmentation_does_not_come_with_the_data(void **state)
{
    struct lab *lab = *state;
    write_idx(lab->folder, "train");
    write_idx(lab->folder, "t10k");
    write_spec(lab, spec);
    struct experiment e;
    struct request q = {"s",   lab->folder,
                        false, lab->folder,
                        2,     (struct override[]){{"data.crop", "4"}, {"data.flip", "1"}}};
    experiment_read(&lab->arena, &q, &e, &lab->failure);
    experiment_plan(&lab->arena, lab->store, &e, &lab->failure);
    lab_ok(lab);
    check_command(lab, "depthlab run s --data PATH --crop 4 --flip 1");
}

static const char *put(struct lab *lab, const char *name, const char *bytes)
{
    const char *path = arena_printf(&lab->arena, "%s/%s", lab->folder, name);
    FILE *file = fopen(path, "w");
    fputs(bytes, file);
    fclose(file);
    return path;
}

/* As of data, the program knows the bytes. */
static void weights_are_asked_for(void **state)
{
    struct lab *lab = *state;
    const char *w = put(lab, "w", "one");
    write_spec(lab, spec);
    plan(lab, false, 2, (struct override[]){{"start.weights", w}, {"block", "plain"}});
    check_command(lab, "depthlab run s --weights PATH --block plain");
    write_spec(lab, arena_printf(&lab->arena, "%sstart: {weights: %s}\n", spec, w));
    plan(lab, false, 0, NULL);
    check_command(lab, "depthlab run s");
    plan(lab, false, 1, (struct override[]){{"weights", put(lab, "v", "two")}});
    check_command(lab, "depthlab run s --weights PATH");
    plan(lab, false, 2, (struct override[]){{"weights", put(lab, "v", "two")}, {"depth", "8"}});
    check_command(lab, "depthlab run s --weights PATH --depth 8");
    plan(lab, false, 1, (struct override[]){{"weights", "\"\""}});
    check_command(lab, "depthlab run s --weights PATH");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lab_test(as_the_file_says),
        lab_test(with_what_was_overridden),
        lab_test(what_was_never_planned_has_no_command),
        lab_test(data_from_files_are_asked_for),
        lab_test(augmentation_does_not_come_with_the_data),
        lab_test(weights_are_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
