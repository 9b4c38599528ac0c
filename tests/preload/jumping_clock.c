/* A calendar that somebody sets all the time: preloaded (LD_PRELOAD), each look at it is up to ten years off, either
 * way. The clock of time that passes is nobody's to set. */
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static uint64_t draw(void)
{
    static _Atomic uint64_t state;
    uint64_t x = atomic_fetch_add(&state, UINT64_C(0x9e3779b97f4a7c15)) +
                 (uint64_t)getpid(); /* splitmix64 */
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static time_t jump(void)
{
    const time_t most = 315360000;
    return (time_t)(draw() % (uint64_t)(2 * most)) - most;
}

int clock_gettime(clockid_t clock, struct timespec *t)
{
    int (*const real)(clockid_t, struct timespec *) =
        (int (*)(clockid_t, struct timespec *))(intptr_t)dlsym(RTLD_NEXT, "clock_gettime");
    const int code = real(clock, t);
    if (clock == CLOCK_REALTIME)
        t->tv_sec += jump();
    return code;
}

int gettimeofday(struct timeval *restrict t, void *restrict zone)
{
    struct timespec now;
    (void)zone;
    const int code = clock_gettime(CLOCK_REALTIME, &now);
    *t = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
    return code;
}

time_t time(time_t *t)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return t ? *t = now.tv_sec : now.tv_sec;
}
