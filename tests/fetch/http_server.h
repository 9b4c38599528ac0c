/* A small HTTP server, good and bad: GET /HOW/FILE answers with FILE of a folder, as HOW says.
 *
 *     good     whole, or from the byte that is asked for       norange  whole, whatever is asked for
 *     cut      half of what is left, then it hangs up          slow     the first byte, and no more
 *     wrong    as many other bytes                             html     200, and a page that says sorry
 *     missing  404, with a page                                moved    a redirection to good
 *     round    a redirection to itself                         busy     hangs up without a word
 *
 * Each request is a line of the file `log` in the folder: the path, and the first byte that was asked for. */
#pragma once
#include "tests/support/check.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct http_server {
    pid_t pid;
    char url[40]; /* http://127.0.0.1:PORT */
};

static inline void http_head(int to, int code, size_t from, size_t bytes, const char *more)
{
    dprintf(to, "HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: %zu\r\n", code, bytes);
    if (code == 206)
        dprintf(to, "Content-Range: bytes %zu-%zu/%zu\r\n", from, from + bytes - 1, from + bytes);
    dprintf(to, "%s\r\n", more);
}

static inline void http_page(int to, int code, const char *more)
{
    static const char page[] = "<html>sorry</html>\n";
    http_head(to, code, 0, sizeof page - 1, more);
    dprintf(to, "%s", page);
}

static inline void http_answer(int to, const char *folder)
{
    char request[4096] = "", how[20] = "", name[100] = "", path[300], moved[150];
    size_t got = 0, from = 0, size, half;
    for (ssize_t n; !strstr(request, "\r\n\r\n") && got < sizeof request - 1 &&
                    (n = read(to, request + got, sizeof request - 1 - got)) > 0;)
        request[got += (size_t)n] = 0;
    if (sscanf(request, "GET /%19[^/]/%99[^ ]", how, name) != 2)
        return;
    const char *range = strcasestr(request, "\r\nrange: bytes=");
    if (range)
        from = strtoul(strchr(range, '=') + 1, NULL, 10);
    snprintf(path, sizeof path, "%s/log", folder);
    const int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    dprintf(log, "%s/%s %zu\n", how, name, from);
    close(log);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "re");
    static char bytes[1 << 20];
    size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    if (!strcmp(how, "moved") || !strcmp(how, "round")) {
        snprintf(moved, sizeof moved, "Location: /%s/%s\r\n", *how == 'm' ? "good" : how, name);
        http_page(to, 302, moved);
    } else if (!file || !strcmp(how, "missing")) {
        http_page(to, 404, "");
    } else if (!strcmp(how, "html")) {
        http_page(to, 200, "Content-Type: text/html\r\n");
    } else if (!strcmp(how, "busy")) {
        return;
    } else if (from >= size && from) {
        http_page(to, 416, "");
    } else {
        const bool ranged = strcmp(how, "norange") && strcmp(how, "wrong");
        from = ranged ? from : 0;
        for (size_t i = 0; *how == 'w' && i < size; i++)
            bytes[i] ^= 1;
        http_head(to, from ? 206 : 200, from, size - from, "");
        half = (size - from + 1) / 2;
        size = !strcmp(how, "cut") && half > 9 ? from + half : *how == 's' ? from + 1 : size;
        while (from < size) {
            const ssize_t n = write(to, bytes + from, size - from);
            if (n <= 0)
                return;
            from += (size_t)n;
        }
        if (*how == 's')
            sleep(60);
    }
}

/* It ends with the test. */
static inline struct http_server http_start(const char *folder)
{
    struct http_server s = {0};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof at;
    const int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (door < 0 || bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 20) ||
        getsockname(door, (struct sockaddr *)&at, &length))
        fail_msg("no server");
    snprintf(s.url, sizeof s.url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    s.pid = fork();
    if (!s.pid) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGCHLD, SIG_IGN);
        signal(SIGPIPE, SIG_IGN);
        for (;;) {
            const int guest = accept(door, NULL, NULL);
            if (guest < 0)
                _exit(1);
            if (!fork()) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                http_answer(guest, folder);
                _exit(0);
            }
            close(guest);
        }
    }
    close(door);
    return s;
}

static inline void http_stop(const struct http_server *s)
{
    kill(s->pid, SIGKILL);
    waitpid(s->pid, NULL, 0);
}

static inline bool has_curl(void)
{
    const bool there = !system("command -v curl >/dev/null");
    if (!there)
        print_message("skipped: there is no curl (apt install curl)\n");
    return there;
}

/* The file's MD5 by md5sum. */
static inline void md5_of(const char *folder, const char *name, char md5[33])
{
    char command[400];
    snprintf(command, sizeof command, "md5sum < '%s/%s'", folder, name);
    FILE *pipe = popen(command, "re");
    if (!pipe || fscanf(pipe, "%32s", md5) != 1)
        fail_msg("no md5sum");
    pclose(pipe);
}
