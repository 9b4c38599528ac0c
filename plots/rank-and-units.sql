-- Do rank and active units fall with depth, and does the gradient tell? Before training, block by block, of the
-- deepest nets of every kind: entropy rank of the features, units that differ, and the gradient.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, replace(with_norm, 'batch norm', 'BN'), '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM rank WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
seen AS (
    SELECT n.curve, n.name, r.place, r.entropy_rank AS rank, r.units, r.distinct_units AS differ
    FROM net AS n JOIN rank AS r ON r.experiment = :experiment AND r.run = n.run WHERE r.step = 0),
back AS ( -- where the gradient leaves each block: inside a residual block lies only F's share
    SELECT n.curve, n.run, g.layer / n.span AS place, g.dh AS size
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
    WHERE n.block = 'plain' AND g.step = 0 AND g.layer <= n.hidden AND g.layer % n.span = 0
    UNION ALL SELECT n.curve, n.run, j.junction + last, iif(last, j.identity, j.total)
    FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    JOIN (SELECT 0 AS last UNION SELECT 1) ON NOT last OR j.junction = n.hidden / n.span - 1 WHERE j.step = 0),
mean AS ( -- where samples do not differ at all there is no rank
    SELECT 1 AS panel, curve, place, exp(avg(ln(rank))) AS y, min(rank) AS low, max(rank) AS high FROM seen GROUP BY curve, place
    UNION ALL SELECT 2, curve, place, avg(differ), min(differ), max(differ) FROM seen GROUP BY curve, place
    UNION ALL SELECT 3, curve, place, exp(avg(ln(y))), min(y), max(y)
    FROM (SELECT *, nullif(size, 0) / nullif(first_value(size) OVER (PARTITION BY run ORDER BY place DESC), 0) AS y FROM back)
    GROUP BY curve, place HAVING count(y)),
ends AS (
    SELECT m.panel, m.curve, m.y, n.name, rank() OVER (PARTITION BY panel ORDER BY y) AS up
    FROM mean AS m JOIN (SELECT DISTINCT curve, name FROM net) AS n USING (curve)
    WHERE place = iif(panel = 3, 0, (SELECT max(place) FROM mean AS o WHERE o.panel = 1)))

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe rank has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM rank WHERE experiment = :experiment)
UNION ALL SELECT 'the samples do not differ, so features have no rank' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE panel = 1 AND y IS NOT NULL);

-- text finding
SELECT printf('Before training, %d layers leave the features a rank of %.2g (%s)', (SELECT max(hidden) FROM net), y, name)
       || coalesce((SELECT printf('; in the other nets %.2g or more', min(y)) FROM ends WHERE panel = 1 AND up > 1), '')
FROM ends WHERE panel = 1 AND up = 1 ORDER BY curve LIMIT 1;

-- text note
SELECT 'rank: exp(entropy of the singular values) of the features of some images · units: by their on–off patterns'
       || iif((SELECT count(*) FROM net WHERE norm = 'batch'), ' · BN: batch norm', '') || ' · ' || mean || tail FROM origin;

-- table net
SELECT n.curve, n.name, norm <> 'none' AS normed, coalesce(y, 0) AS y FROM net AS n LEFT JOIN ends AS e ON e.curve = n.curve AND e.panel = 1 GROUP BY n.curve ORDER BY n.curve;

-- number places
SELECT max(place) FROM mean;

-- number units
SELECT max(units) FROM seen;

-- Powers of ten that hold the gradients.
-- number floor
SELECT pow(10, floor(log10(min(0.1, coalesce(min(low), 1))))) FROM mean WHERE panel = 3;

-- number ceiling
SELECT pow(10, ceil(log10(max(10, coalesce(max(high), 1))))) FROM mean WHERE panel = 3;

-- table mean
SELECT panel, curve, place, y, low, high FROM mean ORDER BY panel, curve, place;
