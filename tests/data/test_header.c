/* A header, a sample, or a question: kinds of first rows. */
#include "tests/data/meaning.h"

#define FRACTIONS ".5,.7,1\n-.1,.05,0\n-1.2,-.9,0\n-.53,1.1,1\n.64,-.2,1\n.61,-.6,0\n"

static void names_of_numbers_are_a_header_or_a_question(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {TAKEN("1999,2000,label\n" FRACTIONS, 6, 2, 2)},
        {TAKEN("1999,2000,grp\n" FRACTIONS, 6, 2, 2)},
        {TAKEN("0,1,2\n" FRACTIONS, 6, 2, 2)},
        {TAKEN("1,2,3\n" FRACTIONS, 6, 2, 2)},
        {TAKEN(
             ",0,1,2\n0,.5,.7,1\n1,-.1,.05,0\n2,-1.1,-.9,0\n3,-.5,1.1,1\n4,.6,-.2,1\n5,.6,-.6,0\n",
             6, 3, 2),
         .remark = {"column 1 numbers the rows"}},
        {TAKEN("id,1,2,label\n9,.5,.7,1\n1,-.1,.05,0\n2,-1.1,-.9,0\n3,-.5,1.1,1\n4,.6,-.2,1\n6,.6,."
               "6,0\n",
               6, 3, 2),
         .remark = {"column id numbers the rows"}},
        /* the labels are words, too: what is called label is none */
        {TAKEN("1999,2000,species\n.5,.7,a\n.1,.2,b\n.3,.1,a\n.2,.4,b\n.7,.1,a\n", 5, 2, 2)},
        {REFUSED("1999,2000,grp\n.5,.7,a\n.1,.2,b\n.3,.1,a\n.2,.4,b\n.7,.1,a\n",
                 "t.csv:1: is the first row ('1999', ..., 'grp') a header or a sample? Say "
                 "--header yes or "
                 "--header no")},
        {REFUSED("1,2,3\n2,3,1\n3,1,2\n2,2,1\n1,3,2\n3,3,1\n2,1,3\n", "is the first row")},
        {TAKEN("1,2,3\n2,3,1\n3,1,2\n2,2,1\n1,3,2\n3,3,1\n2,1,3\n", 7, 2, 3), .header = "no"},
        {TAKEN("1,2,3\n2,3,1\n3,1,2\n2,2,1\n1,3,2\n3,3,1\n2,1,2\n", 6, 2, 2), .header = "yes"},
    };
    CHECK_MEANINGS(table);
}

static void a_sample_is_no_header(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {TAKEN("5.1,3.5,setosa\n4.9,3,setosa\n7,3.2,versicolor\n6.4,3.3,versicolor\n", 4, 2, 2)},
        {TAKEN("1,10,a\n2,25,b\n3,31,a\n4,44,b\n5,9,a\n7,60,b\n", 6, 2,
               2)}, /* the least, but near */
        {TAKEN("0,0,0\n1,0,1\n0,1,1\n1,1,0\n0,0,0\n1,0,1\n", 6, 2, 2)},
        {TAKEN("1,2,c\n4,5,a\n3,4,a\n2,6,b\n7,3,b\n5,9,a\n", 6, 2, 3)},
        {TAKEN("3.5,1.2,y\n2.5,2.2,n\n1.5,3,n\n.5,4,n\n", 4, 2, 2)}, /* y may be a class */
        {TAKEN("3.5,1.2,y\n2.5,2.2,n\n1.5,3,y\n.5,4,n\n", 4, 2, 2)},
        {REFUSED("1.5,q,3,a\n2,3,1,a\n4,5.5,2,b\n6,1,7,b\n",
                 "t.csv:1: column 2: 'q' is not a number (if this row is "
                 "the header: --header yes)")},
        {TAKEN("3,a\n1,b\n2,a\n4,b\n", 3, 1, 2), .header = "yes"}, /* asked for */
        {REFUSED("x,y,kind\n1,2,a\n2,1,b\n", "t.csv:1: column 1: 'x'"), .header = "no"},
        {REFUSED("x,y,kind\n1,2,a\n2,1,b\n", "without a header no column has a name"),
         .header = "no", .label = "kind"},
    };
    CHECK_MEANINGS(table);
}

static void the_test_table_has_the_header_of_the_training_table(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
    struct loaded l;
    write_text(dir, "train.csv", "0,1,2\n" FRACTIONS);
    write_text(dir, "test.csv", "0,1,2\n.5,.2,1\n"); /* one row tells nothing */
    if (load_set(&l, &spec, true))
        fail_msg("%s", l.failure.message);
    assert_int_equal(l.d.train.count, 6);
    assert_int_equal(l.d.test.count, 1);
    arena_close(&l.arena);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_numbers_are_a_header_or_a_question),
        cmocka_unit_test(a_sample_is_no_header),
        cmocka_unit_test(the_test_table_has_the_header_of_the_training_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
