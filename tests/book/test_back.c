#include "lab/book/back.h"
#include "tests/book/leaf.h"

static struct lexicon_entry words[] = {{"zero-last", "F starts at <0>", "y = x + F_1"},
                                       {"odd", "o", ""}};
static struct lexicon_entry works[] = {{"He 2015", "K. He", "https://x.org/1"},
                                       {"Li 2018", "H. Li", ""}};

static const char *terms[] = {"zero-last"};

static struct leaf *leaf_with_words(struct gallery *g)
{
    struct leaf *l = leaf_of(g, "degradation");
    l->glossary = (struct lexicon){2, words};
    l->bibliography = (struct lexicon){2, works};
    l->spec.source = "Li 2018, fig. 2";
    l->spec.lecture.terms = (struct word_list){1, terms};
    return l;
}

static void a_page_of_one_question_has_what_it_names(void **state)
{
    struct gallery *g = *state;
    struct leaf *l = leaf_with_words(g);
    back_write(&l->w);
    const char *text = leaf_text(g, l);
    check_contains(text, "<dt id=\"term:zero-last\">zero-last</dt>");
    check_contains(text, "F starts at &lt;0&gt;");
    check_contains(text, "<span class=\"formula\">y = x + F<sub>1</sub></span>");
    check_contains(text, "<dt id=\"ref:Li-2018\">Li 2018</dt>");
    assert_null(strstr(text, "odd"));
    assert_null(strstr(text, "He 2015"));
}

static void a_book_has_them_all(void **state)
{
    struct gallery *g = *state;
    struct leaf *l = leaf_with_words(g);
    l->book.questions = 2;
    back_write(&l->w);
    const char *text = leaf_text(g, l);
    check_contains(text, "<dt id=\"term:odd\">odd</dt>");
    check_contains(text, "K. He <a href=\"https://x.org/1\">https://x.org/1</a></dd>");
}

static void without_words_there_is_nothing(void **state)
{
    struct gallery *g = *state;
    struct leaf *l = leaf_of(g, "degradation");
    back_write(&l->w);
    assert_string_equal(leaf_text(g, l), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        leaf_test(a_page_of_one_question_has_what_it_names),
        leaf_test(a_book_has_them_all),
        leaf_test(without_words_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
