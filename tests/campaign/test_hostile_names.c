/* What is promised of names and texts that mean something to a shell, a terminal, SQL, gnuplot, HTML or Markdown. */
#include "tests/campaign/hostile.h"
#include <ctype.h>
#include <errno.h>

static const char *as_database(struct lab *lab, const char *name)
{
    char db[NAME_BYTES + 8], copy[NAME_BYTES + 8];
    snprintf(db, sizeof db, "--db=%s", name);
    snprintf(copy, sizeof copy, "./%.240s.copy", name);
    const bool refusable = strlen(name) > 255 - strlen("-journal") || !strcmp(name, ":memory:");
    const char *wrong = harmless(lab, RUN("run", "tiny.yaml", "-j", "1", db), refusable);
    wrong = wrong ? wrong : harmless(lab, RUN("status", db), refusable);
    wrong = wrong ? wrong : harmless(lab, RUN("plot", "tiny.yaml", db), true);
    wrong = wrong ? wrong : harmless(lab, RUN("report", "tiny.yaml", "-o", "r.html", db), true);
    wrong = wrong ? wrong : harmless(lab, RUN("publish", copy, db), true);
    return wrong || access(path_of(lab, "r.html"), F_OK) ? wrong : page_is_safe(lab, "r.html");
}

static const char *as_folder(struct lab *lab, const char *name)
{
    char path[700], spec[300], db[300], out[300], page[300];
    snprintf(path, sizeof path, "%s/%s", lab->folder, name);
    if (mkdir(path, 0777))
        return errno == EEXIST ? NULL : "no such folder can be made";
    snprintf(path, sizeof path, "%s/%s/tiny.yaml", lab->folder, name);
    symlink("../tiny.yaml", path);
    snprintf(spec, sizeof spec, "./%s/tiny.yaml", name);
    snprintf(db, sizeof db, "--db=%s/lab.db", name);
    snprintf(out, sizeof out, "--out=%s/p", name);
    snprintf(page, sizeof page, "--output=%s/r.html", name);
    const char *wrong = harmless(lab, RUN("run", spec, "-j", "1", db), false);
    bool control = false; /* which gnuplot's texts cannot say */
    for (const char *c = name; *c; c++)
        control |= iscntrl((unsigned char)*c) != 0;
    wrong = wrong ? wrong : harmless(lab, RUN("plot", spec, db, out), control);
    wrong = wrong ? wrong : harmless(lab, RUN("report", spec, db, page, out), control);
    snprintf(path, sizeof path, "%s/r.html", name);
    return wrong || control ? wrong : page_is_safe(lab, path);
}

static const char *as_experiment(struct lab *lab, const char *name)
{
    char path[700], file[300], word[300];
    snprintf(file, sizeof file, "%.250s.yaml", name);
    snprintf(word, sizeof word, "./%.250s.yaml", name);
    snprintf(path, sizeof path, "%s/%s", lab->folder, file);
    symlink("tiny.yaml", path);
    const char *wrong = harmless(lab, RUN("run", word, "-j", "1", "--db", "e.db"), true);
    wrong = wrong ? wrong : harmless(lab, RUN("run", file, "-j", "1", "--db", "e.db"), true);
    wrong = wrong ? wrong : harmless(lab, RUN("status", "--db", "e.db", name), true);
    wrong = wrong ? wrong : harmless(lab, RUN("show", "--db", "e.db", name), true);
    wrong = wrong ? wrong : harmless(lab, RUN("verdict", "--db", "e.db", word), true);
    return wrong ? wrong : harmless(lab, RUN("plot", "--db", "e.db", word), true);
}

/* In double quotes, with what YAML does not take as it is escaped. */
static void put_scalar(FILE *file, const char *text)
{
    fputc('"', file);
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == '"' || *c == '\\' || *c == 127)
            fprintf(file, "\\x%02x", (unsigned char)*c);
        else
            fputc(*c, file);
    fputc('"', file);
}

static const char *as_text(struct lab *lab, const char *text)
{
    FILE *file = fopen(path_of(lab, "text.yaml"), "we");
    fputs("question: ", file);
    put_scalar(file, text);
    fputs("\nclaim: ", file);
    put_scalar(file, text);
    fputs("\ndata: {side: 6, train: 50, test: 20}\nnet: {width: 4}\ntrain: {steps: 2}\n"
          "sweep: {depth: [2, 4]}\nfigures: [depth-curve]\nexpect:\n  - say: ",
          file);
    put_scalar(file, text);
    fputs("\n    compare: train_loss of {depth 2} > train_loss of {depth 4}\n", file);
    fclose(file);
    write_file(lab->folder, "hour.yaml",
               "title: An hour\nparts: [{title: One, minutes: 20, experiments: [text.yaml]}]\n");
    char title[NAME_BYTES + 8];
    snprintf(title, sizeof title, "--title=%s", text);
    const char *wrong = harmless(lab, RUN("run", "text.yaml", "-j", "1", "--db", "t.db"), true);
    wrong = wrong ? wrong : harmless(lab, RUN("verdict", "--db", "t.db"), true);
    wrong = wrong ? wrong : harmless(lab, RUN("plot", "text.yaml", title, "--db", "t.db"), true);
    wrong = wrong ? wrong
                  : harmless(lab, RUN("report", "text.yaml", "-o", "t.html", "--db", "t.db"), true);
    if (!wrong && promise_long())
        wrong = harmless(lab, RUN("slides", "--course", "hour.yaml", "--db", "t.db", "--out", "s"),
                         true);
    return wrong || access(path_of(lab, "t.html"), F_OK) ? wrong : page_is_safe(lab, "t.html");
}

static const char *as_class(struct lab *lab, const char *label)
{
    FILE *file = fopen(path_of(lab, "c.csv"), "we");
    fputs("x,y,kind\n", file);
    for (int i = 0; i < 40; i++) {
        fprintf(file, "%d.5,%d,\"", i % 7, i % 5);
        for (const char *c = i % 2 ? label : "other"; *c; c++)
            fprintf(file, *c == '"' ? "\"\"" : "%c", *c);
        fputs("\"\n", file);
    }
    fclose(file);
    const char *wrong = harmless(lab, RUN("data", "check", "c.csv"), true);
    wrong = wrong ? wrong
                  : harmless(lab,
                             RUN("run", "tiny.yaml", "--data", "c.csv", "-j", "1", "--db", "c.db"),
                             true);
    return wrong ? wrong
                 : harmless(lab, RUN("data", "show", "--data", "c.csv", "--out", "d"), true);
}

static void names_do_nothing(void **state)
{
    static const struct {
        const char *words;
        const char *(*try)(struct lab *, const char *);
        void (*draw)(struct lab *, char *);
    } kind[] = {
        {"hostile name of a database", as_database, draw_name},
        {"hostile name of a folder", as_folder, draw_name},
        {"hostile name of an experiment", as_experiment, draw_name},
        {"hostile text of a question, a claim, a title", as_text, draw_text},
        {"hostile name of a class", as_class, draw_text},
    };
    enum { KINDS = sizeof kind / sizeof *kind };
    struct lab *lab = *state;
    struct promise *p[KINDS];
    write_file(lab->folder, "tiny.yaml",
               "question: q\ndata: {side: 6, train: 50, test: 20}\nnet: {width: 4}\n"
               "train: {steps: 2}\nsweep: {depth: [2, 4]}\nfigures: [depth-curve]\nexpect:\n"
               "  - {say: so, compare: 'train_loss of {depth 2} > train_loss of {depth 4}'}\n");
    for (int k = 0; k < KINDS; k++) {
        p[k] = promise("%s: nothing is run, all is shown", kind[k].words);
        for (int i = 0; i < promise_cases(2, 90); i++) {
            char text[NAME_BYTES], shown[2 * NAME_BYTES];
            kind[k].draw(lab, text);
            for (int c = 0; c <= (int)strlen(text); c++)
                shown[c] = text[c] && ((unsigned char)text[c] < ' ' || text[c] == 127) ? '?'
                                                                                       : text[c];
            promise_case(p[k], kind[k].try(lab, text), shown, i);
            lab_shell(lab, "rm -rf " TRAP " r.html t.html t.db* e.db* c.db* s d plots");
        }
    }
    for (int k = 0; k < KINDS; k++)
        promise_kept(p[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names_do_nothing)};
    return cmocka_run_group_tests(tests, lab_open, lab_close);
}
