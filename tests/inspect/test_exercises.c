#include "lab/inspect/exercises.h"
#include "tests/support/spec_text.h"

static enum status read_text(struct reader *r, const char *text, struct exercises *all)
{
    FILE *file = fopen("exercises.yaml", "w");
    fputs(text, file);
    fclose(file);
    r->failure = (struct failure){0};
    return exercises_read(&r->arena, "exercises.yaml", all, &r->failure);
}

static void an_exercise_has_a_question_commands_and_an_answer(void **state)
{
    struct exercises all;
    assert_int_equal(
        read_text(*state,
                  "title: Sheet\nexercises:\n"
                  "  - question: why?\n    commands: [depthlab run first, depthlab list]\n"
                  "    answer: so\n"
                  "  - {question: q, commands: [depthlab list], answer: a}\n",
                  &all),
        STATUS_OK);
    assert_string_equal(all.title, "Sheet");
    assert_int_equal(all.count, 2);
    assert_string_equal(all.exercise[0].question, "why?");
    assert_int_equal(all.exercise[0].commands, 2);
    assert_string_equal(all.exercise[0].command[1], "depthlab list");
    assert_string_equal(all.exercise[1].answer, "a");
}

static void mistakes_are_pointed_at(void **state)
{
    static const struct {
        const char *text, *message;
    } wrong[] = {
        {"exercises:\n  - {question: q, commands: [rm x], answer: a}\n",
         "exercises.yaml:2:30: a command is `depthlab` with its words"},
        {"exercises:\n  - {question: q, commands: [depthlab list]}\n", "lacks `answer:`"},
        {"exercises:\n  - {question: q, answr: a}\n", "did you mean `answer`?"},
        {"exercise: []\n", "did you mean `exercises`?"},
        {"[]\n", "exercises.yaml:1:1"},
    };
    struct reader *r = *state;
    struct exercises all;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_int_equal(read_text(r, wrong[i].text, &all), STATUS_DATA);
        if (!strstr(r->failure.message, wrong[i].message))
            fail_msg("%s in: %s", wrong[i].message, r->failure.message);
    }
    assert_int_not_equal(exercises_read(&r->arena, "nowhere.yaml", &all, &r->failure), STATUS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exercise_has_a_question_commands_and_an_answer),
        cmocka_unit_test(mistakes_are_pointed_at),
    };
    return cmocka_run_group_tests(tests, open_reader, close_reader);
}
