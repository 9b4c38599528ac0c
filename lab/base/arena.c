#include "lab/base/arena.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64 };

enum status arena_open(struct arena *arena, size_t bytes, struct failure *failure)
{
    *arena = (struct arena){0};
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return fail(failure, STATUS_FAILED, "cannot reserve %zu bytes of memory", bytes);
    madvise(base, bytes, MADV_HUGEPAGE);
    *arena = (struct arena){.base = base, .size = bytes};
    return STATUS_OK;
}

void arena_close(struct arena *arena)
{
    if (arena->base)
        munmap(arena->base, arena->size);
    *arena = (struct arena){0};
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
    size_t left = arena->size - arena->used;
    if (bytes > left || left - bytes < ALIGNMENT)
        return NULL;
    void *memory = arena->base + arena->used;
    arena->used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->high < arena->used)
        arena->high = arena->used;
    return memory;
}

void *arena_calloc(struct arena *arena, size_t bytes)
{
    size_t high = arena->high, start = arena->used;
    void *memory = arena_alloc(arena, bytes);
    if (memory && start < high) /* fresh pages are zero already */
        memset(memory, 0, bytes < high - start ? bytes : high - start);
    return memory;
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

static char *print(struct arena *arena, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (text)
        vsnprintf(text, (size_t)length + 1, format, list);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = print(arena, format, list);
    va_end(list);
    return text;
}

const char *arena_text(struct arena *arena, struct failure *failure, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const char *text = print(arena, format, list);
    va_end(list);
    if (!text)
        fail_memory(failure);
    return text ? text : "";
}

size_t arena_mark(const struct arena *arena)
{
    return arena->used;
}

void arena_rewind(struct arena *arena, size_t mark)
{
    arena->used = mark;
}
