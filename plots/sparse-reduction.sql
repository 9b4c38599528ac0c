-- Does a reduction lose little because its input is sparse? Final training loss with and without one, and how
-- much of its input it keeps, against the share of units that are on; and against what could be kept at most.

-- with
net AS ( -- 1 is the twin without reductions, of fully connected nets with them
    SELECT s.*, CASE WHEN coalesce(cell ->> '$."net.rank"', 0) THEN 2 WHEN cell ->> '$."net.form"' = 'bottleneck' THEN 3 ELSE 1 END AS curve
    FROM swept AS s WHERE run IN (SELECT run FROM best)),
last AS (SELECT run, max(step) AS step FROM gradient WHERE experiment = :experiment GROUP BY run),
common AS ( -- reductions to a quarter, or whatever is most frequent
    SELECT share FROM reduction WHERE experiment = :experiment GROUP BY share ORDER BY count(*) DESC, share LIMIT 1),
seen AS (
    SELECT n.run, n.curve, n.activation, r.layer, r.step > 0 AS trained, r.kept, r.best, r.share
    FROM net AS n JOIN last AS l USING (run) JOIN reduction AS r ON r.run = n.run AND r.experiment = :experiment AND r.share IN common
    WHERE r.step IN (0, l.step) AND r.kept IS NOT NULL),
density AS ( -- of what reductions read, or all hidden layers; where activations are never 0 all of it is on
    SELECT n.run, 100 * coalesce(avg(g.active), 1) AS "on"
    FROM net AS n JOIN last AS l USING (run) LEFT JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment AND g.step = l.step
         AND (g.layer + 1 IN (SELECT layer FROM seen AS s WHERE s.run = n.run) OR n.curve = 1 AND g.layer < n.depth)
    GROUP BY n.run),
loss AS ( -- of a net and its twin; bottlenecks have none
    SELECT curve, avg("on") AS "on", avg(train_loss) AS loss, min(train_loss) AS low, max(train_loss) AS high
    FROM net JOIN density USING (run) WHERE curve < 3 OR NOT EXISTS (SELECT 1 FROM net WHERE curve < 3) GROUP BY curve, activation),
mean AS (
    SELECT curve, trained, avg("on") AS "on", avg(kept) AS kept, avg(best) AS best, avg(share) AS share
    FROM seen JOIN density USING (run) GROUP BY curve, trained, activation),
told AS (
    SELECT DISTINCT curve, first_value(kept) OVER sparser AS dense, last_value(kept) OVER sparser AS sparse
    FROM mean WHERE trained = (SELECT max(trained) FROM mean)
    WINDOW sparser AS (PARTITION BY curve ORDER BY "on" DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)),
change AS (
    SELECT CASE WHEN abs(sparse - dense) < 0.005 THEN 'as much'
                ELSE printf('%.0f points %s', abs(100 * (sparse - dense)), iif(sparse > dense, 'more', 'less')) END
           || iif(curve = 2, ' in fully connected nets', ' in bottlenecks') AS words
    FROM told ORDER BY curve)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'nothing was measured of reductions, which bottlenecks have and weights of forced rank' WHERE NOT EXISTS (SELECT 1 FROM seen);

-- text finding
SELECT 'With sparser inputs a reduction keeps ' || group_concat(words, ', ') FROM change;

-- text note
SELECT 'kept: of the variance of a reduction''s input, what its output gives back linearly · on: measured · pale: before training · '
       || 'dashed: all directions alike; the best possible · ' || iif(seeds = 1, '', 'mean of ') || number
       || iif((SELECT count(*) FROM net) < (SELECT count(*) FROM swept), tail,
              replace(tail, printf(' · best of %d learning rates', (SELECT count(DISTINCT lr) FROM swept)), ''))
FROM origin;

-- number ceiling
SELECT 1.08 * coalesce(nullif(max(high), 0), 1) FROM loss;

-- number share
SELECT max(share) FROM mean;

-- number sparsest
SELECT min(min("on"), 99) FROM density;

-- Names of curves by panel.
-- table tag
SELECT DISTINCT 1 AS panel, curve, CASE curve WHEN 1 THEN 'without' WHEN 2 THEN 'with reduction' ELSE 'bottleneck' END FROM loss
UNION ALL SELECT DISTINCT 2, curve, iif(curve = 2, 'fully connected', 'bottleneck') FROM mean ORDER BY panel, curve DESC;

-- table loss
SELECT curve, "on", loss, low, high FROM loss ORDER BY curve, "on";

-- table mean
SELECT curve, trained, "on", kept, best FROM mean ORDER BY curve, trained, "on";
