#include "lab/spec/cell_json.h"
#include "lab/spec/grid.h"
#include "tests/support/spec_text.h"

/* ---- what a spec says ---- */

static void a_spec_says_what_its_file_says(void **state)
{
    struct reader *r = *state;
    must_read(r, model, false, NULL);
    const struct spec *s = &r->spec;
    assert_string_equal(s->name, "x");
    assert_string_equal(s->file, "x.yaml");
    assert_string_equal(s->text, model);
    assert_string_equal(s->question, "Does TRAINING loss rise with depth?");
    assert_string_equal(s->claim, "Deeper plain networks reach a higher training loss.");
    assert_string_equal(s->source, "He et al. 2015, fig. 1; the source article");
    assert_string_equal(s->base.net.branch, "zero-last");
    check_near(s->base.train.lr, 0.01, 0);
    assert_string_equal(axes_of(r), "net.block: plain preact | net.depth: 2 4 8 16 32 64 128 | "
                                    "seed: 1 2 3 4 5");
    assert_int_equal(r->grid.cells, 70);
    assert_int_equal(s->figures, 2);
    assert_string_equal(s->figure[1], "depth-curve");
}

static void a_statement_keeps_its_place(void **state)
{
    struct reader *r = *state;
    must_read(r, model, false, NULL);
    assert_int_equal(r->spec.expectations, 2);
    const struct expectation *e = r->spec.expectation;
    assert_string_equal(e[0].say, "at 32 layers the plain net trains worse");
    assert_string_equal(e[0].kind, "compare");
    assert_string_equal(e[0].text, "train_loss of {block: plain} > train_loss of {block: preact}");
    assert_int_equal(e[0].line, 14);
    assert_int_equal(e[0].column, 15); /* behind the quote */
    assert_string_equal(e[1].kind, "near");
    assert_string_equal(e[1].text, "train_loss of {block plain, depth 128} near 2.3 within 0.1");
}

static void what_is_not_said_has_its_default(void **state)
{
    struct reader *r = *state;
    struct cell preset;
    cell_preset(&preset);
    must_read(r, "question: why?\n", false, NULL);
    cell_settle(&r->spec.base);
    assert_string_equal(cell_json(&r->arena, &r->spec.base, &r->failure),
                        cell_json(&r->arena, &preset, &r->failure));
    assert_string_equal(r->spec.claim, "");
    assert_string_equal(r->spec.source, "");
    assert_int_equal(r->spec.axes + r->spec.expectations + r->spec.figures, 0);
}

static void probes_have_their_steps_and_runs_keep_them(void **state)
{
    struct reader *r = *state;
    must_read(r,
              "question: q\ntrain: {steps: 60, keep: \"10\"}\nprobe: {response: [0, 10, 30, 60, "
              "final]}\n",
              false, NULL);
    assert_int_equal(r->spec.probes, 1);
    assert_string_equal(r->spec.probe[0].probe->name, "response");
    assert_int_equal(r->spec.probe[0].steps, 5);
    assert_int_equal(r->spec.probe[0].step[2], 30);
    assert_int_equal(r->spec.probe[0].step[4], STEP_FINAL);
    assert_int_equal(r->spec.samples, 0);
    struct grid grid;
    assert_int_equal(grid_expand(&r->arena, &r->spec, &grid, &r->failure), STATUS_OK);
    assert_string_equal(grid.cell[0].train.keep, "10 30");
}

static void a_spec_says_at_how_many_samples_probes_look(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\nprobe: {samples: 2000, rank: [0]}\n", false, NULL);
    assert_int_equal(r->spec.samples, 2000);
    assert_int_equal(r->spec.probes, 1);
}

static void full_replaces_and_adds(void **state)
{
    struct reader *r = *state;
    must_read(r, model, true, NULL);
    assert_string_equal(axes_of(r), "net.block: plain preact | net.depth: 2 4 8 16 32 64 128 | "
                                    "seed: 1 2 3 4 5 6 7 8 9 10 | train.lr: 0.003 0.01 0.03");
    assert_int_equal(r->spec.base.train.steps, 4000);
}

static void full_stands_for_the_whole_spec_wherever_it_is_written(void **state)
{
    struct reader *r = *state;
    must_read(r, "full: {depth: 6, seed: [3, 4]}\nquestion: q\nsweep: {depth: [2, 4], seed: [1]}\n",
              true, NULL);
    assert_string_equal(axes_of(r), "seed: 3 4");
    assert_int_equal(r->grid.cell[0].net.depth, 6);
}

static void full_unasked_for_changes_nothing(void **state)
{
    struct reader *r = *state;
    must_read(r,
              "question: q\nzip: {block: [preact, preact, plain], lr: [1, 2, 2]}\n"
              "full: {lr: 3, depth: [2, 4], steps: 7, question: p}\n",
              false, NULL);
    assert_string_equal(axes_of(r), "net.block: preact preact plain | train.lr: 1 2 2");
    assert_string_equal(r->spec.question, "q");
    assert_int_equal(r->spec.base.train.steps, 400);
}

static void overrides_apply_in_order_and_after_full(void **state)
{
    struct reader *r = *state;
    must_read(r, model, true,
              (struct override[]){
                  {"depth", "4"}, {"seed", "1..2"}, {"lr", "0.5"}, {"depth", "6,8"}, {0}});
    assert_string_equal(axes_of(r), "net.block: plain preact | seed: 1 2 | net.depth: 6 8");
    check_near(r->grid.cell[0].train.lr, 0.5, 0);
}

static void an_override_may_be_a_whole_section_or_a_text(void **state)
{
    struct reader *r = *state;
    must_read(r, model, false,
              (struct override[]){{"data", "{side: 8, noise: 0.1}"},
                                  {"question", "And now?"},
                                  {"figures", "[one]"},
                                  {"train.steps", "7"},
                                  {"net", "{depth: [4, 8], width: 16}"},
                                  {0}});
    assert_int_equal(r->spec.base.data.side, 8);
    assert_int_equal(r->spec.base.train.steps, 7);
    assert_int_equal(r->spec.base.net.width, 16);
    assert_string_equal(r->spec.question, "And now?");
    assert_int_equal(r->spec.figures, 1);
    assert_string_equal(axes_of(r), "net.block: plain preact | net.depth: 4 8 | seed: 1 2 3 4 5");
}

/* ---- what is wrong with one ---- */

static void mistakes_are_shown_where_they_are(void **state)
{
    static const struct {
        const char *text, *message;
    } bad[] = {
        {"", "x.yaml:1:1: there is nothing in it\n    \n    ^"},
        {"just words\n", "x.yaml:1:1: a spec is a mapping: `question: ...`\n    just words\n    ^"},
        {"claim: c\n", "x.yaml: there is no `question:`"},
        {"question: \"\\e[2J\"\n",
         "x.yaml:1:12: `question:` holds control characters\n    question: "
         "\"\\e[2J\"\n               ^"},
        {"question: q\nnet:\n  widht: 32\n",
         "x.yaml:3:3: unknown key `widht`\n    widht: 32\n    ^\ndid you mean `width`?"},
        {"question: q\ntrain: {checkpoint: 9}\n",
         "x.yaml:2:9: there is no setting `checkpoint` any more\n    train: {checkpoint: 9}\n"
         "            ^\nwhat a killed run goes on from is written every few seconds; leave it "
         "out"},
        {"question: q\nnet: {lr: 1}\n",
         "x.yaml:2:7: unknown key `lr`\n    net: {lr: 1}\n          ^\ndid you mean `train.lr`?"},
        {"qestion: q\n",
         "x.yaml:1:1: unknown key `qestion`\n    qestion: q\n    ^\ndid you mean `question`?"},
        {"question: q\ndepth: 4\n",
         "x.yaml:2:1: unknown key `depth`\n    depth: 4\n    ^\ndid you mean `net.depth`?"},
        {"question: q\nsweep: {dept: [4]}\n",
         "x.yaml:2:9: unknown key `dept`\n    sweep: {dept: [4]}\n            ^\n"
         "did you mean `depth`?"},
        {"question: q\nsweep: {elephants: [4]}\n",
         "x.yaml:2:9: unknown key `elephants`\n    sweep: {elephants: [4]}\n            ^"},
        {"question: q\nnet: {depth: 4, width: 8, depth: 6}\n",
         "x.yaml:2:27: `depth` is here twice; it is also on line 2\n"
         "    net: {depth: 4, width: 8, depth: 6}\n                              ^"},
        {"question: q\nclaim: c\nquestion: p\n",
         "x.yaml:3:1: `question` is here twice; it is also on line 1\n    question: p\n    ^"},
        {"question: q\nsweep:\n  depth: [4]\nzip:\n  net.depth: [8]\n",
         "x.yaml:5:3: net.depth is swept twice; also on line 3\n    net.depth: [8]\n    ^"},
        {"question: [q]\n",
         "x.yaml:1:11: `question:` takes a text, not a list\n    question: [q]\n              ^"},
        {"question:\n", "x.yaml:1:10: `question:` has no text\n    question:\n             ^"},
        {"question: q\nnet: 4\n",
         "x.yaml:2:6: `net:` takes a mapping, not a text\n    net: 4\n         ^"},
        {"question: q\nnet: {depth: four}\n",
         "x.yaml:2:14: net.depth takes a whole number, not `four`\n    net: {depth: four}\n"
         "                 ^"},
        {"question: q\nnet: {depth: 0.1x}\n",
         "x.yaml:2:14: net.depth takes a whole number, not `0.1x`\n    net: {depth: 0.1x}\n"
         "                 ^"},
        {"question: q\nnet: {depth: 010}\n",
         "x.yaml:2:14: net.depth takes a whole number, not `010`\n    net: {depth: 010}\n"
         "                 ^"},
        {"question: q\nnet: {depth: 99999999999999999999}\n",
         "x.yaml:2:14: net.depth takes a whole number, not `99999999999999999999`\n"
         "    net: {depth: 99999999999999999999}\n                 ^"},
        {"question: q\nnet: {depth: 0}\n", "x.yaml:2:14: net.depth takes 1 to 100000, not 0\n    "
                                           "net: {depth: 0}\n                 ^"},
        {"question: q\ntrain: {lr: .inf}\n", "x.yaml:2:13: train.lr takes a number, not `.inf`\n   "
                                             " train: {lr: .inf}\n                ^"},
        {"question: q\nnet: {depth: '4'}\n",
         "x.yaml:2:15: net.depth takes a number, not a text in quotes\n    net: {depth: '4'}\n"
         "                  ^"},
        {"question: q\nnet: {depth: [4, 8]}\n",
         "x.yaml:2:14: net.depth takes one value here\n    net: {depth: [4, 8]}\n"
         "                 ^\na list belongs in `sweep:`"},
        {"question: q\nnet:\n  depth:\n",
         "x.yaml:3:9: net.depth has no value\n    depth:\n          ^"},
        {"question: q\nsweep: {depth: 4}\n",
         "x.yaml:2:16: net.depth takes a list here: [4]\n    sweep: {depth: 4}\n"
         "                   ^"},
        {"question: q\nsweep: {depth: []}\n",
         "x.yaml:2:16: net.depth has an empty list\n    sweep: {depth: []}\n                   ^"},
        {"question: q\nsweep: {depth: [4, 8, 4]}\n",
         "x.yaml:2:23: net.depth is to be 4 twice\n    sweep: {depth: [4, 8, 4]}\n"
         "                          ^"},
        {"question: q\nsweep: [depth]\n",
         "x.yaml:2:8: `sweep:` takes a mapping, not a list\n    sweep: [depth]\n           ^"},
        {"question: q\nzip: {depth: [2, 4], width: [8]}\n",
         "x.yaml:2:29: net.width has 1 values and net.depth has 2; axes that move together are "
         "equally long\n    zip: {depth: [2, 4], width: [8]}\n                                ^"},
        {"question: q\nzip: {depth: [2, 4, 2], width: [8, 8, 8]}\n",
         "x.yaml:2:6: places 1 and 3 of this group are the same\n"
         "    zip: {depth: [2, 4, 2], width: [8, 8, 8]}\n         ^"},
        {"question: q\nfull: {steps: 4o}\n", /* even when it is not asked for */
         "x.yaml:2:15: train.steps takes a whole number, not `4o`\n    full: {steps: 4o}\n"
         "                  ^"},
        {"question: q\nzip: {depth: [2, 4], width: [8, 9]}\nfull: {depth: [2]}\n",
         "x.yaml:3:15: net.depth moves together with net.width (`zip:`), so it takes 2 values, "
         "not 1\n    full: {depth: [2]}\n                  ^"},
        {"question: q\nfull: {expect: []}\n",
         "x.yaml:2:8: `expect` cannot be changed here\n    full: {expect: []}\n           ^"},
        {"question: q\nfull: {stepps: 4}\n",
         "x.yaml:2:8: unknown key `stepps`\n    full: {stepps: 4}\n           ^\n"
         "did you mean `steps`?"},
        {"question: q\nexpect: {say: s}\n",
         "x.yaml:2:9: `expect:` takes a list, not a mapping\n    expect: {say: s}\n            ^"},
        {"question: q\nexpect: [s]\n",
         "x.yaml:2:10: a statement has `say:` and `compare:`, `near:` or `check:`\n"
         "    expect: [s]\n             ^"},
        {"question: q\nexpect:\n  - say: s\n",
         "x.yaml:3:5: this statement lacks `compare:`, `near:` or `check:`\n    - say: s\n      ^"},
        {"question: q\nexpect:\n  - compare: a > b\n",
         "x.yaml:3:5: this statement lacks `say:`\n    - compare: a > b\n      ^"},
        {"question: q\nexpect:\n  - say: s\n    check: a == b\n    near: c\n",
         "x.yaml:5:5: a statement has `check:` or `near:`, not both\n    near: c\n    ^"},
        {"question: q\nexpect:\n  - say: s\n    comparre: a > b\n",
         "x.yaml:4:5: unknown key `comparre`\n    comparre: a > b\n    ^\n"
         "did you mean `compare`?"},
        {"question: q\nexpect:\n  - say: s\n    compare: loss of {block: plain} > 2\n",
         "x.yaml:4:28: this is not YAML: mapping values are not allowed in this context\n"
         "    compare: loss of {block: plain} > 2\n                           ^\n"
         "a text that holds `: ` needs quotes"},
        {"question: q\nfigures: degradation\n",
         "x.yaml:2:10: `figures:` takes a list, not a text\n    figures: degradation\n"
         "             ^"},
        {"question: q\nfigures: [../a]\n",
         "x.yaml:2:11: a figure's name has letters, digits, -, _ and . , and begins with a letter, "
         "a digit or _\n    figures: [../a]\n"
         "              ^"},
        {"question: q\nprobe: {rank: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]}\n",
         "x.yaml:2:15: a probe runs at 16 steps at most\n    probe: {rank: [0, 1, 2, 3, 4, 5, 6, "
         "7, 8, 9, 10, 11, 12, 13, 14, 15, 16]}\n                  ^"},
        {"question: q\nfigures: [a, b, a]\n", "x.yaml:2:17: the figure `a` is here twice\n    "
                                              "figures: [a, b, a]\n                    ^"},
        {"question: q\nnet:\n\tdepth: 4\n",
         "x.yaml:3:1: this is not YAML: found character that cannot start any token\n"
         "     depth: 4\n    ^\nYAML is indented by spaces, never by tabs; a text that begins with "
         "@ "
         "or ` or % needs quotes"},
        {"question: q\nclaim: \xff\n",
         "x.yaml:2:8: this is not YAML: invalid leading UTF-8 octet\n    claim: ?\n           ^\n"
         "a spec is written in UTF-8"},
        {"question: q\nprobe: {respons: [0]}\n",
         "x.yaml:2:9: there is no probe `respons`\n    probe: {respons: [0]}\n            "
         "^\ndid you mean `response`?"},
        {"question: q\nprobe: {samples: 0}\n", "x.yaml:2:18: probes use 1 to 65536 samples\n   "
                                               " probe: {samples: 0}\n                   "
                                               "  ^"},
        {"question: q\nprobe: {response: [0, last]}\n",
         "x.yaml:2:23: a probe runs after a number of updates, or at `final`\n    probe: "
         "{response: [0, last]}\n                          ^"},
        {"question: q\n---\nquestion: q\n",
         "x.yaml:2:1: a second document begins here\n    ---\n    ^"},
    };
    struct reader *r = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (!read_spec(r, bad[i].text, false, NULL))
            fail_msg("this was read:\n%s", bad[i].text);
        assert_int_equal(r->failure.status, STATUS_DATA);
        if (strcmp(r->failure.message, bad[i].message))
            fail_msg("want: %s\nhave: %s", bad[i].message, r->failure.message);
    }
}

/* The list of words grows with every block, so it is not part of the message wanted here. */
static void a_mistyped_word_is_answered_with_the_list_and_the_nearest(void **state)
{
    struct reader *r = *state;
    static const char first[] = "x.yaml:2:14: net.block cannot be `plane`; it is one of plain, ";
    static const char rest[] =
        "\n    net: {block: plane}\n                 ^\ndid you mean `plain`?";
    assert_int_equal(read_spec(r, "question: q\nnet: {block: plane}\n", false, NULL), STATUS_DATA);
    assert_memory_equal(r->failure.message, first, sizeof first - 1);
    assert_non_null(strstr(r->failure.message, rest));
}

static void mistakes_in_overrides_are_shown_too(void **state)
{
    static const struct {
        struct override set;
        const char *message;
    } bad[] = {
        {{"dept", "4"}, "--set: unknown key `dept`\n    dept=4\n    ^\ndid you mean `depth`?"},
        {{"net.dept", "4"},
         "--set: unknown key `net.dept`\n    net.dept=4\n    ^\ndid you mean `net.depth`?"},
        {{"swep", "{}"}, "--set: unknown key `swep`\n    swep={}\n    ^\ndid you mean `sweep`?"},
        {{"depth", ""}, "--set: net.depth has no value\n    depth=\n          ^"},
        {{"depth", "4x"},
         "--set: net.depth takes a whole number, not `4x`\n    depth=4x\n          ^"},
        {{"depth", "[4"},
         "--set: this is not YAML: did not find expected ',' or ']'\n    depth=[4\n          ^"},
        {{"data", "glyphs"},
         "--set: `data:` takes a mapping, not a text\n    data=glyphs\n         ^"},
        {{"data", "{side: x}"},
         "--set: data.side takes a whole number, not `x`\n    data={side: x}\n                ^"},
        {{"expect", "[]"}, "--set: `expect` cannot be changed here\n    expect=[]\n    ^"},
        {{"full", "{}"}, "--set: `full` cannot be changed here\n    full={}\n    ^"},
        {{"", "4"}, "--set: unknown key ``\n    =4\n    ^"},
    };
    struct reader *r = *state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (!read_spec(r, model, false, (struct override[]){bad[i].set, {0}}))
            fail_msg("this was taken: %s=%s", bad[i].set.key, bad[i].set.value);
        assert_int_equal(r->failure.status, STATUS_USAGE);
        if (strcmp(r->failure.message, bad[i].message))
            fail_msg("want: %s\nhave: %s", bad[i].message, r->failure.message);
    }
}

static void a_file_that_is_none_is_named(void **state)
{
    struct reader *r = *state;
    static const char *const bad[][2] = {
        {"no/such.yaml", "no/such.yaml: cannot be read: No such file or directory"},
        {".", ".: is a folder, not a file"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct failure failure = {0};
        assert_int_equal(spec_read(&r->arena, bad[i][0], false, 0, NULL, &r->spec, &failure),
                         STATUS_DATA);
        assert_string_equal(failure.message, bad[i][1]);
    }
    write_spec("question: q\n\0", 13);
    assert_int_equal(read_again(r, false, NULL), STATUS_DATA);
    assert_string_equal(r->failure.message, "x.yaml: this is not a text file");
}

static void a_file_too_large_is_refused(void **state)
{
    struct reader *r = *state;
    size_t bytes = (size_t)3 << 20;
    char *text = malloc(bytes);
    memset(text, '#', bytes);
    write_spec(text, bytes);
    free(text);
    assert_int_equal(read_again(r, false, NULL), STATUS_DATA);
    assert_non_null(strstr(r->failure.message, "larger than 1048576 bytes"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spec_says_what_its_file_says),
        cmocka_unit_test(a_statement_keeps_its_place),
        cmocka_unit_test(what_is_not_said_has_its_default),
        cmocka_unit_test(probes_have_their_steps_and_runs_keep_them),
        cmocka_unit_test(a_spec_says_at_how_many_samples_probes_look),
        cmocka_unit_test(full_replaces_and_adds),
        cmocka_unit_test(full_stands_for_the_whole_spec_wherever_it_is_written),
        cmocka_unit_test(full_unasked_for_changes_nothing),
        cmocka_unit_test(overrides_apply_in_order_and_after_full),
        cmocka_unit_test(an_override_may_be_a_whole_section_or_a_text),
        cmocka_unit_test(mistakes_are_shown_where_they_are),
        cmocka_unit_test(a_mistyped_word_is_answered_with_the_list_and_the_nearest),
        cmocka_unit_test(mistakes_in_overrides_are_shown_too),
        cmocka_unit_test(a_file_that_is_none_is_named),
        cmocka_unit_test(a_file_too_large_is_refused),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
