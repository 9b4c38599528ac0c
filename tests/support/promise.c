#include "tests/support/promise.h"
#include <time.h>

enum { ROOM = 24 };
static struct promise table[ROOM];
static int rows;

bool promise_long(void)
{
    return getenv("LONG") != NULL;
}

int promise_cases(int few, int many)
{
    return promise_long() ? many : few;
}

struct stream promise_stream(void)
{
    static uint64_t seed;
    const char *said = getenv("SEED");
    if (!seed) {
        seed = said ? strtoull(said, NULL, 10) : promise_long() ? (uint64_t)time(NULL) : 7;
        print_message("SEED=%llu\n", (unsigned long long)seed);
    }
    return stream_of(seed, PURPOSE_TEST, 0, 0);
}

struct promise *promise(const char *format, ...)
{
    if (rows == ROOM)
        fail_msg("more than %d promises", ROOM);
    va_list list;
    va_start(list, format);
    vsnprintf(table[rows].words, sizeof table[rows].words, format, list);
    va_end(list);
    return &table[rows++];
}

void promise_case(struct promise *p, const char *why, const char *what, int number)
{
    p->cases++;
    if (!why)
        return;
    p->failures++;
    print_error("%s: %s %d: %s\n", p->words, what, number, why);
}

void promise_kept(const struct promise *p)
{
    if (!p->cases || p->failures)
        fail_msg("%s: %d cases, %d failures", p->words, p->cases, p->failures);
}

int promises_end(void **state)
{
    (void)state;
    for (int i = 0; i < rows; i++)
        print_message("promise|%d|%d|%s\n", table[i].cases, table[i].failures, table[i].words);
    return 0;
}
