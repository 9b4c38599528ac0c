/* A small table as a text, and what it must be taken for. */
#pragma once
#include "tests/data/files.h"

struct meaning {
    const char *text;
    const char *refused;         /* part of the message; NULL: it is accepted */
    int rows, features, classes; /* of both parts, if accepted */
    const char *remark[3];       /* a part of each remark but those on parts without a class */
    const char *label, *drop, *header; /* options */
};

#define TAKEN(t, r, f, c) .text = t, .rows = r, .features = f, .classes = c
#define REFUSED(t, message) .text = t, .refused = message

static inline void check_meaning(const struct meaning *m)
{
    char *dir = temp_dir(), path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/t.csv", dir);
    struct data_spec spec = {.name = "csv",
                             .path = path,
                             .label = m->label ? m->label : "",
                             .drop = m->drop,
                             .header = m->header};
    struct loaded l;
    write_text(dir, "t.csv", m->text);
    const enum status status = load_set(&l, &spec, true);
    if (m->refused && !status)
        fail_msg("not refused: %s", m->text);
    if (m->refused)
        check_message(&l.failure, m->refused);
    else if (status)
        fail_msg("refused: %s\n%s", l.failure.message, m->text);
    else if (l.d.train.count + l.d.test.count != m->rows || l.d.channels != m->features ||
             l.d.classes != m->classes)
        fail_msg("%d rows, %d features, %d classes: %s", l.d.train.count + l.d.test.count,
                 l.d.channels, l.d.classes, m->text);
    int found = 0, wanted = 0;
    while (wanted < 3 && m->remark[wanted])
        wanted++;
    for (int i = 0; !m->refused && i < l.d.remarks.count; i++) {
        const char *line = l.d.remarks.line[i];
        if (strstr(line, "classes have no"))
            continue;
        if (found == wanted || !strstr(line, m->remark[found]))
            fail_msg("'%s' was said of: %s", line, m->text);
        found++;
    }
    if (!m->refused && found < wanted)
        fail_msg("'%s' was not said of: %s", m->remark[found], m->text);
    arena_close(&l.arena);
    remove_dir(dir);
}

#define CHECK_MEANINGS(table)                                                                      \
    for (size_t i = 0; i < sizeof(table) / sizeof *(table); i++)                                   \
    check_meaning(&(table)[i])
