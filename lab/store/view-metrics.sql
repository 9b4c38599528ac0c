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
