#include "lab/spec/course.h"
#include "tests/support/spec_text.h"
#include <sys/stat.h>

static const char course_text[] = "title: Depth\n"
                                  "parts:\n"
                                  "  - title: First\n"
                                  "    minutes: 15\n"
                                  "    objectives: [see it, say it]\n"
                                  "    experiments: [second, first]\n"
                                  "  - title: Then\n"
                                  "    experiments: [mine.yaml]\n";

static void write_at(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    fputs(text, file);
    fclose(file);
}

static int open_house(void **state)
{
    open_reader(state);
    mkdir("experiments", 0777);
    mkdir("own", 0777);
    write_at("experiments/first.yaml", "question: q\n");
    write_at("experiments/second.yaml", "question: q\n");
    write_at("own/mine.yaml", "question: q\n");
    return 0;
}

static enum status read_course(struct reader *r, const char *text, struct course *course)
{
    write_at("own/course.yaml", text);
    r->failure = (struct failure){0};
    return course_read(&r->arena, "own/course.yaml", "experiments", course, &r->failure);
}

static void parts_have_titles_objectives_and_an_order(void **state)
{
    struct reader *r = *state;
    struct course c;
    if (read_course(r, course_text, &c))
        fail_msg("%s", r->failure.message);
    assert_string_equal(c.title, "Depth");
    assert_int_equal(c.parts, 2);
    assert_int_equal(c.part[0].minutes, 15);
    assert_int_equal(c.part[0].objectives, 2);
    assert_string_equal(c.part[0].objective[1], "say it");
    assert_string_equal(c.part[0].entry[0].name, "second");
    assert_string_equal(c.part[0].entry[1].words, "first");
    assert_int_equal(c.part[1].minutes, 0);
}

/* So a course and its experiments move together. */
static void a_file_lies_beside_the_course(void **state)
{
    struct course c;
    read_course(*state, course_text, &c);
    assert_string_equal(c.part[1].entry[0].name, "mine");
    assert_string_equal(c.part[1].entry[0].words, "own/mine.yaml");
}

static void what_is_not_in_it_comes_last(void **state)
{
    struct course c;
    const char *name[] = {"first", "other", "second", "zoo"};
    read_course(*state, course_text, &c);
    course_sort(&c, 4, name);
    assert_string_equal(name[0], "second");
    assert_string_equal(name[1], "first");
    assert_string_equal(name[2], "other");
    assert_string_equal(name[3], "zoo");
    assert_int_equal(course_find(&c, "mine"), 1);
    assert_int_equal(course_find(&c, "zoo"), -1);
}

static void what_cannot_be_meant_is_refused_at_its_place(void **state)
{
    struct reader *r = *state;
    static const char *const bad[][2] = {
        {"title: t\nparts: [{title: a, experiments: [frist]}]\n",
         "own/course.yaml:2:34: there is no experiment `frist`: no file experiments/frist.yaml"},
        {"title: t\nparts: [{title: a, experiments: [gone.yaml]}]\n",
         "own/course.yaml:2:34: there is no experiment `gone.yaml`: no file own/gone.yaml"},
        {"title: t\nparts: [{title: a, experiments: [first, first]}]\n",
         "own/course.yaml:2:41: `first` is here twice"},
        {"title: t\nparts: [{title: a, experiments: [../first]}]\n",
         "own/course.yaml:2:34: an exp"},
        {"title: t\nparts: [{title: a, minuets: 3}]\n", "own/course.yaml:2:20: unknown key `minu"},
        {"title: t\nparts: [first]\n", "own/course.yaml:2:9: a part has `title:` and"},
        {"title: t\nparts: [{title: a, experiments: [[first]]}]\n",
         "own/course.yaml:2:34: an experiment is a name or a file"},
        {"title: t\nparts: [{title: a, objectives: [[a]]}]\n",
         "own/course.yaml:2:33: an objective is a text"},
        {"title: t\nparts: [{title: a, minutes: 0}]\n", "own/course.yaml:2:29: minutes are"},
        {"title: t\nparts: [{experiments: [first]}]\n",
         "own/course.yaml:2:9: this part lacks `tit"},
        {"title: t\nparts: [{title: a}]\n", "own/course.yaml:2:9: this part lacks `experiments:`"},
        {"title: t\n", "own/course.yaml:1:1: this course lacks `parts:`"},
        {"titel: t\n", "own/course.yaml:1:1: unknown key `titel`"},
        {"[a]\n", "own/course.yaml:1:1: a course has"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct course c;
        assert_int_equal(read_course(r, bad[i][0], &c), STATUS_DATA);
        if (strncmp(r->failure.message, bad[i][1], strlen(bad[i][1])))
            fail_msg("%s\n    is not\n%s", r->failure.message, bad[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parts_have_titles_objectives_and_an_order, open_house,
                                        close_reader),
        cmocka_unit_test_setup_teardown(a_file_lies_beside_the_course, open_house, close_reader),
        cmocka_unit_test_setup_teardown(what_is_not_in_it_comes_last, open_house, close_reader),
        cmocka_unit_test_setup_teardown(what_cannot_be_meant_is_refused_at_its_place, open_house,
                                        close_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
