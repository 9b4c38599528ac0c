-- Layout 4: series make their own tables and views; the words that planned a sweep are kept with it.

DROP VIEW final;
DROP VIEW curve;
DROP VIEW gradient;
DROP VIEW junction;
DROP VIEW reduction;
DROP VIEW metrics;

ALTER TABLE layer_row RENAME TO gradient_row;
UPDATE probe SET series = 'gradient' WHERE series = 'layer';
ALTER TABLE exam RENAME TO probe_run;

CREATE TABLE resume (
    run  INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;
INSERT INTO resume SELECT run, max(step), data FROM checkpoint JOIN run ON id = run
WHERE NOT keep AND status IN ('unfinished', 'failed') GROUP BY run;
DELETE FROM checkpoint WHERE NOT keep;

-- Of a sweep that was planned before, the words are not known. Where it is a full product of its axes each
-- is said as a setting; so are those that experiments usually sweep. Of any other only the seeds are.
ALTER TABLE experiment ADD COLUMN request TEXT NOT NULL DEFAULT '';
CREATE TEMP TABLE axis AS
SELECT experiment, key, json_group_array(value) AS list, count(*) AS n, min(id) AS id
FROM (SELECT s.experiment, j.key, j.value, j.id
      FROM sweep AS s JOIN run AS r ON r.id = s.run, json_each(r.cell) AS j
      WHERE j.key NOT LIKE '%.checksum'
      GROUP BY s.experiment, j.key, j.value ORDER BY min(s.place))
GROUP BY experiment, key;
UPDATE experiment SET request = coalesce((
    SELECT group_concat('--set ''' || replace(key || '=' || list, '''', '''\''''') || '''', ' ')
    FROM (SELECT key, list FROM axis
          WHERE experiment = name
              AND (n > 1 OR key IN ('seed', 'net.block', 'net.depth', 'net.norm', 'train.lr'))
              AND (key = 'seed' OR (SELECT round(exp(sum(ln(n)))) FROM axis WHERE experiment = name)
                                   = (SELECT count(*) FROM sweep WHERE experiment = name))
          ORDER BY id)), '');
DROP TABLE axis;
UPDATE experiment SET request = '--data PATH ' || request WHERE EXISTS (
    SELECT 1 FROM sweep AS s JOIN run AS r ON r.id = s.run
    WHERE s.experiment = experiment.name AND r.cell ->> '$."data.checksum"' <> 0);

-- When checkpoints are written is no longer a setting: no number depended on it. Runs that differed in
-- nothing else keep their names; reading a cell passes over the old setting.
UPDATE OR IGNORE run SET cell = replace(cell, ',"train.checkpoint":' || (cell ->> '$."train.checkpoint"'), '');
UPDATE OR IGNORE run SET uuid = text_hash(cell);
