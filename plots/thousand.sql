-- How deep can it be stacked? The final training loss against depth for every kind of block and branch,
-- and the gradient between the blocks of the deepest nets before training.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best)),
mean AS (
    SELECT curve, name, depth, avg(coalesce(train_loss, 9e999)) AS strict, iif(sum(train_loss IS NULL), NULL, avg(train_loss)) AS loss
    FROM net GROUP BY curve, depth),
deep AS (SELECT *, iif(strict < 9e999, printf('%.2f (%s)', strict, name), NULL) AS said FROM mean WHERE depth = (SELECT max(depth) FROM mean)),
flow_of AS ( -- between the blocks: inside a residual block lies only F's share of the gradient
    SELECT n.curve, n.run, g.layer, n.depth, g.dh AS size
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
    WHERE n.block = 'plain' AND g.step = 0 AND g.layer <= n.depth AND g.layer % n.span = 0
    UNION ALL SELECT n.curve, n.run, n.span * (j.junction + 1), n.depth, j.identity
    FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment WHERE j.step = 0
    UNION ALL SELECT n.curve, n.run, 0, n.depth, j.total
    FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment WHERE j.step = 0 AND j.junction = 0),
road AS ( -- relative to the last block; what is 0 or not finite has no place on a log axis
    SELECT curve, layer, 1 - layer * 1.0 / depth AS way,
           ln(nullif(size, 0)) - first_value(ln(nullif(size, 0))) OVER (PARTITION BY run ORDER BY layer DESC) AS size
    FROM flow_of WHERE depth = (SELECT max(depth) FROM net)),
profile AS (
    SELECT curve, way, exp(avg(size)) AS size, exp(min(size)) AS low, exp(max(size)) AS high
    FROM road WHERE size IS NOT NULL GROUP BY curve, layer)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT iif(count(said), 'The deepest nets end at a training loss '
           || iif(count(said) = 1, 'of ' || max(said), printf('from %s to %s', (SELECT said FROM deep WHERE said IS NOT NULL ORDER BY strict LIMIT 1), (SELECT said FROM deep WHERE said IS NOT NULL ORDER BY strict DESC LIMIT 1))),
           'None of the deepest nets ends at a finite loss')
       || coalesce('; ' || group_concat(iif(said IS NULL AND (SELECT count(said) FROM deep), name, NULL), ' and ') || ' diverges', '')
FROM (SELECT * FROM deep ORDER BY strict);

-- text note
SELECT printf('left: after %d steps, every point a run, line = mean of ', (SELECT max(steps) FROM swept)) || number
       || coalesce((SELECT ' · ✕: ' || words FROM crossed), '')
       || ' · right: ‖dL/dh‖ over that of the last block, geometric mean, band = min–max' || tail FROM origin;

-- text deepest
SELECT printf('gradient in %d layers before training', max(depth)) FROM mean;

-- number chance
SELECT loss FROM guess;

-- number roof_loss
SELECT loss FROM roof;

-- number floor
SELECT pow(10, floor(log10(max(1e-12, min(0.1, min(size)))))) FROM profile;

-- number ceiling
SELECT pow(10, ceil(log10(min(1e12, max(10, max(size)))))) FROM profile;

-- number deepest_depth
SELECT max(depth) FROM mean;

-- table depth
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table seed
SELECT curve, depth * pow((SELECT 1.56 * max(depth) / min(depth) FROM net), 0.004 * (seed - (SELECT avg(seed) FROM net)) + 0.003 * (curve - 3)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- The curves' names and where they end: in the left panel and (NaN: nowhere) in the right one, and there the way
-- at which a curve leaves the panel below.
-- table last
SELECT d.curve, d.name, d.loss, (SELECT size FROM profile AS p WHERE p.curve = d.curve AND way = 1) AS size,
       (SELECT min(way) FROM profile AS p WHERE p.curve = d.curve AND size < 1e-12) AS exit,
       d.name || iif(d.loss IS NULL, ' ✕', printf(' %.2f', d.loss)) AS text FROM deep AS d ORDER BY d.curve;

-- table mean
SELECT curve, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY curve, depth;

-- table profile
SELECT curve, way, size, low, high FROM profile ORDER BY curve, way;
