/* Labels that are classes, and labels that are none. */
#include "tests/data/meaning.h"

static void labels_must_be_there_and_written_alike(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {REFUSED("x,y,label\n1,5,NA\n2,4,a\n3,9,b\n4,1,?\n5,0,NA\n",
                 "t.csv:2: column 3 (label): 'NA' is no "
                 "label: it is missing, in 3 rows")},
        {REFUSED("x,y,label\n1,5,a\n2,4,b\n3,9,\n4,1,\" \"\n",
                 "t.csv:4: column 3 (label): '' is no label: it "
                 "is missing, in 2 rows")},
        {REFUSED("x,y,label\n1,5,n/a\n2,4,a\n3,9,b\n", "'n/a' is no label")},
        {TAKEN("x,y,label\n1,5,+\n2,4,-\n3,9,+\n1,3,-\n", 4, 2, 2)}, /* signs are classes */
        {REFUSED("x,y,label\n1,5,Yes\n2,4,yes\n3,9,No\n4,1,no\n5,3,Yes\n",
                 "the labels 'No' (1 rows) and 'no' (1 rows) differ only by case")},
        {REFUSED("x,y,label\n1,5,>50K\n2,4,>50K.\n3,9,<=50K\n4,1,<=50K.\n",
                 "differ only by case, blanks or a "
                 "dot")},
        {REFUSED("x,y,label\n1,5,New York\n2,4,NewYork\n3,9,Rome\n4,1,Rome\n",
                 "'New York' (1 rows) and "
                 "'NewYork' (1 rows)")},
        {TAKEN("x,y,label\n1,5,a\n2,4,A\n3,9,a\n4,1,A\n7,3,a\n", 5, 2, 2),
         .remark = {"the classes 'A' and 'a' differ by case alone"}},
        {TAKEN("x,y,label\n1,5,1\n2,4,1.0\n3,9,2\n4,1,2\n7,3,1\n", 5, 2,
               2)}, /* numbers are equal */
    };
    CHECK_MEANINGS(table);
}

static void a_number_to_be_predicted_is_no_class(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {REFUSED("area,rooms,price\n50,2,100.5\n60,2,120.25\n55,1,99.9\n80,3,170\n90,4,201.5\n",
                 "column 3 is the label, and 5 of its 5 values ('99.9' to '201.5') occur once or "
                 "twice")},
        {REFUSED("a,b,age\n1,3,20\n4,2,31\n2,5,45\n3,3,52\n9,1,60\n3,2,61\n5,4,38\n7,2,29\n2,2,"
                 "33\n6,1,70\n"
                 "8,2,44\n1,1,25\n",
                 "12 of its 12 values")},
        {REFUSED(
            "a,b,name\n1,3,ann\n4,2,bob\n2,5,cyd\n3,3,dan\n9,1,eve\n3,2,fay\n5,4,gil\n7,2,hal\n2,2,"
            "ida\n"
            "6,1,jan\n8,2,kim\n",
            "a name of each row")},
        {TAKEN("a,b,size\n3,3,0.5\n2,4,0.5\n3,5,0.5\n4,1,1\n5,9,1\n6,7,1\n9,8,1.5\n7,5,1.5\n8,1,1."
               "5\n",
               9, 2, 3),
         .remark = {"numbers with fractions"}},
        {REFUSED("a,class,b\n1,0,3.5\n2,1,7.25\n5,0,1.5\n4,1,2.5\n9,1,9.5\n",
                 "or a name of each row is none; column 2 is called 'class': --label class")},
        {TAKEN("a,b,grade\n1,3,1\n2,4,2\n3,5,3\n4,1,1\n5,9,2\n6,7,3\n9,8,1\n", 7, 2, 3)}, /* few */
    };
    CHECK_MEANINGS(table);
}

static void another_column_may_be_the_label(void **state)
{
    (void)state;
    static const struct meaning table[] = {
        {REFUSED("label,p0,p1\n1,0,255\n0,9,0\n1,3,255\n0,4,0\n1,7,255\n",
                 "column 1 is called 'label'; is it the label, or is the last, 'p1'? Say --label "
                 "label or "
                 "--label p1")},
        {TAKEN("label,p0,p1\n1,0,255\n0,9,0\n1,3,7\n0,4,0\n1,7,255\n", 5, 2, 2), .label = "label"},
        {REFUSED("Target,a,b\n1,3,1\n0,5,2\n1,4,2\n0,1,1\n", "column 1 is called 'Target'")},
        {TAKEN("Class,age,died\n1,30,0\n2,4,1\n1,45,1\n3,33,0\n1,61,1\n", 5, 2, 2),
         .remark =
             {"column 1 is called 'Class', but the last, 'died', is taken for the label: --label "
              "Class"}},
        {TAKEN("Class,age,died\n1,30,0\n2,4,1\n1,45,1\n3,33,0\n1,61,1\n", 5, 2, 2),
         .label = "died"},
        {TAKEN("x,y,kind\n1,3,a\n2,9,b\n1,7,a\n4,1,b\n", 4, 2, 2)}, /* the plane's y */
        {REFUSED("species,leg,wing\nowl,3,1\nelk,5,2\nowl,4,2\nelk,1,1\n",
                 "is it the label? --label species")},
        {REFUSED("label,a,b\n0,3,1\n1,5,1\n",
                 "every label (column 3) is '1'; column 1 is called 'label'")},
    };
    CHECK_MEANINGS(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_must_be_there_and_written_alike),
        cmocka_unit_test(a_number_to_be_predicted_is_no_class),
        cmocka_unit_test(another_column_may_be_the_label),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
