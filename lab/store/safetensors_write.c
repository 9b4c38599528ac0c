/* tensors and notes -> length | JSON | numbers */
#include "lab/store/safetensors.h"
#include "lab/store/store_internal.h"
#include <errno.h>
#include <string.h>

enum { LENGTH = 8, ALIGNMENT = 8 };

/* "[10,32]" */
static void shape_text(const struct tensor *t, char text[TENSOR_RANK * 21 + 2])
{
    int n = sprintf(text, "[");
    for (int i = 0; i < t->rank; i++)
        n += sprintf(text + n, "%s%lld", i ? "," : "", (long long)t->dim[i]);
    sprintf(text + n, "]");
}

static void list_members(struct store *json, int tensors, const struct tensor *tensor, int notes,
                         const struct note *note, struct failure *failure)
{
    char shape[TENSOR_RANK * 21 + 2];
    int64_t at = 0;
    sql_run(json,
            "CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT);"
            "CREATE TABLE member (name TEXT PRIMARY KEY, info TEXT)",
            failure);
    for (int i = 0; i < notes; i++)
        sql_do(json, failure, "INSERT INTO note VALUES (?, ?)", "tt", note[i].key, note[i].value);
    if (notes)
        sql_do(json, failure,
               "INSERT INTO member SELECT '__metadata__', json_group_object(key, value) FROM "
               "(SELECT * FROM note ORDER BY rowid)",
               "");
    for (int i = 0; i < tensors; i++) {
        const struct tensor *t = &tensor[i];
        int64_t end = at + (int64_t)(t->count * t->dtype->bytes);
        shape_text(t, shape);
        sql_do(json, failure,
               "INSERT INTO member VALUES (?, json_object('dtype', ?, 'shape', json(?), "
               "'data_offsets', json_array(?, ?)))",
               "tttii", t->name, t->dtype->name, shape, at, end);
        at = end;
    }
}

static void write_all(FILE *to, const char *header, size_t length, int tensors,
                      const struct tensor *tensor, struct failure *failure)
{
    uint64_t padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (failure->status)
        return;
    fwrite(&padded, 1, LENGTH, to);
    fwrite(header, 1, length, to);
    fprintf(to, "%*s", (int)(padded - length), "");
    for (int i = 0; i < tensors && !ferror(to); i++)
        if (tensor[i].count)
            fwrite(tensor[i].data, tensor[i].dtype->bytes, tensor[i].count, to);
    if (fflush(to) || ferror(to))
        fail(failure, STATUS_DISK, "cannot write tensors: %s", strerror(errno));
}

enum status safetensors_write(FILE *to, int tensors, const struct tensor *tensor, int notes,
                              const struct note *note, struct failure *failure)
{
    struct store json;
    char what[] = "the header";
    sql_memory(&json, what, failure);
    list_members(&json, tensors, tensor, notes, note, failure);
    sqlite3_stmt *header = sql_query(&json, failure,
                                     "SELECT json_group_object(name, json(info)) FROM "
                                     "(SELECT * FROM member ORDER BY rowid)",
                                     "");
    if (sql_step(&json, header, failure)) {
        const char *text = sql_text(header, 0, failure);
        write_all(to, text, strlen(text), tensors, tensor, failure);
    }
    sqlite3_finalize(header);
    sqlite3_close(json.db);
    return failure->status;
}
