/* Names and texts that mean something to somebody, drawn by chance; and whether a command let one do anything. */
#pragma once
#include "tests/campaign/disturbed.h"

/* The file that each of those that run anything would make. */
#define TRAP "HACKED"

static const char *const piece[] = {
    "a",
    "B7",
    " ",
    "  ",
    "'",
    "\"",
    "`",
    "\\",
    "\n",
    "\t",
    "\033[31m",
    "\007",
    "\177",
    "\r",
    "-",
    "--help",
    "..",
    ":",
    ";",
    "|",
    "&",
    "*",
    "?",
    "~",
    "#",
    "%",
    "%s%n",
    "%2F",
    "$HOME",
    "$(touch " TRAP ")",
    "`touch " TRAP "`",
    ";touch " TRAP ";",
    "<touch " TRAP ";",
    "';DROP TABLE run;--",
    "\";DROP TABLE run;--",
    "?mode=memory",
    "'.system('touch " TRAP "').'",
    "\".system(\"touch " TRAP "\").\"",
    "{/Bold x}",
    "_{x}",
    "^x",
    "@x",
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "&amp;",
    "<!--",
    "]]>",
    "[x](javascript:alert(1))",
    "![x](y)",
    "**x**",
    "|x|",
    "# x",
    "```",
    "<b>",
    "\xc3\xa9",
    "\xe6\x97\xa5\xe6\x9c\xac",
    "\xf0\x9f\x98\x80",
    "\xd7\x90\xd7\x91",
    "e\xcc\x81",
    "\xe2\x80\xae",
    ("\xc2\x9b"
     "31m"),
    "\xe2\x80\xa8",
    "=1+1",
    "null",
    "yes",
    "{a: b}",
    "[1, 2]",
    "0x10",
    "1e999",
    "NaN",
};
enum { PIECES = sizeof piece / sizeof *piece, NAME_BYTES = 256 };

/* Up to four pieces; one in eight goes on to 255 bytes. */
static inline void draw_text(struct lab *lab, char text[NAME_BYTES])
{
    const int n = 1 + (int)(4 * lab_draw(lab)), most = lab_draw(lab) < .125 ? 100 : n;
    *text = 0;
    for (int i = 0; i < most; i++) {
        const char *p = piece[(int)(PIECES * lab_draw(lab))];
        if (strlen(text) + strlen(p) < NAME_BYTES)
            strcat(text, p);
    }
}

/* Without the slash, which no name can have. */
static inline void draw_name(struct lab *lab, char name[NAME_BYTES])
{
    do {
        draw_text(lab, name);
        for (char *c = name; *c; c++)
            *c = *c == '/' ? '|' : *c;
    } while (!strcmp(name, ".") || !strcmp(name, "..") || !strcmp(name, TRAP));
}

/* Words as they are, without a shell; the exit code. */
static inline int run_words(const struct lab *lab, const char *const *word)
{
    const char *argv[20] = {realpath(program(), NULL)};
    for (int n = 1; (argv[n] = *word); n++, word++)
        ;
    char out[400], err[400];
    snprintf(out, sizeof out, "%s", path_of(lab, "out.txt"));
    snprintf(err, sizeof err, "%s", path_of(lab, "err.txt"));
    const pid_t pid = fork();
    if (pid == 0) {
        const int to_out = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        const int to_err = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (!chdir(lab->folder) && dup2(to_out, 1) == 1 && dup2(to_err, 2) == 2)
            execv(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    free((char *)(uintptr_t)argv[0]);
    return child_wait(pid);
}
#define RUN(...) run_words(lab, (const char *const[]){__VA_ARGS__, NULL})

/* Nothing was run, the terminal was not commanded, and it ended by itself: well, or, where the name may be
 * refused, with a message. */
static const char *harmless(const struct lab *lab, int code, bool may_refuse)
{
    static char text[1 << 16], why[400];
    static const char *const stream[] = {"out.txt", "err.txt"};
    if (!access(path_of(lab, TRAP), F_OK))
        return "a command in a name was run";
    for (int i = 0; i < 2; i++) {
        read_file(path_of(lab, stream[i]), text, sizeof text);
        for (const char *c = text; *c; c++)
            if (((unsigned char)*c < ' ' && *c != '\n' && *c != '\t') || *c == 127 ||
                (*c == '\xc2' && (unsigned char)c[1] < 0xa0)) {
                snprintf(why, sizeof why, "%s has character %d", stream[i], (unsigned char)*c);
                return why;
            }
    }
    const bool refused = may_refuse && (code == 1 || code == 2 || code == 65 || code == 73);
    if (code == 0 || (refused && strstr(text, "depthlab")))
        return NULL;
    snprintf(why, sizeof why, "exit %d: %.300s", code, text);
    return why;
}

static const char *page_is_safe(const struct lab *lab, const char *file)
{
    static char text[1 << 20];
    read_file(path_of(lab, file), text, sizeof text);
    return !*text                                      ? "the page is empty"
           : strstr(text, "<img src=x")                ? "the page has the text as an element"
           : strstr(text, "<script>alert(1)</script>") ? "the page has the text as a script"
                                                       : NULL;
}
