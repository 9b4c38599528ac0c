#include "lab/spec/text_file.h"
#include "lab/base/regular_file.h"
#include "lab/spec/yaml_tree.h"
#include <string.h>

const char *text_file_read(struct arena *arena, const char *file, struct failure *failure)
{
    size_t bytes;
    const char *text = regular_file_read(arena, file, TREE_BYTES + 1, &bytes, failure);
    if (!text || !memchr(text, 0, bytes))
        return text;
    const bool wide = !memcmp(text, "\xff\xfe", 2) || !memcmp(text, "\xfe\xff", 2);
    fail(failure, STATUS_DATA, "%.400s: %s", file,
         wide ? "this text is in UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)"
              : "this is not a text file");
    return NULL;
}
