-- The layout of results/lab.db, as a new file gets it; migrate-2.sql and those after it bring older
-- files here. All are compiled into the program.
--
-- What the engine measures is not here: each series (lab/base/record.h) makes its table NAME_row and its
-- view NAME of its own columns (lab/store/series_table.c); view-*.sql are those that build on them.
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
    seconds  REAL NOT NULL DEFAULT 0,         -- processor time, of all sessions and threads
    flops    REAL,                            -- of one sample's forward pass
    -- the best constant guess on the training part: the entropy of the classes' shares, 1 - the largest
    guess REAL, guess_error REAL,
    bytes    REAL                             -- of all values of one sample's forward pass
) STRICT;

-- What a column of a measurement table means: a reader of this file needs nothing else.
CREATE TABLE probe (
    series TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
    unit TEXT NOT NULL, definition TEXT NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (series, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE layer_name (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    layer INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (run, layer)
) STRICT, WITHOUT ROWID;

-- States of a run after so many updates: weights and statistics. Training the run again gives the same
-- bits, so only those stay that are dear, depend on files or were asked for.
CREATE TABLE checkpoint (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    keep INTEGER NOT NULL DEFAULT 0,          -- 1: for good; 0: until the probes, and the runs that
                                              -- start from it, are done
    data BLOB NOT NULL,
    PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

-- Where a run that is not finished goes on: its whole state, the optimizer's included.
CREATE TABLE resume (
    run  INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;

-- Which state a probe measured, with what, and how far it has come.
CREATE TABLE probe_run (
    run   INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step  INTEGER NOT NULL,
    probe TEXT NOT NULL,
    how   TEXT NOT NULL,    -- what its rows depend on beside the state, as JSON: how ->> 'samples'
    parts INTEGER NOT NULL, -- how many parts of the work have their rows written
    done  INTEGER NOT NULL CHECK (done IN (0, 1)), -- 0: interrupted; the same probe run goes on there
    PRIMARY KEY (run, step, probe)
) STRICT, WITHOUT ROWID;

CREATE TABLE experiment (
    name TEXT PRIMARY KEY,
    spec TEXT NOT NULL,                       -- the YAML, as it was read
    question TEXT NOT NULL, claim TEXT NOT NULL, source TEXT NOT NULL,
    request TEXT NOT NULL DEFAULT '',         -- the words behind `depthlab run NAME` that made the sweep
    lecture TEXT NOT NULL DEFAULT '{}'        -- the YAML's texts for a lecturer, as JSON; read the view
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
    leaning TEXT NOT NULL DEFAULT '',         -- of one that is inconclusive: 'for', 'against' or ''
    scale TEXT NOT NULL DEFAULT '',           -- of the effect: 'ratio', 'difference', '' where there is none
    effect REAL, low REAL, high REAL,         -- A over B without their factors, with its 95 % interval
    -- the statement was written or changed after its numbers were seen; and why it fails, '' where nothing is said
    exploratory INTEGER NOT NULL DEFAULT 0,
    why TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT '',            -- 'compare', 'near', or 'check': a fact, which is not tested
    PRIMARY KEY (experiment, place)
) STRICT, WITHOUT ROWID;

-- The same statements judged over seeds and data on which nothing was chosen: the runs of the sweep NAME:confirm. p is
-- adjusted by Holm's procedure over the experiment's statements. There are no rows of facts.
CREATE TABLE confirm_row (
    experiment TEXT NOT NULL,
    place INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'not supported', 'inconclusive')),
    statistic TEXT NOT NULL, holds INTEGER NOT NULL, seeds INTEGER NOT NULL, p REAL,
    leaning TEXT NOT NULL, scale TEXT NOT NULL, effect REAL, low REAL, high REAL,
    PRIMARY KEY (experiment, place),
    FOREIGN KEY (experiment, place) REFERENCES verdict_row ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- `stands`: what may be said of the statement. It is the confirmed verdict, of a fact the seen one, and else
-- 'unconfirmed'.
CREATE VIEW verdict AS
SELECT v.experiment, v.claim, v.expectation, v.verdict, v.statistic, v.holds, v.seeds, v.p, v.leaning, v.scale,
       v.effect, v.low, v.high, v.exploratory, v.why, v.kind,
       coalesce(c.verdict, iif(v.kind = 'check', v.verdict, 'unconfirmed')) AS stands,
       c.verdict AS confirmed, c.statistic AS confirmed_statistic, c.holds AS confirmed_holds,
       c.seeds AS confirmed_seeds, c.p AS confirmed_p, c.leaning AS confirmed_leaning, c.scale AS confirmed_scale,
       c.effect AS confirmed_effect, c.low AS confirmed_low, c.high AS confirmed_high
FROM verdict_row v LEFT JOIN confirm_row c USING (experiment, place) ORDER BY v.experiment, v.place;

-- What a lecturer says beside the figures; `after` and `terms` are JSON arrays. What the YAML has seen is of the
-- sweep that it describes: `seen` is NULL where `is_default` is 0, beside options and before all its runs have ended.
CREATE VIEW lecture AS
SELECT experiment, is_default, lecture ->> 'predict' AS predict,
       CASE WHEN is_default THEN lecture ->> 'seen' END AS seen, lecture ->> 'point' AS point,
       lecture ->> 'misread' AS misread, lecture ->> 'limit' AS "limit",
       coalesce(lecture -> 'after', '[]') AS after, coalesce(lecture -> 'terms', '[]') AS terms
FROM (SELECT name AS experiment, lecture,
             request = '' AND EXISTS (SELECT 1 FROM sweep WHERE experiment = name)
             AND NOT EXISTS (SELECT 1 FROM sweep s JOIN run r ON r.id = s.run
                             WHERE s.experiment = name AND r.status NOT IN ('done', 'diverged')) AS is_default
      FROM experiment);
