/* Classes are numbered in sorted order. */
#include "tests/data/cells.h"

static void check_order(const char *text, int count, const char *const *name)
{
    struct fixture *k = fixture_open("", text);
    int rank[CLASSES_MAX], before[CLASSES_MAX];
    char seen[CLASSES_MAX][20];
    assert_int_equal(k->failure.status, STATUS_OK);
    for (int i = 0; i < k->classes.count; i++)
        strcpy(seen[i], k->classes.name[i]);
    int met = k->classes.count;
    memcpy(before, k->t.class, (size_t)k->t.rows * sizeof(int));
    assert_int_equal(classes_sort(&k->classes, rank), count);
    assert_int_equal(k->classes.count, count);
    for (int i = 0; i < count; i++)
        assert_string_equal(k->classes.name[i], name[i]);
    for (int i = 0; i < met; i++) { /* each name leads to the class of its own value */
        const char *new = k->classes.name[rank[i]];
        assert_true(strcmp(seen[i], new) == 0 || atof(seen[i]) <= atof(new));
        assert_true(strcmp(seen[i], new) == 0 || atof(seen[i]) >= atof(new));
    }
    fixture_close(k);
}

static void classes_are_numbered_in_sorted_order_whatever_row_comes_first(void **state)
{
    (void)state;
    static const char *const words[] = {"ape", "bee", "cat"};
    static const char *const numbers[] = {"-1", "2", "10"};
    static const char *const mixed[] = {"10", "2", "x"};
    check_order("1|cat\n1|ape\n1|bee\n1|ape\n", 3, words);
    check_order("1|bee\n1|cat\n1|ape\n", 3, words);
    check_order("1|10\n1|2\n1|-1\n", 3, numbers);
    check_order("1|2\n1|-1\n1|10\n", 3, numbers);
    check_order("1|2\n1|x\n1|10\n", 3, mixed); /* one word among them: they are names */
    check_order("1|10\n1|2.0\n1|2\n1|-1\n1|-1.00\n", 3, numbers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(classes_are_numbered_in_sorted_order_whatever_row_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
