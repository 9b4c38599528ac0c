#include "lab/store/export.h"
#include <csv.h>
#include <errno.h>
#include <string.h>

static void put_text(FILE *file, const char *text)
{
    csv_fwrite(file, text, strlen(text));
}

enum status store_export_csv(struct query *query, FILE *file, struct failure *failure)
{
    if (failure->status)
        return failure->status;
    int columns = query_columns(query);
    for (int c = 0; c < columns; c++) {
        put_text(file, query_column_name(query, c));
        fputc(c + 1 < columns ? ',' : '\n', file);
    }
    while (!ferror(file) && query_next(query)) {
        for (int c = 0; c < columns; c++) {
            if (query_is_text(query, c))
                put_text(file, query_text(query, c));
            else
                fputs(query_text(query, c), file);
            fputc(c + 1 < columns ? ',' : '\n', file);
        }
    }
    if (fflush(file) || ferror(file))
        fail(failure, STATUS_DISK, "cannot write CSV: %s", strerror(errno));
    return failure->status;
}
