-- What if two blocks trade places? Test accuracy by how far apart the two are and by which they
-- are, of the deepest nets of every kind.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM swap WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
last AS (SELECT n.run, max(s.step) AS step FROM net AS n JOIN swap AS s ON s.experiment = :experiment AND s.run = n.run GROUP BY n.run),
score AS ( -- block 0 is the whole net's row: nothing is swapped
    SELECT n.curve, n.name, n.seed, s.place AS a, s.other AS b, abs(s.place - s.other) AS apart, 100 * s.accuracy AS y
    FROM net AS n JOIN last AS t ON t.run = n.run JOIN swap AS s ON s.experiment = :experiment AND s.run = t.run AND s.step = t.step),
mean AS (
    SELECT curve, apart, avg(y) AS y, min(y) AS low, max(y) AS high
    FROM (SELECT curve, seed, apart, avg(y) AS y FROM score WHERE a > 0 GROUP BY curve, seed, apart)
    GROUP BY curve, apart
    UNION ALL SELECT curve, 0, avg(y), min(y), max(y) FROM score WHERE a = 0 GROUP BY curve),
whole AS (SELECT curve, name, avg(y) AS y FROM score WHERE a = 0 GROUP BY curve),
swapped AS (SELECT curve, a, b, avg(y) AS y FROM score WHERE a > 0 GROUP BY curve, a, b),
block AS (SELECT DISTINCT a FROM swapped),
map AS ( -- every field has a number: on the diagonal the whole net's, NaN where two were not swapped
    SELECT w.curve, x.a, z.a AS b, iif(x.a = z.a, w.y, s.y) AS y
    FROM whole AS w CROSS JOIN block AS x CROSS JOIN block AS z
    LEFT JOIN swapped AS s ON s.curve = w.curve AND s.a = x.a AND s.b = z.a),
near AS (
    SELECT w.curve, w.name, m.y, row_number() OVER (ORDER BY m.y, w.curve) AS up, row_number() OVER (ORDER BY m.y DESC, w.curve DESC) AS down
    FROM whole AS w JOIN mean AS m USING (curve) WHERE m.apart = 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe swap has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM swap WHERE experiment = :experiment)
UNION ALL SELECT 'these nets have no two blocks of one shape to trade places' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE apart > 0);

-- text finding
SELECT 'Two neighbouring blocks swapped leave a test accuracy of ' || group_concat(printf('%.0f %% (%s)', y, name), ' to ')
FROM (SELECT * FROM near WHERE up = 1 OR down = 1 ORDER BY up);

-- text note
SELECT 'maps: which two blocks, mean of ' || number || '; diagonal: the whole net'
       || ' · curves: mean over pairs, at 0 the whole net, band = min–max of the seeds · nothing is trained again' || tail FROM origin;

-- number blocks
SELECT max(a) FROM block;

-- number farthest
SELECT max(apart) FROM mean;

-- What a guess has right.
-- number chance
SELECT 100 * (1 - error) FROM guess;

-- table whole
SELECT curve, name FROM whole ORDER BY curve;

-- table mean
SELECT curve, apart, y, low, high FROM mean ORDER BY curve, apart;

-- series map 1
SELECT curve, a, b, y FROM map ORDER BY curve, b, a;
