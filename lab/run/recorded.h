/* Every series that a run or a probe records, and a database that has a table and a view of each. */
#pragma once
#include "lab/store/store.h"

enum { RECORDED_RUN = 5, RECORDED_MOST = 64 };

/* All of them, NULL behind the last. The first RECORDED_RUN are those of every run: final, curve,
 * gradient, junction, reduction. */
void recorded_series(const struct series *list[RECORDED_MOST]);

/* store_open, with all of them. Also to read only: an older file that may be written is brought to
 * today's layout first. */
struct store *recorded_open(const char *file, bool read_only, struct failure *);

/* store_merge, of all of them; an older file that may be written is brought to today's layout first. */
enum status recorded_merge(struct store *, struct arena *, const char *from, struct merge *,
                           struct failure *);

/* Of a view that the experiment's runs will not have, what in the spec would make them: "probe: {rank: [final]}". NULL
 * where they have it, and for what is no series. */
struct experiment;
const char *recorded_lack(struct arena *, const struct experiment *, const char *view,
                          struct failure *);
