#include "tests/cli/trained_sweep.h"

static int open_weights(void **state)
{
    trained_sweep_open(state);
    assert_prints(
        run_command(state, "export small block=preact depth=2 seed=1 --weights w.st --db lab.db"),
        0, out, "");
    return 0;
}

static void our_own_file_fits_without_a_word(void **state)
{
    struct child_result *result = run_command(state, "import w.st");
    /* stem 8 36 + 8, two layers 8 8 + 8, head 10 8 + 10 */
    assert_prints(result, 0, out, "8 tensors fit, 530 numbers\n");
    assert_null(strstr(result->out, "stem.weight"));
    assert_prints(result, 0, out,
                  "\n  depthlab run EXPERIMENT --weights w.st --side 6 --set data.train=200 "
                  "--test 40 --block preact --depth 2 --width 8 --norm none --branch zero-last\n");
    result = run_command(state, "import w.st --every");
    assert_prints(result, 0, out, "stem.weight           [8, 36]  F32 [8, 36]  fits\n");
    assert_prints(result, 0, out, "head.bias             [10]     F32 [10]     fits\n");
}

static void what_does_not_fit_is_listed(void **state)
{
    struct child_result *result = run_command(state, "import w.st --depth 4");
    assert_prints(result, 1, out, "8 tensors fit, 530 numbers; 4 missing\n");
    assert_prints(result, 1, out, "block2.layer2.weight  [8, 8]             missing\n");
    assert_null(strstr(result->out, "stem.weight"));
    assert_null(strstr(result->out, "depthlab run"));
    result = run_command(state, "import w.st --classes 7 --set data.name=teacher --features 36");
    assert_prints(result, 1, out, "head.weight  [7, 8]   F32 [10, 8]  other shape");
    assert_prints(result, 1, out, "6 tensors fit, 440 numbers; 2 of another shape\n");
    result = run_command(state, "import w.st --activation linear --norm layer");
    assert_prints(result, 1, out, "extra");
}

/* The last line, with the name of an experiment, runs. */
static void the_command_that_is_printed_starts_from_the_file(void **state)
{
    char words[600];
    const char *printed = strstr(run_command(state, "import w.st")->out, "EXPERIMENT ");
    assert_non_null(printed);
    printed += strlen("EXPERIMENT ");
    snprintf(words, sizeof words, "run small.yaml --db lab.db --steps 0 --seed 1 %.*s",
             (int)strcspn(printed, "\n"), printed);
    assert_prints(run_command(state, words), 0, out, "1 runs, 1 done");
    assert_prints(run_command(state, "show 14 --db lab.db"), 0, out, "\nstart      checksum ");
}

static void json_lists_all(void **state)
{
    check_json(state, "import w.st --depth 4 --json",
               "len(d) == 12 and d[0] == {\"name\": \"stem.weight\", \"net\": [8, 36], "
               "\"dtype\": \"F32\", \"file\": [8, 36], \"fit\": \"fits\"} and "
               "sum(t[\"file\"] is None for t in d) == 4");
}

/* Glyphs are of one channel, whose ink is 0 to 1. */
static void given_moments_come_back_by_themselves(void **state)
{
    assert_prints(run_command(state, "run small.yaml --block preact --depth 2 --seed 1 --mean 0.3 "
                                     "--std 0.4 --db moments.db"),
                  0, out, "1 done");
    run_command(state, "export 1 --weights moments.st --db moments.db");
    assert_prints(run_command(state, "import moments.st"), 0, out, " --mean 0.3 --std 0.4 ");
    char *own = strdup(strchr(run_command(state, "eval 1 --json --db moments.db")->out, ','));
    const char *file = strchr(run_command(state, "eval --weights moments.st --json")->out, ',');
    assert_string_equal(own, file);
    assert_non_null(strstr(own, "\"data.mean\":\"0.3\",\"data.std\":\"0.4\""));
    file = strchr(run_command(state, "eval --weights moments.st --mean 0.2 --json")->out, ',');
    assert_string_not_equal(own, file);
    assert_prints(run_command(state, "run small.yaml --mean 0.3"), 65, err,
                  "data.mean and data.std go together, as many numbers of each; there are 1 and 0");
    assert_prints(run_command(state, "eval --weights w.st --mean 1,2,3 --std 1,2,3"), 65, err,
                  "data.mean and data.std have 3 numbers; these samples have 1 channel");
    free(own);
}

/* A judge's file: `w.st` with other names, or other bytes of its first number. */
static void rewrite(void **state, const char *file, const char *statement)
{
    char command[700];
    snprintf(command, sizeof command,
             "cd '%s' && python3 -c 'import json, struct\n"
             "b = open(\"w.st\", \"rb\").read()\n"
             "n = 8 + struct.unpack(\"<Q\", b[:8])[0]\n"
             "h, d = json.loads(b[8:n]), bytearray(b[n:])\n"
             "%s\n"
             "t = json.dumps(h).encode()\n"
             "open(\"%s\", \"wb\").write(struct.pack(\"<Q\", len(t)) + t + d)'",
             (char *)*state, statement, file);
    if (system("python3 -c 1 2>/dev/null"))
        skip();
    assert_int_equal(system(command), 0);
}

static void a_prefix_of_wrappers_is_said_and_taken_off(void **state)
{
    rewrite(state, "module.st",
            "h = {k if k[0] == \"_\" else \"module.\" + k: v for k, v in h.items()}");
    struct child_result *result = run_command(state, "import module.st");
    assert_prints(result, 0, out, "without `module.` all 8 tensors fit, 530 numbers\n");
    assert_null(strstr(result->out, "missing"));
    assert_prints(run_command(state, "import module.st --depth 4"), 1, out,
                  "without `module.` 8 tensors fit, 530 numbers; 4 missing\n");
    const char *own = strdup(run_command(state, "eval --weights w.st --json")->out);
    assert_string_equal(strchr(own, ','),
                        strchr(run_command(state, "eval --weights module.st --json")->out, ','));
    assert_prints(run_command(state, "eval --weights module.st"), 0, out,
                  "names without `module.`\n");
    free((char *)own);
}

static void numbers_that_are_not_finite_are_named(void **state)
{
    /* the first tensor's bytes come first: stem.weight, 36 numbers a row */
    rewrite(state, "nan.st",
            "d[160:164] = struct.pack(\"<f\", float(\"nan\"))\n"
            "d[164:168] = struct.pack(\"<f\", float(\"inf\"))");
    struct child_result *result = run_command(state, "import nan.st");
    assert_prints(result, 1, out,
                  "8 tensors fit, 530 numbers\n"
                  "stem.weight[1, 4] is nan; of its 288 numbers 2 are not finite\n");
    assert_null(strstr(result->out, "to train from here"));
    rewrite(state, "inf.st", "d[-4:] = struct.pack(\"<f\", float(\"-inf\"))");
    assert_prints(run_command(state, "import inf.st"), 1, out,
                  "head.bias[9] is -inf; of its 10 numbers 1 is not finite\n");
    check_json(state, "import inf.st --json",
               "\"not_finite\" not in d[0] and "
               "d[-1][\"not_finite\"] == 1 and d[-1][\"first_not_finite\"] == [9]");
}

static void what_is_no_file_of_weights_is_said(void **state)
{
    assert_prints(run_command(state, "import"), 2, err, "one file is wanted");
    assert_prints(run_command(state, "import nowhere.st"), 65, err,
                  "nowhere.st: cannot be read: No such");
    assert_prints(run_command(state, "import lab.db"), 65, err, "lab.db: no safetensors file");
    assert_prints(run_command(state, "import w.st --depth 2,4"), 2, err, "of one net, not of 2");
    assert_prints(run_command(state, "import w.st --nonsense"), 2, err, "unrecognized option");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(our_own_file_fits_without_a_word),
        cmocka_unit_test(what_does_not_fit_is_listed),
        cmocka_unit_test(the_command_that_is_printed_starts_from_the_file),
        cmocka_unit_test(json_lists_all),
        cmocka_unit_test(given_moments_come_back_by_themselves),
        cmocka_unit_test(a_prefix_of_wrappers_is_said_and_taken_off),
        cmocka_unit_test(numbers_that_are_not_finite_are_named),
        cmocka_unit_test(what_is_no_file_of_weights_is_said),
    };
    return cmocka_run_group_tests(tests, open_weights, trained_sweep_close);
}
