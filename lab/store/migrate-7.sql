-- Layout 7: verdicts have effects with intervals, and an inconclusive one says where it leans. Those that are there
-- have none until `depthlab run` judges again.

ALTER TABLE verdict_row ADD COLUMN leaning TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict_row ADD COLUMN scale TEXT NOT NULL DEFAULT '';
ALTER TABLE verdict_row ADD COLUMN effect REAL;
ALTER TABLE verdict_row ADD COLUMN low REAL;
ALTER TABLE verdict_row ADD COLUMN high REAL;
DROP VIEW verdict;
CREATE VIEW verdict AS
SELECT experiment, claim, expectation, verdict, statistic, holds, seeds, p, leaning, scale, effect, low, high
FROM verdict_row ORDER BY experiment, place;
