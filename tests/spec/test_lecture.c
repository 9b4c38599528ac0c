#include "lab/spec/lecture.h"
#include "tests/support/spec_text.h"

static void every_text_may_be_there_or_not(void **state)
{
    struct reader *r = *state;
    must_read(r, "question: q\n", false, NULL);
    assert_null(r->spec.lecture.predict);
    assert_string_equal(lecture_json(&r->arena, &r->spec.lecture, &r->failure), "{}");
    must_read(r,
              "question: q\nlecture:\n  predict: Does it rise?\n  limit: a \"model\"\n"
              "  after: [first, degradation]\n  terms: [1/sqrt(L)]\n",
              false, NULL);
    const struct lecture *l = &r->spec.lecture;
    assert_string_equal(l->predict, "Does it rise?");
    assert_null(l->seen);
    assert_int_equal(l->after.words, 2);
    assert_string_equal(l->after.word[1], "degradation");
    assert_string_equal(l->terms.word[0], "1/sqrt(L)");
    assert_string_equal(lecture_json(&r->arena, l, &r->failure),
                        "{\"predict\":\"Does it rise?\",\"limit\":\"a \\\"model\\\"\","
                        "\"after\":[\"first\",\"degradation\"],\"terms\":[\"1/sqrt(L)\"]}");
}

static void what_is_wrong_has_its_place(void **state)
{
    struct reader *r = *state;
    static const char *const bad[][2] = {
        {"lecture: words\n", "x.yaml:2:10: `lecture:` takes a mapping, not a text"},
        {"lecture:\n  predikt: p\n", "x.yaml:3:3: unknown key `predikt`"},
        {"lecture:\n  seen:\n", "x.yaml:3:8: `seen:` has no text"},
        {"lecture:\n  seen: [s]\n", "x.yaml:3:9: `seen:` takes a text, not a list"},
        {"lecture:\n  after: first\n", "x.yaml:3:10: `after:` takes a list, not a text"},
        {"lecture:\n  after: [first, ../a]\n", "x.yaml:3:18: an experiment's name has letters"},
        {"lecture:\n  terms: [a, [b]]\n", "x.yaml:3:14: `terms:` takes a list of words"},
        {"lecture:\n  terms: [a, b, a]\n", "x.yaml:3:17: `a` is here twice"},
        {"full: {lecture: {seen: s}}\n", "x.yaml:2:8: `lecture` cannot be changed here"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *text = arena_text(&r->arena, &r->failure, "question: q\n%s", bad[i][0]);
        assert_int_equal(read_spec(r, text, false, NULL), STATUS_DATA);
        if (strncmp(r->failure.message, bad[i][1], strlen(bad[i][1])))
            fail_msg("%s\n    is not\n%s", r->failure.message, bad[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_text_may_be_there_or_not, open_reader, close_reader),
        cmocka_unit_test_setup_teardown(what_is_wrong_has_its_place, open_reader, close_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
