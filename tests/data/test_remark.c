/* Columns that are no features are named, with what leaves them out; a clean table is left in peace. */
#include "tests/data/meaning.h"

static void a_column_that_numbers_the_rows_is_named(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {TAKEN("Id,x,y,Species\n1,.7,.4,a\n2,.6,.6,a\n3,.1,.4,a\n4,.7,.1,b\n5,.5,.4,b\n6,.1,.7,b\n",
               6, 3, 2),
         .remark =
             {"column Id numbers the rows: it can tell the class and mean nothing; leave it out: "
              "--drop "
              "Id"}},
        {TAKEN("Id,x,y,Species\n1,.7,.4,a\n2,.6,.6,a\n3,.1,.4,a\n4,.7,.1,b\n5,.5,.4,b\n6,.1,.7,b\n",
               6, 2, 2),
         .drop = "Id"},
        {TAKEN(",x,y,label\n0,.9,.3,a\n1,.4,.7,a\n2,.8,.9,a\n3,.6,.1,b\n4,.8,.3,b\n5,.2,.9,b\n", 6,
               3, 2),
         .remark = {"column 1 numbers the rows"}},
        /* shuffled, from 100 on; a time; a subset of numbers under their name */
        {TAKEN("n,x,kind\n103,1,a\n100,5,b\n104,2,a\n101,2,b\n102,9,a\n", 5, 2, 2),
         .remark = {"column n num"}},
        {TAKEN("t,x,kind\n0,1,a\n.25,5,b\n.5,2,a\n.75,2,b\n1,9,a\n", 5, 2, 2),
         .remark = {"column t numbers"}},
        {TAKEN("PassengerId,x,kind\n9,1,a\n2,5,b\n31,2,a\n17,2,b\n5,9,a\n", 5, 2, 2),
         .remark = {"column PassengerId numbers"}},
        {TAKEN("dose,x,kind\n9,1,a\n2,5,b\n31,2,a\n17,2,b\n5,9,a\n", 5, 2, 2)}, /* no such name */
    };
    CHECK_MEANINGS(table);
}

static void a_column_of_no_use_is_named(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {TAKEN("a,b,c,kind\n1,7,2,u\n3,7,9,v\n2,7,1,u\n9,7,2,v\n4,7,4,u\n", 5, 3, 2),
         .remark = {"column b does not vary and is of no use; leave it out: --drop b"}},
        {TAKEN("a,b,c,kind\n1,7,0,u\n3,7,0,v\n2,7,0,u\n9,7,0,v\n", 4, 3, 2),
         .remark = {"columns b, c do not vary and are of no use; leave them out: --drop b,c"}},
        {REFUSED("a,b,kind\n1,7,u\n1,7,v\n1,7,u\n", "no column beside the label varies")},
        {TAKEN("cm,m,mm,kind\n1,3,1,u\n3,1,3,v\n2,8,2,u\n9,4,9,v\n4,4,4,u\n", 5, 3, 2),
         .remark = {"column mm (as cm) repeats another; leave it out: --drop mm"}},
        {TAKEN("a,code,kind\n1,4,u\n3,8,v\n2,4,u\n9,8,v\n4,4,u\n8,8,v\n", 6, 2, 2),
         .remark = {"column code tells the class alone: each of its values has one class only"}},
        {TAKEN("a,code,kind\n1,4,u\n3,8,v\n2,4,u\n9,8,v\n4,4,u\n8,4,v\n", 6, 2, 2)}, /* not quite */
        {TAKEN("1,7,3,u\n3,7,1,v\n2,7,6,u\n9,7,2,v\n4,7,4,u\n", 5, 3, 2),
         .remark = {"column 2 does not vary and is of no use; leave it out: --drop 2"}},
        {TAKEN("1,7,3,u\n3,7,1,v\n2,7,6,u\n9,7,2,v\n4,7,4,u\n", 5, 2, 2), .drop = "2"},
    };
    CHECK_MEANINGS(table);
}

static void what_is_dropped_is_named_and_there(void **state)
{
    (void)state;
    static const char text[] = "a,b,c,kind\nred,7,2,u\nblue,6,9,v\nred,1,1,u\nred,3,2,v\n";
    static const struct meaning table[] = {
        {TAKEN(text, 4, 2, 2), .drop = "a"},
        {TAKEN(text, 4, 1, 2), .drop = "1, c"},
        {REFUSED(text, "no column is called 'bb'; the first is 'a', the last 'kind'"),
         .drop = "a,bb"},
        {REFUSED(text, "there is no column 9 to drop: there are 4"), .drop = "9"},
        {REFUSED(text, "column 4 is the label and cannot be dropped"), .drop = "kind"},
        {REFUSED(text, "no column is left beside the label"), .drop = "1,2,3"},
        {TAKEN("a,1999,2000,kind\n1,7,2,u\n4,6,9,v\n2,1,1,u\n", 3, 2, 2), .drop = "1999"},
    };
    CHECK_MEANINGS(table);
}

/* A table of each sort that is known from teaching. */
static void sorts_of_tables(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        /* measurements */
        {TAKEN("sepal,petal,species\n5.1,1.4,setosa\n4.9,1.4,setosa\n7,4.7,versicolor\n6.4,4.5,"
               "versicolor\n"
               "6.3,6,virginica\n5.8,5.1,virginica\n",
               6, 2, 3)},
        /* counts */
        {TAKEN("visits,clicks,bought\n3,0,no\n7,2,yes\n3,1,no\n12,2,yes\n5,0,no\n", 5, 2, 2)},
        /* ids, of 11 digits: more than a float holds */
        {TAKEN("customer_id,x,kind\n10000000019,1,a\n10000000007,5,b\n10000000042,2,a\n10000000001,"
               "2,b\n"
               "10000000030,9,a\n",
               5, 2, 2),
         .remark = {"column customer_id numbers the rows"}},
        /* dates */
        {REFUSED(
            "day,rain,wet\n2024-05-01,1,no\n2024-05-02,5,yes\n2024-05-03,2,no\n",
            "t.csv:2: column 1 (day): '2024-05-01' is not a number but a date or a time, as are 3 "
            "of "
            "its "
            "cells ('2024-05-02', '2024-05-03'): dates. Write numbers (days since the first), or "
            "leave it "
            "out: --drop day")},
        {TAKEN("day,rain,wet\n2024-05-01,1,no\n2024-05-02,5,yes\n2024-05-03,2,no\n", 3, 1, 2),
         .drop = "day"},
        /* categories */
        {REFUSED(
            "colour,size,weight,kind\nred,S,1,a\nblue,L,2,b\ngreen,S,9,a\n",
            "t.csv:2: column 1 (colour): 'red' is a word and not a number, as are 3 of its cells "
            "('blue', "
            "'green'): categories; so are column 2 (size). Write a column of 0 and 1 for each "
            "word, "
            "or "
            "leave them out: --drop colour,size")},
        {REFUSED("red,1,a\nblue,2,b\ngreen,9,a\n",
                 "t.csv:1: column 1: 'red' is a word and not a number")},
        /* missing values */
        {REFUSED("a,b,kind\n1,2,u\n?,3,v\n3,,u\n4,NA,v\n5,NA,u\n6,1,v\n7,2,u\n",
                 "t.csv:3: column 1 (a): '?' is not a number: a value is missing. Leave such rows "
                 "out of "
                 "the "
                 "file, or the column: --drop a")},
        {REFUSED(
            "a,b,kind\n1,2,u\n2,3,v\n3,,u\n4,NA,v\n5,2,u\n6,1,v\n7,2,u\n",
            "t.csv:4: column 2 (b): '' is empty: a value is missing; column 2 has 2 such cells")},
        /* many classes, of few rows each */
        {TAKEN(
            "a,b,kind\n1,2,c0\n4,3,c1\n2,9,c2\n4,7,c3\n5,2,c4\n6,1,c5\n7,2,c6\n1,8,c7\n2,3,c0\n9,4,"
            "c1\n"
            "1,5,c2\n3,3,c3\n6,2,c4\n7,7,c5\n8,1,c6\n1,6,c7\n",
            16, 2, 8)},
        /* few rows */
        {TAKEN("a,b,kind\n1,2,u\n2,3,v\n", 2, 2, 2)},
        {REFUSED("a,b,kind\n1,2,u\n", "every label (column 3) is 'u'")},
        /* bits, and one-hot columns */
        {TAKEN("a,red,blue,kind\n3,1,0,u\n9,0,1,v\n2,0,1,u\n5,1,0,v\n7,1,0,u\n", 5, 3, 2)},
    };
    CHECK_MEANINGS(table);
}

static void parts_without_a_class_are_said(void **state)
{
    (void)state;
    char *dir = temp_dir();
    struct data_spec spec = {.name = "csv", .path = dir, .label = ""};
    struct remarks r;
    struct arena arena;
    struct failure failure = {0};
    write_text(dir, "train.csv", "a,b,kind\n1,5,u\n2,3,v\n4,4,u\n");
    write_text(dir, "test.csv", "a,b,kind\n1,5,w\n2,3,v\n4,4,x\n");
    arena_open(&arena, 1 << 20);
    assert_int_equal(data_remarks(&arena, &spec, &r, &failure), STATUS_OK);
    assert_int_equal(r.count, 2);
    assert_string_equal(r.line[0], "2 of 4 classes have no training sample: w, x");
    assert_string_equal(r.line[1], "1 of 4 classes have no test sample: u");
    spec = (struct data_spec){.name = "glyphs", .path = "", .side = 8, .train = 1, .test = 1};
    assert_int_equal(data_remarks(&arena, &spec, &r, &failure), STATUS_OK);
    assert_int_equal(r.count, 0);
    spec.drop = "a";
    assert_int_equal(data_columns_check(&spec, &failure), STATUS_DATA);
    check_message(&failure, "data.drop is about the columns of a table; glyphs has none");
    arena_close(&arena);
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_column_that_numbers_the_rows_is_named),
        cmocka_unit_test(a_column_of_no_use_is_named),
        cmocka_unit_test(what_is_dropped_is_named_and_there),
        cmocka_unit_test(sorts_of_tables),
        cmocka_unit_test(parts_without_a_class_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
