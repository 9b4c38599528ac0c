/* Which build, on which machine: kept with every run, so that numbers can be traced. */
#include "lab/run/provenance.h"
#include "build/gen/revision.h"
#include <cblas.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <yaml.h>

/* The processor's name as the kernel gives it; the architecture where it gives none. */
static const char *processor(struct arena *arena, const char *architecture, struct failure *failure)
{
    char line[256], *name = NULL;
    FILE *file = fopen("/proc/cpuinfo", "re");
    while (file && !name && fgets(line, sizeof line, file))
        if (!strncmp(line, "model name", 10) && (name = strchr(line, ':')))
            name[strcspn(name, "\n")] = 0;
    if (file)
        fclose(file);
    return arena_text(arena, failure, "%s", name ? name + 2 : architecture);
}

/* "sqlite 3.40.1, libyaml 0.2.5, OpenBLAS 0.3.21 ..." */
static const char *libraries(struct arena *arena, struct store *store, struct failure *failure)
{
    struct query *q = query_open(store, "SELECT sqlite_version()", failure);
    const char *sqlite = query_next(q) ? query_text(q, 0) : "";
    const char *text = arena_text(arena, failure, "sqlite %s, libyaml %s, %s", sqlite,
                                  yaml_get_version_string(), openblas_get_config());
    query_close(q);
    return text;
}

struct provenance provenance_here(struct arena *arena, struct store *store, struct failure *failure)
{
    struct utsname u = {0};
    uname(&u);
    return (struct provenance){
        .revision = DEPTHLAB_REVISION,
        .host = arena_text(arena, failure, "%s", u.nodename),
        .processor = processor(arena, u.machine, failure),
        .build = DEPTHLAB_BUILD,
        .libraries = libraries(arena, store, failure),
        .threads = 1,
    };
}
