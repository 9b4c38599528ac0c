-- The layout of results/lab.db, version 1. Compiled into the program, run once on a new file.
--
-- A number that is not finite cannot be a REAL of SQLite (NaN would become NULL). Such a value is
-- stored as NULL, and `odd` of its row says what it was: two bits a column, in the table's order
-- (1 NaN, 2 +infinity, 3 -infinity; 0 finite or really missing). odd is 0 in almost every row.

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
    started TEXT, heartbeat TEXT, ended TEXT, -- UTC, ISO 8601
    seconds  REAL NOT NULL DEFAULT 0          -- time spent training, all sittings together
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
    PRIMARY KEY (experiment, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_run ON sweep(run);

CREATE TABLE verdict_row (
    experiment TEXT NOT NULL REFERENCES experiment(name) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    claim TEXT NOT NULL, expectation TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'not supported', 'inconclusive')),
    statistic TEXT NOT NULL, holds INTEGER NOT NULL, seeds INTEGER NOT NULL, p REAL,
    PRIMARY KEY (experiment, place)
) STRICT, WITHOUT ROWID;

-- The contract for plots, students and tests: names and first columns stay as they are.

CREATE VIEW final AS
SELECT r.id AS run, s.experiment,
       r.cell ->> '$."net.family"' AS family, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.cell ->> '$."net.width"' AS width,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.init"' AS init,
       r.cell ->> '$."train.lr"' AS lr, r.seed, r.status, r.params, r.steps,
       f.train_loss, f.train_acc, f.test_loss, f.test_acc,
       f.train_loss_eval, r.seconds, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.activation"' AS activation, r.cell ->> '$."net.span"' AS span,
       r.cell ->> '$."data.name"' AS data, r.cell, r.detail, r.revision
FROM run r LEFT JOIN sweep s ON s.run = r.id LEFT JOIN final_row f ON f.run = r.id;

CREATE VIEW curve AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, r.cell ->> '$."train.lr"' AS lr,
       c.step, c.epoch, c.train_loss, c.train_acc, c.test_loss, c.test_acc,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch, r.cell
FROM run r LEFT JOIN sweep s ON s.run = r.id JOIN curve_row c ON c.run = r.id;

CREATE VIEW gradient AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, g.step, g.place AS layer,
       n.name AS layer_name, g.h, g.dh, g.dw, g.w, g.update_ratio, g.dead, g.distinct_units,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.init"' AS init, r.cell ->> '$."train.lr"' AS lr, r.cell
FROM run r LEFT JOIN sweep s ON s.run = r.id JOIN layer_row g ON g.run = r.id
     LEFT JOIN layer_name n ON n.run = r.id AND n.layer = g.place;

CREATE VIEW junction AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, j.step, j.place AS junction,
       j.identity, j.branch, j.cosine, j.total,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch_scale,
       r.cell ->> '$."train.lr"' AS lr, r.cell
FROM run r LEFT JOIN sweep s ON s.run = r.id JOIN junction_row j ON j.run = r.id;

CREATE VIEW verdict AS
SELECT experiment, claim, expectation, verdict, statistic, holds, seeds, p
FROM verdict_row ORDER BY experiment, place;

-- MLflow's shape: one row a number.
CREATE VIEW metrics AS
SELECT m.key, coalesce(m.value, 0.0) AS value,
       CAST(unixepoch(coalesce(r.ended, r.heartbeat, r.started)) * 1000 AS INTEGER) AS timestamp,
       m.step, m.odd AS is_nan, r.uuid AS run_uuid
FROM (SELECT run, step, 'train_loss' AS key, train_loss AS value, ((odd >> 2) & 3) <> 0 AS odd
        FROM curve_row WHERE train_loss IS NOT NULL OR (odd >> 2) & 3
      UNION ALL SELECT run, step, 'train_acc', train_acc, ((odd >> 4) & 3) <> 0
        FROM curve_row WHERE train_acc IS NOT NULL OR (odd >> 4) & 3
      UNION ALL SELECT run, step, 'test_loss', test_loss, ((odd >> 6) & 3) <> 0
        FROM curve_row WHERE test_loss IS NOT NULL OR (odd >> 6) & 3
      UNION ALL SELECT run, step, 'test_acc', test_acc, ((odd >> 8) & 3) <> 0
        FROM curve_row WHERE test_acc IS NOT NULL OR (odd >> 8) & 3) m
JOIN run r ON r.id = m.run;
