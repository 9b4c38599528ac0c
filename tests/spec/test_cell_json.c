#include "lab/base/hash.h"
#include "lab/base/rng.h"
#include "lab/spec/cell.h"
#include "lab/spec/cell_json.h"
#include "tests/support/check.h"

struct fixture {
    struct arena arena;
    struct failure failure;
};

static int open_arena(void **state)
{
    static struct fixture f;
    *state = &f;
    arena_open(&f.arena, (size_t)1 << 28);
    return 0;
}

static int close_arena(void **state)
{
    struct fixture *f = *state;
    arena_close(&f->arena);
    return 0;
}

static void the_hash_is_fnv_1a(void **state)
{
    (void)state;
    /* Test vectors of the FNV draft, 64 bits. */
    static const char *const known[][2] = {{"", "cbf29ce484222325"},
                                           {"a", "af63dc4c8601ec8c"},
                                           {"b", "af63df4c8601f1a5"},
                                           {"foobar", "85944171f73967e8"}};
    char hash[17];
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        hash_text(known[i][0], hash);
        assert_string_equal(hash, known[i][1]);
    }
}

static void the_text_is_json_in_the_tables_order(void **state)
{
    struct fixture *f = *state;
    struct cell cell;
    cell_preset(&cell);
    cell.checksum = 4000000000U, cell.start.checksum = 7;
    cell.data.mean = cell.data.std = "1";
    const char *text = cell_json(&f->arena, &cell, &f->failure), *at = text;
    assert_non_null(strstr(text,
                           "{\"seed\":1,\"data.name\":\"glyphs\",\"data.checksum\":4000000000,"
                           "\"data.side\":12,\"data.noise\":0.35,"));
    assert_non_null(strstr(text, ",\"start.checksum\":7,"));
    for (const struct setting *s = settings; s->key; s++) {
        if (cell_checksum_key(s) || s->silent)
            continue;
        at = strstr(at, arena_printf(&f->arena, "\"%s\":", s->key));
        assert_non_null(at);
    }
    assert_int_equal(text[strlen(text) - 1], '}');
}

static void a_setting_younger_than_runs_leaves_their_identity_alone(void **state)
{
    struct fixture *f = *state;
    struct cell cell, back;
    cell_preset(&cell);
    assert_null(strstr(cell_json(&f->arena, &cell, &f->failure), "data.drop"));
    assert_null(strstr(cell_json(&f->arena, &cell, &f->failure), "data.header"));
    cell.data.drop = "Id,7";
    cell.data.header = "no";
    const char *text = cell_json(&f->arena, &cell, &f->failure);
    assert_non_null(strstr(text, ",\"data.drop\":\"Id,7\",\"data.header\":\"no\","));
    assert_int_equal(cell_from_json(&f->arena, text, &back, &f->failure), STATUS_OK);
    assert_string_equal(back.data.drop, "Id,7");
    cell_preset(&cell);
    assert_int_equal(
        cell_from_json(&f->arena, cell_json(&f->arena, &cell, &f->failure), &back, &f->failure),
        STATUS_OK);
    assert_string_equal(back.data.drop, "");
    assert_string_equal(back.data.header, "auto");
}

static void runs_that_had_a_name_keep_it(void **state)
{
    struct fixture *f = *state;
    struct cell cell, back;
    char hash[17];
    cell_preset(&cell);
    cell.arithmetic = NULL;
    hash_text(cell_json(&f->arena, &cell, &f->failure), hash);
    assert_string_equal(hash, "309a7bcdf1aec17b"); /* before data.mean, data.std and arithmetic */
    cell.data.mean = "0.5 0.4";
    cell.data.std = "0.2 0.1";
    const char *text = cell_json(&f->arena, &cell, &f->failure);
    assert_non_null(strstr(text, ",\"data.mean\":\"0.5 0.4\",\"data.std\":\"0.2 0.1\","));
    assert_int_equal(cell_from_json(&f->arena, text, &back, &f->failure), STATUS_OK);
    assert_string_equal(back.data.mean, "0.5 0.4");
    assert_string_equal(back.data.std, "0.2 0.1");
}

static void where_files_lie_is_no_part_of_it(void **state)
{
    struct fixture *f = *state;
    struct cell a, b, c;
    cell_preset(&a);
    b = a;
    b.data.path = b.start.weights = "/somewhere/else";
    const char *text = cell_json(&f->arena, &a, &f->failure);
    assert_string_equal(text, cell_json(&f->arena, &b, &f->failure));
    c = b;
    b.checksum = c.start.checksum = 1;
    assert_string_not_equal(text, cell_json(&f->arena, &b, &f->failure));
    assert_string_not_equal(text, cell_json(&f->arena, &c, &f->failure));
    assert_string_not_equal(cell_json(&f->arena, &b, &f->failure),
                            cell_json(&f->arena, &c, &f->failure));
}

static void of_a_path_the_checksum_is_known(void **state)
{
    struct fixture *f = *state;
    struct cell cell;
    cell_preset(&cell);
    cell.data.path = "x";
    cell.checksum = 0xa1b2c3;
    cell.start.checksum = 0xdeadbeef;
    const struct setting *data = setting_find("path"), *weights = setting_find("weights");
    assert_string_equal(cell_recorded(&f->arena, &cell, data, &f->failure), "00a1b2c3");
    assert_string_equal(cell_recorded(&f->arena, &cell, weights, &f->failure), "deadbeef");
    assert_string_equal(cell_recorded(&f->arena, &cell, setting_find("side"), &f->failure), "12");
    assert_string_equal(cell_checksum_key(data), "data.checksum");
    assert_string_equal(cell_checksum_key(weights), "start.checksum");
    assert_null(cell_checksum_key(setting_find("label")));
}

static void every_setting_but_a_path_changes_it(void **state)
{
    struct fixture *f = *state;
    struct cell preset;
    cell_preset(&preset);
    const char *text = cell_json(&f->arena, &preset, &f->failure);
    for (const struct setting *s = settings; s->key; s++) {
        if (cell_checksum_key(s) || (s->word && !s->word(1)))
            continue;
        struct cell cell = preset;
        const char *was = cell_get(&f->arena, &preset, s, &f->failure);
        const char *other = s->word ? s->word(strcmp(was, s->word(0)) ? 0 : 1)
                                    : arena_printf(&f->arena, "%.0f", s->low);
        if (!strcmp(other, was))
            other = arena_printf(&f->arena, "%.0f", s->low + 1);
        assert_int_equal(cell_set(&cell, s, other, &f->failure), STATUS_OK);
        assert_string_not_equal(cell_json(&f->arena, &cell, &f->failure), text);
    }
}

/* A value of the setting, drawn at random. */
static const char *draw(struct arena *arena, const struct setting *s, struct stream r, uint64_t *i)
{
    int words = 0;
    static const char *const odd[] = {"",
                                      "a b",
                                      "\"quoted\\\"",
                                      "\xc3\xa4\xe2\x82\xac",
                                      " x ",
                                      "# no",
                                      "{a: [1, 2]}",
                                      "\xf0\x9f\x98\x80",
                                      "a\nb\tc",
                                      "null",
                                      "12",
                                      "\xe2\x80\xa8",
                                      "\xc2\x85",
                                      "\x7f\x01",
                                      "'",
                                      "- x: &y *z !t"};
    switch (s->type) {
    case SETTING_TEXT:
        if (!s->word)
            return odd[stream_below(r, (*i)++, sizeof odd / sizeof *odd)];
        while (s->word(words))
            words++;
        return s->word((int)stream_below(r, (*i)++, (uint64_t)words));
    case SETTING_REAL:
        return arena_printf(arena, "%.17g",
                            s->low + (s->high - s->low) * pow(stream_uniform(r, (*i)++), 9));
    default:
        return arena_printf(arena, "%.0f",
                            s->low + floor((s->high - s->low) * stream_uniform(r, (*i)++)));
    }
}

/* A build's own; that of another build comes back as it is; older programs did not say. */
static void runs_of_different_arithmetic_are_different_runs(void **state)
{
    struct fixture *f = *state;
    struct cell cell, back;
    cell_preset(&cell);
    assert_string_equal(cell.arithmetic, DEPTHLAB_ARITHMETIC);
    const char *const arithmetic[] = {"portable", "fast", NULL}, *text[3];
    for (int i = 0; i < 3; i++) {
        cell.arithmetic = arithmetic[i];
        text[i] = cell_json(&f->arena, &cell, &f->failure);
        assert_int_equal(cell_from_json(&f->arena, text[i], &back, &f->failure), 0);
        assert_string_equal(cell_json(&f->arena, &back, &f->failure), text[i]);
        for (int k = 0; k < i; k++)
            assert_string_not_equal(text[i], text[k]);
    }
    assert_non_null(strstr(text[0], ",\"arithmetic\":\"portable\"}"));
    assert_null(strstr(text[2], "arithmetic"));
}

static void any_cell_comes_back_from_its_text(void **state)
{
    struct fixture *f = *state;
    struct stream r = stream_of(1, PURPOSE_TEST, 1, 0);
    uint64_t i = 0;
    for (int round = 0; round < 1000; round++) {
        struct cell cell = {.checksum = (uint32_t)stream_below(r, i++, UINT32_MAX)}, back;
        cell.start.checksum = (uint32_t)stream_below(r, i++, UINT32_MAX);
        arena_rewind(&f->arena, 0);
        for (const struct setting *s = settings; s->key; s++)
            assert_int_equal(cell_set(&cell, s, draw(&f->arena, s, r, &i), &f->failure), 0);
        const char *text = cell_json(&f->arena, &cell, &f->failure);
        if (cell_from_json(&f->arena, text, &back, &f->failure))
            fail_msg("%s", f->failure.message);
        assert_int_equal(back.checksum, cell.checksum);
        assert_int_equal(back.start.checksum, cell.start.checksum);
        assert_string_equal(back.data.path, "");
        assert_string_equal(back.start.weights, "");
        back.data.path = cell.data.path;
        back.start.weights = cell.start.weights;
        for (const struct setting *s = settings; s->key; s++)
            assert_string_equal(cell_get(&f->arena, &back, s, &f->failure),
                                cell_get(&f->arena, &cell, s, &f->failure));
        assert_string_equal(cell_json(&f->arena, &back, &f->failure), text);
    }
}

static void bytes_that_are_no_text_still_make_good_json(void **state)
{
    struct fixture *f = *state;
    struct cell cell, back;
    cell_preset(&cell);
    cell.data.label = "a\xff\xc3(\xe2\x82";
    assert_int_equal(
        cell_from_json(&f->arena, cell_json(&f->arena, &cell, &f->failure), &back, &f->failure), 0);
    assert_string_equal(back.data.label, "a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd");
}

static void a_setting_that_is_missing_keeps_its_default(void **state)
{
    struct fixture *f = *state;
    struct cell cell;
    assert_int_equal(cell_from_json(&f->arena, "{\"net.depth\":16}", &cell, &f->failure),
                     STATUS_OK);
    assert_int_equal(cell.net.depth, 16);
    assert_int_equal(cell.net.width, 32);
}

static void refuses_a_text_that_is_no_cell(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {
        "",
        "[]",
        "7",
        "{",
        "{\"net.dept\":16}",
        "{\"depth\":16}", /* short keys are for people */
        "{\"net.depth\":\"16\"}",
        "{\"net.depth\":16x}",
        "{\"net.depth\":[16]}",
        "{\"net.block\":plain}",
        "{\"net.depth\":16,\"net.depth\":16}",
        "{\"data.checksum\":-1}",
        "{\"arithmetic\":portable}",
        "{\"data.checksum\":4294967296}",
        "{\"start.checksum\":-1}",
        "{\"start.checksum\":\"1\"}",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cell cell;
        struct failure failure = {0};
        if (!cell_from_json(&f->arena, bad[i], &cell, &failure))
            fail_msg("`%s` was read", bad[i]);
        assert_int_equal(failure.status, STATUS_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_fnv_1a),
        cmocka_unit_test(the_text_is_json_in_the_tables_order),
        cmocka_unit_test(a_setting_younger_than_runs_leaves_their_identity_alone),
        cmocka_unit_test(runs_that_had_a_name_keep_it),
        cmocka_unit_test(where_files_lie_is_no_part_of_it),
        cmocka_unit_test(of_a_path_the_checksum_is_known),
        cmocka_unit_test(every_setting_but_a_path_changes_it),
        cmocka_unit_test(runs_of_different_arithmetic_are_different_runs),
        cmocka_unit_test(any_cell_comes_back_from_its_text),
        cmocka_unit_test(bytes_that_are_no_text_still_make_good_json),
        cmocka_unit_test(a_setting_that_is_missing_keeps_its_default),
        cmocka_unit_test(refuses_a_text_that_is_no_cell),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
