-- Layout 10: statements are confirmed over seeds of their own, beside their verdicts; those that are there are not.

ALTER TABLE verdict_row ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE verdict_row SET kind = 'check' WHERE p IS NULL AND statistic LIKE '%; so in %';
CREATE TABLE confirm_row (
    experiment TEXT NOT NULL,
    place INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('supported', 'not supported', 'inconclusive')),
    statistic TEXT NOT NULL, holds INTEGER NOT NULL, seeds INTEGER NOT NULL, p REAL,
    leaning TEXT NOT NULL, scale TEXT NOT NULL, effect REAL, low REAL, high REAL,
    PRIMARY KEY (experiment, place),
    FOREIGN KEY (experiment, place) REFERENCES verdict_row ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
DROP VIEW verdict;
CREATE VIEW verdict AS
SELECT v.experiment, v.claim, v.expectation, v.verdict, v.statistic, v.holds, v.seeds, v.p, v.leaning, v.scale,
       v.effect, v.low, v.high, v.exploratory, v.why, v.kind,
       coalesce(c.verdict, iif(v.kind = 'check', v.verdict, 'unconfirmed')) AS stands,
       c.verdict AS confirmed, c.statistic AS confirmed_statistic, c.holds AS confirmed_holds,
       c.seeds AS confirmed_seeds, c.p AS confirmed_p, c.leaning AS confirmed_leaning, c.scale AS confirmed_scale,
       c.effect AS confirmed_effect, c.low AS confirmed_low, c.high AS confirmed_high
FROM verdict_row v LEFT JOIN confirm_row c USING (experiment, place) ORDER BY v.experiment, v.place;
