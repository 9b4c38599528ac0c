-- Layout 8: the YAML's texts for a lecturer, and what is said of a statement beside its verdict. What is there has
-- none until the next `depthlab run`.

ALTER TABLE experiment ADD COLUMN lecture TEXT NOT NULL DEFAULT '{}';
ALTER TABLE verdict_row ADD COLUMN exploratory INTEGER NOT NULL DEFAULT 0;
ALTER TABLE verdict_row ADD COLUMN why TEXT NOT NULL DEFAULT '';
DROP VIEW verdict;
CREATE VIEW verdict AS
SELECT experiment, claim, expectation, verdict, statistic, holds, seeds, p, leaning, scale, effect, low, high,
       exploratory, why
FROM verdict_row ORDER BY experiment, place;

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
