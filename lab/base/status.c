#include "lab/base/status.h"
#include "lab/base/utf8.h"
#include <stdarg.h>
#include <stdio.h>

enum status fail(struct failure *failure, enum status status, const char *format, ...)
{
    if (failure->status == STATUS_OK) {
        va_list list;
        va_start(list, format);
        vsnprintf(failure->message, sizeof failure->message, format, list);
        va_end(list);
        utf8_make_printable(failure->message);
        failure->status = status;
    }
    return failure->status;
}

enum status fail_memory(struct failure *failure)
{
    fail(failure, STATUS_FAILED, "out of memory");
    return STATUS_FAILED;
}
