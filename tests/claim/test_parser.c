#include "lab/claim/parser.h"
#include "tests/claim/statement_text.h"

/* The value of a text whose quantities are 1, 2, 3, ... in the order of the text. */
static double value(void **state, const char *text)
{
    struct sheet *sheet = *state;
    char statement[200];
    snprintf(statement, sizeof statement, "%s > last of {}", text);
    if (read_text(sheet, "compare", statement))
        fail_msg("%s", sheet->failure.message);
    double count = 0;
    for (struct quantity *q = sheet->statement.quantity; q; q = q->next) {
        double *number = arena_alloc(&sheet->arena, sizeof *number);
        *number = ++count;
        q->value = number;
    }
    return parser_value(sheet->statement.a, 0);
}

static void refused(void **state, const char *text, int at, const char *what)
{
    read_text(*state, "compare", text);
    check_refused(*state, at, what);
}

static void arithmetic_is_as_on_paper(void **state)
{
    check_near(value(state, "1 + 2 * 3"), 7, 0);
    check_near(value(state, "(1 + 2) * 3"), 9, 0);
    check_near(value(state, "8 - 4 - 2"), 2, 0);
    check_near(value(state, "8 / 4 / 2"), 1, 0);
    check_near(value(state, "2 ^ 3 ^ 2"), 512, 0);
    check_near(value(state, "-2 ^ 2"), -4, 0);
    check_near(value(state, "2 ^ -1"), .5, 0);
    check_near(value(state, "2 * -3"), -6, 0);
    check_near(value(state, "1 - -1"), 2, 0);
    check_near(value(state, "sqrt(3 * 3) - log10(1e2)"), 1, 0);
    check_near(value(state, "sqrt(3.14159265358979 / 2.14159265358979)"), 1.2112, 1e-4);
}

static void a_quantity_stands_where_a_number_may(void **state)
{
    check_near(value(state, "2.5 * h of {step: 0} - dh/w of {layer max} / (h of {})"), 2.5 - 2. / 3,
               1e-15);
    check_near(value(state, "-h of {}^2"), -1, 0);
    check_near(value(state, "log10(h of {} * 100)"), 2, 0);
}

static void a_measure_may_have_a_functions_name_in_front(void **state)
{
    check_near(value(state, "sqrt_x of {} + log10e of {}"), 3, 0);
}

static void refuses_what_is_no_arithmetic(void **state)
{
    refused(state, "1 +", 3, "the text ends where a number or a measure is wanted");
    refused(state, "(1 + 2", 6, "the text ends where `)` is wanted");
    refused(state, "sqrt 4", 5, "`(` is wanted here");
    refused(state, "1 + * 2", 4, "a number or a measure is wanted here");
    refused(state, "3x", 0, "`3x` is not a number");
}

static void a_text_without_end_is_refused_and_breaks_nothing(void **state)
{
    enum { N = 100000 };
    char *text = malloc(N + 1);
    for (int c = 0; c < 3; c++) {
        memset(text, "(-^"[c], N);
        text[N] = 0;
        if (c == 2)
            for (int i = 0; i < N; i += 2)
                text[i] = '1';
        read_text(*state, "compare", text);
        assert_non_null(strstr(((struct sheet *)*state)->failure.message, "more than 1000 terms"));
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sheet_test(arithmetic_is_as_on_paper),
        sheet_test(a_quantity_stands_where_a_number_may),
        sheet_test(a_measure_may_have_a_functions_name_in_front),
        sheet_test(refuses_what_is_no_arithmetic),
        sheet_test(a_text_without_end_is_refused_and_breaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
