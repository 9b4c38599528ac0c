/* What is promised of YAML: what a spec takes is what YAML 1.2 reads there.
 *
 * The table is by hand, from the YAML 1.2.2 specification, 10.3.2, the core schema. Under LONG an independent reader
 * (tests/peer/yaml12.py, python3-ruamel.yaml) judges texts that are drawn. */
#include "lab/base/number.h"
#include "lab/spec/cell_json.h"
#include "lab/spec/yaml_tree.h"
#include "tests/support/mutate.h"
#include "tests/support/promise.h"
#include "tests/support/spec_text.h"

enum { ROOM = 4096 };
static char *script;

/* ---- by hand ---- */

/* What a plain value is to a setting that takes a real number, a whole one, and a text. */
static const struct {
    const char *text;
    double value;     /* NAN: refused */
    int64_t count;    /* -99: refused */
    const char *word; /* NULL: refused */
} scalar[] = {
    {"0", 0, 0, "0"},
    {"-0", 0, 0, "-0"},
    {"12", 12, 12, "12"},
    {"+12", 12, 12, "+12"},
    {"-19", -19, -19, "-19"},
    {"0.", 0, -99, "0."},
    {"-0.0", 0, -99, "-0.0"},
    {".5", .5, -99, ".5"},
    {"+12e03", 12000, -99, "+12e03"},
    {"-2E+05", -200000, -99, "-2E+05"},
    {"1e3", 1000, -99, "1e3"},
    {"6.8523015e+5", 685230.15, -99, "6.8523015e+5"},
    /* numbers of YAML that are refused, for people read them otherwise, or that nothing can use */
    {"010", NAN, -99, "010"},
    {"0o14", NAN, -99, "0o14"},
    {"0x3A", NAN, -99, "0x3A"},
    {".inf", NAN, -99, ".inf"},
    {"-.Inf", NAN, -99, "-.Inf"},
    {".nan", NAN, -99, ".nan"},
    {"1e999", NAN, -99, "1e999"},
    {"9223372036854775808", 9223372036854775808., -99, "9223372036854775808"},
    /* numbers of YAML 1.1 alone: texts */
    {"1_000", NAN, -99, "1_000"},
    {"0b11", NAN, -99, "0b11"},
    {"190:20:30", NAN, -99, "190:20:30"},
    {"1.5.2", NAN, -99, "1.5.2"},
    {"e3", NAN, -99, "e3"},
    {"1e", NAN, -99, "1e"},
    {"inf", NAN, -99, "inf"},
    {"nan", NAN, -99, "nan"},
    {"2001-12-14", NAN, -99, "2001-12-14"},
    /* booleans, and what YAML 1.1 alone takes for them: a text is taken as it is written */
    {"true", NAN, -99, "true"},
    {"False", NAN, -99, "False"},
    {"yes", NAN, -99, "yes"},
    {"off", NAN, -99, "off"},
    {"y", NAN, -99, "y"},
    /* nothing */
    {"", NAN, -99, NULL},
    {"~", NAN, -99, NULL},
    {"null", NAN, -99, NULL},
    {"Null", NAN, -99, NULL},
    {"NULL", NAN, -99, NULL},
    {"nULL", NAN, -99, "nULL"},
    {"\"null\"", NAN, -99, "null"},
    {"'~'", NAN, -99, "~"},
    {"\"12\"", NAN, -99, "12"},
    {"'it''s'", NAN, -99, "it's"},
    {"\"a\\tb\\u00e4\\x41\"", NAN, -99,
     "a\tb\xc3\xa4"
     "A"},
    {"'a\\tb'", NAN, -99, "a\\tb"},
    {"a # b", NAN, -99, "a"},
    {"a#b", NAN, -99, "a#b"},
    {"a:b", NAN, -99, "a:b"},
    {"  a  b  ", NAN, -99, "a  b"},
    {"a\n  b\n\n  c", NAN, -99, "a b\nc"},
    {"|\n  a\n   b\n", NAN, -99, "a\n b\n"},
    {">-\n  a\n  b\n", NAN, -99, "a b"},
    {"&a b", NAN, -99, NULL},
    {"*a", NAN, -99, NULL},
    {"!!str b", NAN, -99, NULL},
    {"@b", NAN, -99, NULL},
    {"`b`", NAN, -99, NULL},
    {"%b", NAN, -99, NULL},
    {"a: b", NAN, -99, NULL},
    {"[a]", NAN, -99, NULL},
    {"{a: b}", NAN, -99, NULL},
};

/* Is this line of a spec taken? */
static bool takes(struct reader *r, const char *format, const char *value)
{
    char text[400];
    snprintf(text, sizeof text, format, value);
    r->failure = (struct failure){0};
    return !read_spec(r, text, false, NULL);
}

/* The value as a number: as a setting that takes one reads it. */
static void check_number(struct reader *r, struct promise *p, int i)
{
    char text[400];
    double x = NAN;
    int64_t n = -99;
    struct failure failure = {0};
    snprintf(text, sizeof text, "k: %s\n", scalar[i].text);
    const struct source_text source = {.name = "x", .text = text};
    const struct yaml_tree *t = yaml_tree_read(&r->arena, &source, 0, &failure);
    const bool plain = t && t->first->kind == TREE_TEXT && !t->first->quoted;
    if (plain && !number_real(t->first->text, &x))
        x = NAN;
    if (plain && !number_whole(t->first->text, &n))
        n = -99;
    const bool same = x == scalar[i].value || (isnan(x) && isnan(scalar[i].value));
    promise_case(p, same ? NULL : "as a real number", scalar[i].text, i);
    promise_case(p, n == scalar[i].count ? NULL : "as a whole number", scalar[i].text, i);
}

static void a_scalar_is_what_the_core_schema_says(void **state)
{
    struct reader *r = *state;
    struct promise *p = promise("YAML: a number, text or nothing as the core schema of 1.2 has it");
    for (int i = 0; i < (int)(sizeof scalar / sizeof *scalar); i++) {
        const char *text = scalar[i].text, *word = scalar[i].word;
        check_number(r, p, i);
        const bool as_path = takes(r, "question: q\ndata:\n path: %s\n", text);
        promise_case(p,
                     as_path ? word && !strcmp(r->spec.base.data.path, word) ? NULL : "as a setting"
                     : word  ? r->failure.message
                             : NULL,
                     text, i);
        const bool as_question = takes(r, "question: %s\n", text);
        promise_case(p,
                     as_question ? word && !strcmp(r->spec.question, word) ? NULL : "as a text"
                     : word      ? r->failure.message
                                 : NULL,
                     text, i);
    }
    promise_kept(p);
}

/* ---- by another reader ---- */

static void print_tree(FILE *out, const struct yaml_tree *t)
{
    double x;
    if (t->kind == TREE_TEXT) {
        fputs(t->quoted ? "[\"q\", " : "[\"p\", ", out);
        cell_json_text(out, t->text);
        if (!t->quoted && number_real(t->text, &x))
            fprintf(out, ", %.17g]", x);
        else
            fputs(", null]", out);
        return;
    }
    fputs(t->kind == TREE_LIST ? "[\"l\", [" : "[\"m\", [", out);
    for (const struct yaml_tree *item = t->first; item; item = item->next) {
        if (t->kind == TREE_MAP) {
            fputc('[', out);
            print_tree(out, item->key);
            fputs(", ", out);
        }
        print_tree(out, item);
        fputs(t->kind == TREE_MAP ? "]" : "", out);
        fputs(item->next ? ", " : "", out);
    }
    fputs("]]", out);
}

/* A line for the judge. */
static void print_case(struct arena *arena, FILE *out, const char *text)
{
    struct failure failure = {0};
    const struct source_text source = {.name = "x", .text = text};
    arena_rewind(arena, 0);
    const struct yaml_tree *t = yaml_tree_read(arena, &source, 0, &failure);
    fputs("[\"", out);
    for (const char *c = text; *c; c++)
        fprintf(out, "%02x", (unsigned char)*c);
    fputs("\", ", out);
    if (t)
        print_tree(out, t);
    else
        cell_json_text(out, failure.message);
    fputs("]\n", out);
}

/* A value of a few characters that mean something in one. */
static void draw_scalar(char *text, struct stream s, uint64_t *draw)
{
    static const char letter[] = "0011223456789..eE+-__xobnNaAiIfFtTrRuUlLsSyY~\"' :#,!|>&*%@\\?=";
    static const char *const word[] = {"null", "true", "1e3", ".inf", "0x1f", "0o7", "- ", "yes"};
    char *at = text + sprintf(text, "%s", stream_below(s, (*draw)++, 2) ? "k: " : "[");
    for (uint64_t n = 1 + stream_below(s, (*draw)++, 7); n > 0; n--)
        if (stream_below(s, (*draw)++, 12))
            *at++ = letter[stream_below(s, (*draw)++, sizeof letter - 1)];
        else
            at = stpcpy(at, word[stream_below(s, (*draw)++, sizeof word / sizeof *word)]);
    strcpy(at, *text == '[' ? "]\n" : "\n");
}

static const char blocks[] =
    "a: >\n  one\n  two\n\nb: |-\n  x\n   y\n\nc: [1, 'two', \"th\\u0072ee\"]\n"
    "d:\n  - e: {f: g, h: [i, j]}\n    k: l\n  - m\n? n\n: o\n\"p q\": 'r''s'\n";

static void another_reader_reads_the_same(void **state)
{
    struct reader *r = *state;
    if (!promise_long())
        skip();
    if (system("/usr/bin/python3 -c 'import ruamel.yaml' 2>/dev/null")) {
        print_message("skipped: no python3-ruamel.yaml, the other reader of YAML\n");
        skip();
    }
    struct promise *p[2] = {
        promise("YAML: a value that is taken is what another reader of 1.2 reads"),
        promise("YAML: a text that is taken is read as another reader of 1.2 does")};
    const int cases = 20000;
    struct stream s = promise_stream();
    uint64_t draw = 0;
    FILE *out = fopen("cases", "we");
    for (int i = 0; i < 2 * cases; i++) {
        char text[ROOM] = "";
        const char *from = i % 4 == 1 ? model : blocks;
        size_t n = strlen(from);
        if (i % 2 == 0) {
            draw_scalar(text, s, &draw);
        } else {
            memcpy(text, from, n);
            n = mutate(text, n, sizeof text - 1, s, &draw);
            text[n] = 0;
        }
        print_case(&r->arena, out, text);
    }
    fclose(out);
    char command[600], line[600];
    snprintf(command, sizeof command, "/usr/bin/python3 '%s' cases", script);
    FILE *answers = popen(command, "re");
    for (int i = 0; answers && fgets(line, sizeof line, answers); i++) {
        const bool good = !strcmp(line, "same\n") || !strcmp(line, "both refuse\n") ||
                          !strcmp(line, "stricter\n");
        promise_case(p[i % 2], good ? NULL : line, "case", i);
    }
    if (!answers || pclose(answers))
        fail_msg("the other reader failed");
    promise_kept(p[0]);
    promise_kept(p[1]);
}

static int open_all(void **state)
{
    script = realpath("tests/peer/yaml12.py", NULL);
    return !script || open_reader(state);
}

static int close_all(void **state)
{
    promises_end(state);
    free(script);
    return close_reader(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scalar_is_what_the_core_schema_says),
        cmocka_unit_test(another_reader_reads_the_same),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
