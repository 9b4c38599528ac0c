#include "lab/inspect/deck_plan.h"
#include "tests/support/check.h"

static struct course_entry entry[] = {{"a", "a"}, {"b", "b"}, {"c", "c"}};
static struct course_part part[] = {
    {.title = "one", .minutes = 15, .entries = 3, .entry = entry},
    {.title = "two", .minutes = 20, .entries = 3, .entry = entry},
    {.title = "later", .entries = 2, .entry = entry}, /* without minutes: further reading */
    {.title = "three", .minutes = 10, .entries = 2, .entry = entry},
};
static const struct course course = {.title = "t", .parts = 4, .part = part};

static void read_plan(struct arena *arena, int minutes, struct deck_plan *plan)
{
    struct failure failure = {0};
    arena_open(arena, 1 << 20);
    deck_plan_read(arena, &course, minutes, plan, &failure);
    assert_string_equal(failure.message, "");
}

static void every_minute_is_given_away(void **state)
{
    (void)state;
    for (int minutes = 20; minutes <= 240; minutes++) {
        struct arena arena;
        struct deck_plan plan;
        int all = 0;
        read_plan(&arena, minutes, &plan);
        assert_int_equal(plan.parts, 3);
        for (int i = 0; i < plan.parts; i++) {
            int halves = DECK_OPENING;
            for (int k = 0; k < plan.part[i].slots; k++) {
                const struct deck_time t = deck_time_of(plan.part[i].slot[k].halves, 5);
                int slides = t.predict + t.verdict;
                for (int f = 0; f < t.figures; f++)
                    slides += t.figure[f];
                assert_int_equal(slides, plan.part[i].slot[k].halves);
                halves += plan.part[i].slot[k].halves;
            }
            assert_int_equal(halves, plan.part[i].halves);
            all += halves;
        }
        assert_int_equal(DECK_THINGS + all, 2 * minutes);
        arena_close(&arena);
    }
}

static void half_the_time_has_fewer_experiments_and_not_less_for_each(void **state)
{
    (void)state;
    struct arena arena[2];
    struct deck_plan plan[2];
    read_plan(&arena[0], 45, &plan[0]);
    read_plan(&arena[1], 23, &plan[1]);
    assert_int_equal(plan[0].part[0].slots, 3);
    assert_int_equal(plan[1].part[0].slots, 1);
    assert_string_equal(plan[1].part[0].slot[0].entry->name, "a");
    for (int i = 0; i < plan[0].parts; i++)
        for (int k = 0; k < plan[0].part[i].slots; k++)
            assert_true(plan[0].part[i].slot[k].halves >= DECK_LEAST);
    arena_close(&arena[0]);
    arena_close(&arena[1]);
}

static void an_experiment_shows_figures_as_it_has_time_and_figures(void **state)
{
    (void)state;
    assert_int_equal(deck_time_of(8, 5).figures, 1);
    assert_int_equal(deck_time_of(13, 5).figures, 3);
    assert_int_equal(deck_time_of(13, 2).figures, 2);
    assert_int_equal(deck_time_of(13, 0).figures, 1);
    assert_int_equal(deck_time_of(100, 50).figures, 8);
}

static void a_course_without_minutes_is_no_lecture(void **state)
{
    (void)state;
    struct arena arena;
    struct deck_plan plan;
    struct failure failure = {0};
    arena_open(&arena, 1 << 20);
    const struct course none = {.file = "c.yaml", .parts = 1, .part = &part[2]};
    deck_plan_read(&arena, &none, 45, &plan, &failure);
    assert_string_equal(failure.message, "c.yaml: no part has `minutes:`, so there is no lecture");
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_minute_is_given_away),
        cmocka_unit_test(half_the_time_has_fewer_experiments_and_not_less_for_each),
        cmocka_unit_test(an_experiment_shows_figures_as_it_has_time_and_figures),
        cmocka_unit_test(a_course_without_minutes_is_no_lecture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
