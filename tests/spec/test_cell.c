#include "lab/spec/cell.h"
#include "tests/support/check.h"

static struct failure refused(const char *key, const char *text)
{
    struct cell cell, before;
    struct failure failure = {0};
    cell_preset(&cell);
    before = cell;
    if (!cell_set(&cell, setting_find(key), text, &failure))
        fail_msg("%s took `%s`", key, text);
    assert_memory_equal(&cell, &before, sizeof cell);
    return failure;
}

static void check_refused(const char *key, const char *text, const char *message)
{
    struct failure failure = refused(key, text);
    assert_int_equal(failure.status, STATUS_DATA);
    assert_string_equal(failure.message, message);
}

static void the_preset_is_the_base_protocol(void **state)
{
    (void)state;
    struct cell c;
    cell_preset(&c);
    assert_int_equal(c.seed, 1);
    assert_string_equal(c.data.name, "glyphs");
    assert_string_equal(c.data.path, "");
    assert_string_equal(c.start.from, "");
    assert_string_equal(c.start.weights, "");
    assert_int_equal(c.data.side, 12);
    check_near(c.data.noise, 0.35, 0);
    assert_int_equal(c.data.train, 4000);
    assert_int_equal(c.data.test, 1000);
    assert_int_equal(c.data.take, 0);
    assert_int_equal(c.data.augment.crop, 0);
    assert_int_equal(c.data.augment.flip, 0);
    assert_int_equal(c.data.arms, 3);
    assert_int_equal(c.data.features, 32);
    assert_int_equal(c.data.classes, 10);
    assert_string_equal(c.net.family, "mlp");
    assert_int_equal(c.net.width, 32);
    assert_int_equal(c.net.span, 2);
    assert_string_equal(c.net.norm, "none");
    assert_string_equal(c.net.activation, "relu");
    assert_string_equal(c.net.init, "he");
    assert_int_equal(c.train.steps, 400);
    assert_int_equal(c.train.batch, 128);
    assert_string_equal(c.train.optimizer, "sgd");
    check_near(c.train.lr, 0.01, 0);
    check_near(c.train.momentum, 0.9, 0);
    check_near(c.train.weight_decay, 0, 0);
}

static void what_was_set_is_got(void **state)
{
    (void)state;
    static const char *const good[][2] = {{"seed", "9007199254740991"},
                                          {"depth", "1"},
                                          {"depth", "100000"},
                                          {"lr", "0.003"},
                                          {"lr", "1e-05"},
                                          {"lr", "0"},
                                          {"block", "preact"},
                                          {"path", "/a b/c"},
                                          {"branch", "1/sqrt(L)"},
                                          {"init", "normal(0.1)"},
                                          {"momentum", "0.95"},
                                          {"evaluate", "0"}};
    struct arena arena;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct cell cell = {0};
        const struct setting *s = setting_find(good[i][0]);
        if (cell_set(&cell, s, good[i][1], &failure))
            fail_msg("%s", failure.message);
        assert_string_equal(cell_get(&arena, &cell, s, &failure), good[i][1]);
    }
    arena_close(&arena);
}

static void a_number_must_be_one(void **state)
{
    (void)state;
    check_refused("depth", "4x", "net.depth takes a whole number, not `4x`");
    check_refused("depth", "4-8",
                  "net.depth takes a whole number, not `4-8`\na range is written 4..8");
    check_refused("depth", "4.5", "net.depth takes a whole number, not `4.5`");
    check_refused("depth", "0x10", "net.depth takes a whole number, not `0x10`");
    check_refused("steps", "99999999999999999999",
                  "train.steps takes a whole number, not `99999999999999999999`");
    check_refused("lr", "0.1x", "train.lr takes a number, not `0.1x`");
    check_refused("lr", "nan", "train.lr takes a number, not `nan`");
    check_refused("lr", "1e999", "train.lr takes a number, not `1e999`");
}

static void a_number_must_be_in_range(void **state)
{
    (void)state;
    check_refused("depth", "0", "net.depth takes 1 to 100000, not 0");
    check_refused("depth", "-2", "net.depth takes 1 to 100000, not -2");
    check_refused("momentum", "1.5", "train.momentum takes 0 to 1, not 1.5");
    check_refused("steps", "4294967297", "train.steps takes 0 to 1000000000, not 4294967297");
    /* the last whole number that a double, JSON and SQLite all hold */
    check_refused("seed", "9007199254740992",
                  "seed takes 0 to 9007199254740991, not 9007199254740992");
    check_refused("seed", "-1", "seed takes 0 to 9007199254740991, not -1");
}

static void a_word_must_be_listed(void **state)
{
    (void)state;
    struct failure failure = refused("norm", "bacth");
    static const char first[] = "net.norm cannot be `bacth`; it is one of none, batch, ";
    assert_memory_equal(failure.message, first, sizeof first - 1);
    assert_string_equal(strchr(failure.message, '\n'), "\ndid you mean `batch`?");
    assert_null(strchr(refused("norm", "x").message, '\n'));
    refused("norm", "");
    refused("norm", "batch ");
    refused("init", "norm(0.1)");
    refused("init", "normal(0.1");
    refused("form", "bottleneck(1)");
    refused("variant", "torchvision(1)");
    refused("optimizer", "adam(0.9)");
    refused("data.name", "glyphs(2)");
    refused("init", "(0.1)");
}

static void a_factor_has_a_layer(void **state)
{
    (void)state;
    for (int layer = 0; layer < 2; layer++) {
        struct cell cell;
        struct failure failure = {0};
        cell_preset(&cell);
        cell.net.damp = 0.1;
        cell.net.damp_layer = layer;
        assert_int_equal(cell_check(&cell, &failure), layer ? STATUS_OK : STATUS_DATA);
        assert_int_equal(!strstr(failure.message, "give net.damp_layer, 1 to 8"), layer);
    }
}

static void a_generated_set_has_samples_and_a_real_one_has_its_own(void **state)
{
    (void)state;
    struct cell cell;
    for (int k = 0; k < 2; k++) {
        struct failure failure = {0};
        cell_preset(&cell);
        *(k ? &cell.data.test : &cell.data.train) = 0;
        assert_int_equal(cell_check(&cell, &failure), STATUS_DATA);
        assert_non_null(strstr(failure.message, "at least 1 sample"));
        failure = (struct failure){0};
        cell.data.path = "some/where";
        assert_int_equal(cell_check(&cell, &failure), STATUS_OK);
    }
}

static void a_block_is_a_whole_number_of_layers(void **state)
{
    (void)state;
    struct cell cell;
    struct failure failure = {0};
    cell_preset(&cell);
    assert_int_equal(cell_check(&cell, &failure), STATUS_OK);
    cell.net.depth = 5;
    assert_int_equal(cell_check(&cell, &failure), STATUS_DATA);
    assert_string_equal(failure.message, "depth 5 is not a whole number of blocks of 2 layers");
}

static void the_number_of_an_init_is_checked(void **state)
{
    (void)state;
    struct cell cell;
    struct failure failure = {0};
    cell_preset(&cell);
    cell.net.init = "normal(0.1)";
    assert_int_equal(cell_check(&cell, &failure), STATUS_OK);
    cell.net.init = "normal(x)";
    assert_int_equal(cell_check(&cell, &failure), STATUS_DATA);
    failure = (struct failure){0};
    cell.net.init = "he(3)";
    assert_int_equal(cell_check(&cell, &failure), STATUS_DATA);
}

static void batch_norm_takes_two_samples(void **state)
{
    (void)state;
    static const struct {
        const char *norm, *family, *path;
        int batch, train, take;
        const char *message;
    } known[] = {
        {"batch", "mlp", "", 1, 100, 0, "train.batch is 1: batch norm over one sample"},
        {"batch", "mlp", "x", 1, 0, 0, "train.batch is 1: batch norm over one sample"},
        {"batch", "mlp", "", 8, 1, 0, "data.train is 1: batch norm over one sample"},
        {"batch", "mlp", "", 8, 9, 1, "data.take is 1: batch norm over one sample"},
        {"batch", "mlp", "x", 8, 1, 0, NULL}, /* how many it has, its files tell */
        {"batch", "mlp", "", 2, 2, 0, NULL},
        {"none", "mlp", "", 1, 1, 0, NULL},
        {"batch", "cifar", "", 1, 1, 0, NULL},
    };
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        struct cell cell;
        struct failure failure = {0};
        cell_preset(&cell);
        cell.net.norm = known[k].norm;
        cell.net.family = known[k].family;
        cell.data.path = known[k].path;
        cell.train.batch = known[k].batch;
        cell.data.train = known[k].train;
        cell.data.take = known[k].take;
        assert_int_equal(cell_check(&cell, &failure), known[k].message ? STATUS_DATA : STATUS_OK);
        if (known[k].message)
            assert_non_null(strstr(failure.message, known[k].message));
    }
}

static void only_images_are_shifted_and_mirrored(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool images;
    } known[] = {{"glyphs", true}, {"idx", true},      {"cifar", true},
                 {"csv", false},   {"spirals", false}, {"teacher", false}};
    for (int k = 0; k < 6; k++)
        for (int how = 0; how < 3; how++) {
            struct cell cell;
            struct failure failure = {0};
            cell_preset(&cell);
            cell.data.name = known[k].name;
            cell.data.augment = (struct augment){how == 1 ? 4 : 0, how == 2};
            assert_int_equal(cell_check(&cell, &failure),
                             how && !known[k].images ? STATUS_DATA : STATUS_OK);
            if (failure.status)
                assert_non_null(strstr(failure.message, known[k].name));
        }
}

static void a_net_starts_from_a_run_or_from_a_file(void **state)
{
    (void)state;
    struct cell cell;
    struct failure failure = {0};
    cell_preset(&cell);
    cell.start.weights = "w.safetensors";
    assert_int_equal(cell_check(&cell, &failure), STATUS_OK);
    cell.start.from = "steps=3";
    assert_int_equal(cell_check(&cell, &failure), STATUS_DATA);
    assert_string_equal(failure.message,
                        "start.from and start.weights: a net starts from another run or from a "
                        "file, not from both");
    failure = (struct failure){0};
    cell.start.weights = "";
    assert_int_equal(cell_check(&cell, &failure), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_preset_is_the_base_protocol),
        cmocka_unit_test(what_was_set_is_got),
        cmocka_unit_test(a_number_must_be_one),
        cmocka_unit_test(a_number_must_be_in_range),
        cmocka_unit_test(a_word_must_be_listed),
        cmocka_unit_test(a_factor_has_a_layer),
        cmocka_unit_test(a_generated_set_has_samples_and_a_real_one_has_its_own),
        cmocka_unit_test(a_block_is_a_whole_number_of_layers),
        cmocka_unit_test(the_number_of_an_init_is_checked),
        cmocka_unit_test(batch_norm_takes_two_samples),
        cmocka_unit_test(only_images_are_shifted_and_mirrored),
        cmocka_unit_test(a_net_starts_from_a_run_or_from_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
