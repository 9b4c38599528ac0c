-- The layout of results/lab.db, version 1; migrate-2.sql makes version 2 of it, and so on. All are
-- compiled into the program and run once on a new file.
--
-- SQLite has no NaN: it would become NULL. So a measured number that is not finite is stored as
-- NULL, and `odd` of its row says what it was, two bits a column in the table's order: 1 NaN,
-- 2 +infinity, 3 -infinity, 0 for a number or for none. The loss of a diverged run, read in full:
--     SELECT CASE (odd >> 2) & 3 WHEN 0 THEN train_loss WHEN 1 THEN 'nan' WHEN 2 THEN 'inf'
--            ELSE '-inf' END FROM curve          -- train_loss is column 1 of curve_row, after epoch

CREATE TABLE run (
    id       INTEGER PRIMARY KEY,
    uuid     TEXT NOT NULL UNIQUE,            -- hash of the cell, 16 hexadecimal digits
    cell     TEXT NOT NULL UNIQUE,            -- every setting of the run, as JSON
    seed     INTEGER NOT NULL,
    status   TEXT NOT NULL DEFAULT 'new'
             CHECK (status IN ('new', 'unfinished', 'done', 'diverged', 'failed')),
    detail   TEXT NOT NULL DEFAULT '',        -- where it diverged, or why it failed
    steps    INTEGER NOT NULL DEFAULT 0,      -- updates made
    params   INTEGER NOT NULL DEFAULT 0,      -- trained parameters
    revision TEXT NOT NULL DEFAULT '',        -- git revision; a '+' marks a changed tree
    host TEXT NOT NULL DEFAULT '', processor TEXT NOT NULL DEFAULT '',
    build TEXT NOT NULL DEFAULT '', libraries TEXT NOT NULL DEFAULT '',
    threads INTEGER NOT NULL DEFAULT 0,
    started TEXT, heartbeat TEXT, ended TEXT, -- UTC, ISO 8601
    seconds  REAL NOT NULL DEFAULT 0          -- processor time, of all sittings and threads
) STRICT;

-- What a column of a measurement table means: a reader of this file needs nothing else.
CREATE TABLE probe (
    series TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
    unit TEXT NOT NULL, definition TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (series, name)
) STRICT, WITHOUT ROWID;

-- Measurements: one table a series, keyed by run, step (updates made so far) and place.
CREATE TABLE curve_row (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL, place INTEGER NOT NULL,
    epoch REAL, train_loss REAL, train_acc REAL, test_loss REAL, test_acc REAL,
    odd INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, step, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE final_row (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL, place INTEGER NOT NULL,
    train_loss REAL, train_acc REAL, test_loss REAL, test_acc REAL, train_loss_eval REAL,
    odd INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, step, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer_row (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL, place INTEGER NOT NULL,
    h REAL, dh REAL, dw REAL, w REAL, update_ratio REAL, dead REAL, distinct_units REAL,
    odd INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, step, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE junction_row (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL, place INTEGER NOT NULL,
    identity REAL, branch REAL, cosine REAL, total REAL,
    odd INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, step, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer_name (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    layer INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (run, layer)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    keep INTEGER NOT NULL DEFAULT 0,          -- 1: a later checkpoint does not replace it
    data BLOB NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment (
    name TEXT PRIMARY KEY,
    spec TEXT NOT NULL,                       -- the YAML, as it was read
    question TEXT NOT NULL, claim TEXT NOT NULL, source TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest expanded grid of each experiment.
CREATE TABLE sweep (
    experiment TEXT NOT NULL REFERENCES experiment(name) ON DELETE CASCADE,
    place INTEGER NOT NULL,                   -- order in the grid, from 0
    run INTEGER NOT NULL REFERENCES run(id),
    PRIMARY KEY (experiment, place),
    UNIQUE (run, experiment)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdict_row (
    experiment TEXT NOT NULL REFERENCES experiment(name) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    claim TEXT NOT NULL, expectation TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'not supported', 'inconclusive')),
    statistic TEXT NOT NULL, holds INTEGER NOT NULL, seeds INTEGER NOT NULL, p REAL,
    PRIMARY KEY (experiment, place)
) STRICT, WITHOUT ROWID;

-- The contract for plots, students and tests: names and first columns stay as they are. They show
-- the runs of every experiment's current sweep, a shared run once an experiment.

CREATE VIEW final AS
SELECT r.id AS run, s.experiment,
       r.cell ->> '$."net.family"' AS family, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.cell ->> '$."net.width"' AS width,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.init"' AS init,
       r.cell ->> '$."train.lr"' AS lr, r.seed, r.status, r.params, r.steps,
       f.train_loss, f.train_acc, f.test_loss, f.test_acc,
       f.train_loss_eval, r.seconds, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.activation"' AS activation, r.cell ->> '$."net.span"' AS span,
       r.cell ->> '$."data.name"' AS data, r.cell, r.detail, r.revision, f.odd
FROM sweep s JOIN run r ON r.id = s.run LEFT JOIN final_row f ON f.run = r.id;

CREATE VIEW curve AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, r.cell ->> '$."train.lr"' AS lr,
       c.step, c.epoch, c.train_loss, c.train_acc, c.test_loss, c.test_acc,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch, r.cell, c.odd
FROM sweep s JOIN run r ON r.id = s.run JOIN curve_row c ON c.run = r.id;

CREATE VIEW gradient AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, g.step, g.place AS layer,
       n.name AS layer_name, g.h, g.dh, g.dw, g.w, g.update_ratio, g.dead, g.distinct_units,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.init"' AS init, r.cell ->> '$."train.lr"' AS lr, r.cell, g.odd
FROM sweep s JOIN run r ON r.id = s.run JOIN layer_row g ON g.run = r.id
     LEFT JOIN layer_name n ON n.run = r.id AND n.layer = g.place;

-- Here `branch` is the norm of what comes back through F; how F is scaled is `branch_scale`.
CREATE VIEW junction AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, j.step, j.place AS junction,
       j.identity, j.branch, j.cosine, j.total,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch_scale,
       r.cell ->> '$."train.lr"' AS lr, r.cell, j.odd
FROM sweep s JOIN run r ON r.id = s.run JOIN junction_row j ON j.run = r.id;

CREATE VIEW verdict AS
SELECT experiment, claim, expectation, verdict, statistic, holds, seeds, p
FROM verdict_row ORDER BY experiment, place;

-- MLflow's shape, one row a number, and its rules for those that are not finite: NaN is 0 with
-- is_nan, an infinity the largest number.
CREATE VIEW metrics AS
WITH measure (key, shift) AS (
    VALUES ('train_loss', 2), ('train_acc', 4), ('test_loss', 6), ('test_acc', 8)
), number AS (
    SELECT c.run, c.step, m.key, (c.odd >> m.shift) & 3 AS odd,
           CASE m.key WHEN 'train_loss' THEN c.train_loss WHEN 'train_acc' THEN c.train_acc
                      WHEN 'test_loss' THEN c.test_loss ELSE c.test_acc END AS value
    FROM curve_row c CROSS JOIN measure m
)
SELECT n.key,
       CASE n.odd WHEN 0 THEN n.value WHEN 1 THEN 0.0 WHEN 2 THEN 1.7976931348623157e308
                  ELSE -1.7976931348623157e308 END AS value,
       unixepoch(coalesce(r.ended, r.heartbeat, r.started)) * 1000 AS timestamp,
       n.step, n.odd = 1 AS is_nan, r.uuid AS run_uuid
FROM run r JOIN number n ON n.run = r.id
WHERE (n.value IS NOT NULL OR n.odd) AND r.id IN (SELECT run FROM sweep);
