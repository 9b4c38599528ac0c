-- Is low rank the cause? The final training loss of the deepest nets against the rank that their hidden
-- weights are forced to; and against the rank that their last block's features have after training.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve, dense_rank() OVER (ORDER BY forced = 0, forced) AS dose,
           CASE WHEN norm <> 'none' THEN norm || ' norm' WHEN block <> 'plain' THEN kind WHEN init = 'he' THEN 'He' ELSE init END AS name
    FROM (SELECT b.*, min(b.place) OVER (PARTITION BY block, norm, init) AS first
          FROM (SELECT b.*, s.init, coalesce(s.cell ->> '$."net.rank"', 0) AS forced FROM best AS b JOIN swept AS s USING (run)) AS b
          WHERE depth = (SELECT max(depth) FROM best))),
seen AS ( -- by the last block, after training
    SELECT n.*, r.entropy_rank AS rank, r.features
    FROM net AS n LEFT JOIN rank AS r ON r.experiment = :experiment AND r.run = n.run AND r.step = (SELECT max(step) FROM rank WHERE experiment = :experiment AND run = n.run)
        AND r.place = (SELECT max(place) FROM rank WHERE experiment = :experiment AND run = n.run)),
mean AS (
    SELECT curve, name, block, kind, norm, forced, dose, avg(coalesce(train_loss, 9e999)) AS loss,
           avg(rank) AS rank, min(rank) AS low, max(rank) AS high
    FROM seen GROUP BY curve, dose),
line AS ( -- plain is orange, anything else blue; of several the later is stronger
    SELECT *, iif(count(*) OVER kin = 1, 0.6667, 0.4 + 0.45 * (row_number() OVER (kin ORDER BY curve) - 1) / (count(*) OVER kin - 1)) AS tone
    FROM (SELECT curve, name, block = 'plain' AS plain, norm <> 'none' AS normed, count(*) AS doses, max(dose) AS dose FROM mean GROUP BY curve)
    WINDOW kin AS (PARTITION BY plain)),
whole AS (SELECT * FROM mean WHERE forced = 0),
base AS (SELECT curve, loss FROM whole WHERE block <> 'plain' ORDER BY curve LIMIT 1),
least AS (SELECT m.forced, m.loss / b.loss AS cost FROM mean AS m JOIN base AS b USING (curve) WHERE forced > 0 ORDER BY forced LIMIT 1),
plain AS (
    SELECT CASE WHEN w.loss = 9e999 THEN 'nowhere finite' WHEN b.loss < 9e999 THEN printf('at %.1f times', w.loss / b.loss)
                ELSE printf('at a loss of %.2f', w.loss) END AS fate
    FROM whole AS w LEFT JOIN base AS b WHERE w.curve = (SELECT min(curve) FROM whole WHERE block = 'plain')),
extent AS (SELECT coalesce(max(features), 1) AS features FROM seen)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT coalesce((SELECT CASE WHEN cost < 9e99 THEN printf('Weights of rank %d cost a residual net %.1f times the loss', forced, cost)
                             ELSE printf('With weights of rank %d a residual net diverges', forced) END FROM least) || '; ', '')
       || coalesce((SELECT iif((SELECT count(*) FROM least), 'a', 'A') || ' plain net of full rank ends ' || fate FROM plain),
                   (SELECT printf('A residual net ends at a loss of %.2f', loss) FROM base));

-- text note
SELECT 'points: runs of ' || (SELECT max(depth) FROM net) || ' layers, line: mean of ' || number || ', squares: with norm'
       || iif((SELECT count(*) FROM base), ' · times: over a full-rank residual net', '') || ' · features: entropy rank, last block, trained'
       || (SELECT iif(sum(rank IS NULL),
                      printf(' · no rank: %d of %d', sum(rank IS NULL), count(*)), '') FROM seen WHERE status = 'done')
       || coalesce((SELECT ' · ✕: ' || few FROM crossed), '')
       || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number widest
SELECT features FROM extent;

-- table dose
SELECT DISTINCT dose, iif(forced, forced, 'full') FROM mean ORDER BY dose;

-- table line
SELECT curve, l.name, plain, tone, normed, loss FROM line AS l JOIN mean AS m USING (curve, dose) ORDER BY curve;

-- table mean
SELECT curve, dose, loss FROM mean ORDER BY curve, dose;

-- table seed
SELECT curve, dose + 0.24 * (seed - (SELECT avg(seed) FROM net)) / (SELECT max(2.0, max(seed) - min(seed)) FROM net) AS x,
       train_loss, train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above, rank FROM seen ORDER BY curve, dose, seed;

-- Names beside the points: left of them where others lie near on the right. Of several ranks the least
-- and the greatest have one.
-- table tag
SELECT curve, CASE WHEN doses > 1 THEN iif(m.forced, 'rank ' || m.forced, 'full')
                   ELSE m.name END AS text,
       iif(near, m.low, m.high) AS x, m.loss, near
FROM (SELECT *, EXISTS (SELECT 1 FROM mean AS o WHERE o.curve <> a.curve AND o.rank BETWEEN a.rank AND a.rank + 0.25 * (SELECT features FROM extent)
                        AND abs(o.loss - a.loss) < 0.1 * (SELECT loss FROM roof)) AS near FROM mean AS a) AS m
JOIN line AS l USING (curve)
WHERE m.dose IN (l.dose, (SELECT min(dose) FROM mean AS o WHERE o.curve = m.curve)) ORDER BY curve, m.dose;
