#include "lab/base/arena.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* In builds with the address sanitizer what is not handed out is poisoned, and so is a line behind each
 * allocation. Of memory by the gigabyte, whose poison alone would fill a machine, the first MOST bytes are. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
enum { GUARD = 64 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { GUARD = 0 };
#endif

enum {
    ALIGNMENT = 64,
    LEAST = 1 << 16,
    MOST = 1 << 22 /* of a block, unless more is wanted at once */
};

/* The arena's bytes are numbered through its blocks: this one has those from `start` on. */
struct arena_block {
    struct arena_block *below;
    size_t bytes;       /* mapped, this header included */
    size_t start, high; /* above `high` it is still zero */
};
_Static_assert(sizeof(struct arena_block) <= ALIGNMENT, "the header takes one line");

static size_t capacity(const struct arena_block *b)
{
    return b->bytes - ALIGNMENT;
}

static unsigned char *memory_of(struct arena_block *b)
{
    return (unsigned char *)b + ALIGNMENT;
}

/* Nobody may use the block's bytes from one to another. */
static void poison(struct arena_block *b, size_t from, size_t to)
{
    const size_t bytes = to > from ? to - from : 0;
    ASAN_POISON_MEMORY_REGION(memory_of(b) + from, bytes < MOST ? bytes : MOST);
}

static void unmap(struct arena_block *b)
{
    if (!b)
        return;
    ASAN_UNPOISON_MEMORY_REGION(b, b->bytes);
    munmap(b, b->bytes);
}

/* A block for so many bytes: the spare one if it is large enough, else a new one. */
static struct arena_block *map_block(struct arena *arena, size_t bytes)
{
    struct arena_block *b = arena->spare;
    if (b && capacity(b) >= bytes) {
        arena->spare = NULL;
        return b;
    }
    size_t size = arena->used / 4;
    size = size < LEAST ? LEAST : size > MOST ? MOST : size;
    size = (bytes > size ? bytes : size) + ALIGNMENT;
    size = (size + LEAST - 1) / LEAST * LEAST;
    b = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (b == MAP_FAILED)
        return NULL;
    /* Where many things share a block, the touched ones would make huge pages of those that nobody touches. */
    madvise(b, size, bytes > MOST ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    b->bytes = size;
    poison(b, 0, capacity(b));
    return b;
}

void arena_open(struct arena *arena, size_t bytes)
{
    *arena = (struct arena){.size = bytes};
}

void arena_close(struct arena *arena)
{
    for (struct arena_block *b = arena->top, *below; b; b = below) {
        below = b->below;
        unmap(b);
    }
    unmap(arena->spare);
    *arena = (struct arena){0};
}

/* Memory, and how much of it may hold old bytes. */
static void *take(struct arena *arena, size_t bytes, size_t *old)
{
    if (bytes > arena->size - arena->used || arena->size - arena->used - bytes < ALIGNMENT + GUARD)
        return NULL;
    const size_t whole = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT + GUARD;
    struct arena_block *b = arena->top;
    if (!b || whole > b->start + capacity(b) - arena->used) {
        if (!(b = map_block(arena, whole)))
            return NULL;
        b->below = arena->top;
        b->start = arena->used;
        arena->top = b;
    }
    const size_t at = arena->used - b->start;
    *old = b->high > at ? b->high - at : 0;
    b->high = b->high > at + whole ? b->high : at + whole;
    arena->used += whole;
    arena->high = arena->high > arena->used ? arena->high : arena->used;
    unsigned char *memory = memory_of(b) + at;
    ASAN_UNPOISON_MEMORY_REGION(memory, bytes);
    poison(b, at + bytes, at + whole);
    return memory;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    size_t old;
    return take(arena, bytes, &old);
}

void *arena_calloc(struct arena *arena, size_t bytes)
{
    size_t old;
    void *memory = take(arena, bytes, &old);
    return memory ? memset(memory, 0, bytes < old ? bytes : old) : NULL;
}

void *arena_take(struct arena *arena, struct failure *failure, size_t bytes)
{
    void *memory = arena_calloc(arena, bytes);
    if (!memory)
        fail_memory(failure);
    return memory;
}

char *arena_strdup(struct arena *arena, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = arena_alloc(arena, bytes);
    return copy ? memcpy(copy, text, bytes) : NULL;
}

const char *arena_text(struct arena *arena, struct failure *failure, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (!text) {
        fail_memory(failure);
        return "";
    }
    va_start(list, format);
    vsnprintf(text, (size_t)length + 1, format, list);
    va_end(list);
    return text;
}

size_t arena_mark(const struct arena *arena)
{
    return arena->used;
}

void arena_rewind(struct arena *arena, size_t mark)
{
    arena->used = mark;
    while (arena->top && arena->top->start >= mark && arena->top->below) {
        struct arena_block *b = arena->top;
        arena->top = b->below;
        const bool larger = !arena->spare || arena->spare->bytes < b->bytes;
        poison(b, 0, b->high);
        unmap(larger ? arena->spare : b);
        arena->spare = larger ? b : arena->spare;
    }
    if (arena->top)
        poison(arena->top, mark - arena->top->start, arena->top->high);
}
