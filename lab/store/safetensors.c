/* length | {"name": {"dtype": ..., "shape": [...], "data_offsets": [begin, end]}, ...} | numbers */
#include "lab/store/safetensors.h"
#include "lab/base/memory.h"
#include "lab/base/regular_file.h"
#include "lab/base/utf8.h"
#include "lab/store/store_internal.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 8, HEADER_MOST = 100000000 };

struct reading {
    struct store json;
    struct arena *arena;
    struct safetensors *file;
    struct failure *failure;
    const char *header, *data;
    size_t header_bytes, data_bytes;
    size_t covered; /* bytes of data that have their tensor */
};

__attribute__((format(printf, 2, 3))) static void refuse(struct reading *r, const char *format, ...)
{
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    fail(r->failure, STATUS_DATA, "%s: %s", r->file->path, what);
}

static const char *keep(struct reading *r, const char *text)
{
    return arena_text(r->arena, r->failure, "%s", text);
}

/* The first bytes tell whether the rest is worth reading, and machine memory whether it can be. */
static bool is_sound(struct reading *r, uint64_t size, uint64_t length)
{
    char need[MEMORY_TEXT], have[MEMORY_TEXT];
    memory_text((double)size, need);
    memory_text(memory_here(), have);
    if (size < LENGTH || length > size - LENGTH)
        refuse(r, "no safetensors file, or the beginning of one: it has %zu bytes", (size_t)size);
    else if (!length)
        refuse(r, "the header is no JSON object");
    else if (length > HEADER_MOST)
        refuse(r, "a header of %zu bytes; %d are allowed", (size_t)length, HEADER_MOST);
    else if ((double)size > memory_here())
        refuse(r, "%s of weights; the machine has %s", need, have);
    return !r->failure->status;
}

static void find_parts(struct reading *r)
{
    const char *path = r->file->path;
    uint64_t size = 0, length = 0;
    const int fd = regular_file_open(path, &size, r->failure);
    if (fd < 0)
        return;
    FILE *file = fdopen(fd, "rb");
    if (!file) {
        close(fd);
        fail_memory(r->failure);
        return;
    }
    const bool begun = size < LENGTH || fread(&length, LENGTH, 1, file);
    char *bytes = NULL;
    if (begun && is_sound(r, size, length))
        bytes = arena_take(r->arena, r->failure, (size_t)size);
    if (!begun || (bytes && fread(bytes + LENGTH, (size_t)size - LENGTH, 1, file) != 1))
        fail(r->failure, STATUS_DISK, "%s: reading failed", path);
    fclose(file);
    if (r->failure->status)
        return;
    r->header = bytes + LENGTH;
    r->header_bytes = (size_t)length;
    r->data = r->header + length;
    r->data_bytes = (size_t)(size - LENGTH - length);
}

/* SQLite takes any bytes for text; a 0 would end it. */
static bool is_text(const char *text, size_t n)
{
    uint32_t c;
    for (const char *end = text + n; text < end;) {
        const int bytes = utf8_decode(text, (size_t)(end - text), &c);
        if (!bytes || !c)
            return false;
        text += bytes;
    }
    return true;
}

static sqlite3_stmt *prepare(struct reading *r, const char *sql, const char *json, size_t bytes)
{
    return sql_query(&r->json, r->failure, sql, "n", json, bytes);
}

static bool next(struct reading *r, sqlite3_stmt *statement)
{
    return sql_step(&r->json, statement, r->failure);
}

/* One row a member of an object or an element of a list: key, type, value. */
static sqlite3_stmt *each(struct reading *r, const char *json)
{
    return prepare(r, "SELECT key, type, value FROM json_each(?)", json, strlen(json));
}

static size_t members(struct reading *r, const char *json, size_t bytes)
{
    return (size_t)sql_int(&r->json, r->failure, "SELECT count(*) FROM json_each(?)", "n", json,
                           bytes);
}

static bool is(const char *a, const char *b)
{
    return !strcmp(a, b);
}

/* Not json_valid(), to which a text for which there is no memory is no JSON. */
static bool is_object(struct reading *r, const char *json, size_t bytes)
{
    struct failure own = {0};
    const bool object = sql_int(&r->json, &own, "SELECT json_type(?) = 'object'", "n", json, bytes);
    if (own.status == STATUS_FAILED)
        fail_memory(r->failure);
    return object;
}

static void check_header(struct reading *r)
{
    const char *h = r->header;
    if (r->failure->status)
        return;
    if (!r->header_bytes || *h != '{' || !is_text(h, r->header_bytes) ||
        !is_object(r, h, r->header_bytes))
        refuse(r, "the header is no JSON object");
    sqlite3_stmt *twice =
        prepare(r, "SELECT key FROM json_each(?) GROUP BY key HAVING count(*) > 1 LIMIT 1", h,
                r->header_bytes);
    if (next(r, twice))
        refuse(r, "tensor `%.100s` is there twice", sql_text(twice, 0, r->failure));
    sqlite3_finalize(twice);
}

/* Whole numbers that are not negative: how many, or -1 when it is anything else or more. */
static int read_list(struct reading *r, const char *type, const char *json, int most, int64_t *to)
{
    int n = 0;
    if (!is(type, "array"))
        return -1;
    sqlite3_stmt *list = each(r, json);
    while (n >= 0 && next(r, list)) {
        bool whole = is(sql_text(list, 1, r->failure), "integer") &&
                     sqlite3_column_type(list, 2) == SQLITE_INTEGER &&
                     sqlite3_column_int64(list, 2) >= 0;
        if (whole && n < most)
            to[n++] = sqlite3_column_int64(list, 2);
        else
            n = -1;
    }
    sqlite3_finalize(list);
    return n;
}

/* The three members that a tensor has, each once; others are none of our business. */
static void read_members(struct reading *r, const char *json, struct tensor *t, int64_t at[2])
{
    int dtypes = 0, shapes = 0, offsets = 0;
    sqlite3_stmt *member = each(r, json);
    while (next(r, member)) {
        const char *key = sql_text(member, 0, r->failure), *type = sql_text(member, 1, r->failure);
        const char *value = sql_text(member, 2, r->failure);
        if (is(key, "dtype")) {
            dtypes++;
            t->dtype = dtype_find(value);
            if (!t->dtype)
                refuse(r, "tensor `%.100s` is %.20s; F64, F32, F16, BF16 and I64 can be read",
                       t->name, value);
        } else if (is(key, "shape")) {
            shapes++;
            t->rank = read_list(r, type, value, TENSOR_RANK, t->dim);
            if (t->rank < 0)
                refuse(r, "tensor `%.100s`: the shape %.60s is no list of at most %d sizes",
                       t->name, value, TENSOR_RANK);
        } else if (is(key, "data_offsets")) {
            offsets++;
            if (read_list(r, type, value, 2, at) != 2)
                refuse(r, "tensor `%.100s`: data_offsets %.60s are no begin and end", t->name,
                       value);
        }
    }
    sqlite3_finalize(member);
    if (dtypes != 1 || shapes != 1 || offsets != 1)
        refuse(r, "tensor `%.100s` needs dtype, shape and data_offsets, each once", t->name);
}

/* Tensors come in the order of their bytes, so each begins where the one before it ends. */
static void place(struct reading *r, struct tensor *t, const int64_t at[2])
{
    size_t count = 1, bytes, begin = (size_t)at[0], end = (size_t)at[1];
    bool huge = false;
    if (r->failure->status)
        return;
    for (int i = 0; i < t->rank; i++)
        huge |= __builtin_mul_overflow(count, (size_t)t->dim[i], &count);
    huge |= __builtin_mul_overflow(count, t->dtype->bytes, &bytes);
    if (begin > end || end > r->data_bytes)
        refuse(r, "tensor `%.100s`: bytes %zu to %zu do not lie within the %zu of the file's data",
               t->name, begin, end, r->data_bytes);
    else if (huge || bytes != end - begin)
        refuse(r, "tensor `%.100s` has %zu bytes, not what its shape wants", t->name, end - begin);
    else if (begin != r->covered)
        refuse(r, "tensor `%.100s` begins at byte %zu of the data; the tensors before end at %zu",
               t->name, begin, r->covered);
    t->count = count;
    t->data = r->data + begin;
    r->covered = end;
}

static void read_tensor(struct reading *r, const char *name, const char *type, const char *json)
{
    int64_t at[2] = {0};
    struct tensor *t = &r->file->tensor[r->file->tensors++];
    *t = (struct tensor){.name = keep(r, name)};
    for (const char *p = name; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7f)
            refuse(r, "the name of tensor %d has a control character", r->file->tensors);
    if (!is(type, "object"))
        refuse(r, "tensor `%.100s` is no JSON object", name);
    else
        read_members(r, json, t, at);
    place(r, t, at);
}

static void read_notes(struct reading *r, const char *type, const char *json)
{
    if (!is(type, "object")) {
        refuse(r, "__metadata__ is no list of texts");
        return;
    }
    r->file->note =
        arena_take(r->arena, r->failure, members(r, json, strlen(json)) * sizeof *r->file->note);
    sqlite3_stmt *note = each(r, json);
    while (next(r, note)) {
        const char *key = keep(r, sql_text(note, 0, r->failure)),
                   *value = keep(r, sql_text(note, 2, r->failure));
        if (!is(sql_text(note, 1, r->failure), "text"))
            refuse(r, "__metadata__ is no list of texts");
        r->file->note[r->file->notes++] = (struct note){key, value};
    }
    sqlite3_finalize(note);
}

static void read_header(struct reading *r)
{
    r->file->tensor = arena_take(r->arena, r->failure,
                                 members(r, r->header, r->header_bytes) * sizeof *r->file->tensor);
    sqlite3_stmt *member =
        prepare(r,
                "SELECT key, type, value FROM json_each(?) ORDER BY "
                "CASE type WHEN 'object' THEN value ->> '$.data_offsets[0]' END, "
                "CASE type WHEN 'object' THEN value ->> '$.data_offsets[1]' END",
                r->header, r->header_bytes);
    while (next(r, member)) {
        const char *name = sql_text(member, 0, r->failure), *type = sql_text(member, 1, r->failure);
        const char *json = sql_text(member, 2, r->failure);
        if (is(name, "__metadata__"))
            read_notes(r, type, json);
        else
            read_tensor(r, name, type, json);
    }
    sqlite3_finalize(member);
    if (r->covered != r->data_bytes)
        refuse(r, "%zu bytes of data, and tensors for %zu", r->data_bytes, r->covered);
}

enum status safetensors_read(struct arena *arena, const char *path, struct safetensors *file,
                             struct failure *failure)
{
    *file = (struct safetensors){.path = path};
    struct reading r = {.arena = arena, .file = file, .failure = failure};
    char *name = arena_strdup(arena, path);
    if (!name)
        return fail_memory(failure);
    find_parts(&r);
    sql_memory(&r.json, name, failure);
    check_header(&r);
    read_header(&r);
    sqlite3_close(r.json.db);
    return failure->status;
}

const char *safetensors_note(const struct safetensors *file, const char *key)
{
    for (int i = 0; i < file->notes; i++)
        if (is(file->note[i].key, key))
            return file->note[i].value;
    return NULL;
}

enum status safetensors_note_keys(struct arena *arena, const struct safetensors *file,
                                  const char *key, int *count, const char ***keys,
                                  struct failure *failure)
{
    struct reading r = {.arena = arena, .failure = failure};
    const char *json = safetensors_note(file, key);
    char *name = arena_strdup(arena, file->path);
    *count = 0;
    if (!json)
        return STATUS_OK;
    if (!name)
        return fail_memory(failure);
    sql_memory(&r.json, name, failure);
    if (!failure->status && !is_object(&r, json, strlen(json)))
        fail(failure, STATUS_DATA, "%s: the note %s is no JSON object", file->path, key);
    *keys = arena_take(arena, failure, members(&r, json, strlen(json)) * sizeof **keys);
    sqlite3_stmt *member =
        prepare(&r, "SELECT key FROM json_each(?) ORDER BY key COLLATE BINARY", json, strlen(json));
    while (next(&r, member))
        (*keys)[(*count)++] = keep(&r, sql_text(member, 0, failure));
    sqlite3_finalize(member);
    sqlite3_close(r.json.db);
    return failure->status;
}
