-- What if two blocks trade places? Test accuracy and loss by how far apart the two are and by which they
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
    SELECT n.curve, n.name, n.seed, s.place AS a, s.other AS b, abs(s.place - s.other) AS apart, value ->> 0 AS row, value ->> 1 AS y
    FROM net AS n JOIN last AS t ON t.run = n.run JOIN swap AS s ON s.experiment = :experiment AND s.run = t.run AND s.step = t.step,
         json_each(json_array(json_array(1, 100 * s.accuracy), json_array(2, s.loss)))),
mean AS (
    SELECT row, curve, apart, avg(y) AS y, min(y) AS low, max(y) AS high
    FROM (SELECT row, curve, seed, apart, avg(y) AS y FROM score WHERE a > 0 GROUP BY row, curve, seed, apart)
    GROUP BY row, curve, apart),
whole AS (SELECT row, curve, name, avg(y) AS y FROM score WHERE a = 0 GROUP BY row, curve),
swapped AS (SELECT row, curve, a, b, avg(y) AS y FROM score WHERE a > 0 GROUP BY row, curve, a, b),
block AS (SELECT DISTINCT a FROM swapped),
map AS ( -- every field has a number: on the diagonal the whole net's, NaN where two were not swapped
    SELECT w.row, w.curve, x.a, z.a AS b, iif(x.a = z.a, w.y, s.y) AS y
    FROM whole AS w CROSS JOIN block AS x CROSS JOIN block AS z
    LEFT JOIN swapped AS s ON s.row = w.row AND s.curve = w.curve AND s.a = x.a AND s.b = z.a),
told AS (
    SELECT w.curve, w.name, w.y AS whole, (SELECT y FROM mean AS m WHERE m.row = 1 AND m.curve = w.curve ORDER BY apart LIMIT 1) AS near,
           (SELECT y FROM mean AS m WHERE m.row = 1 AND m.curve = w.curve ORDER BY apart DESC LIMIT 1) AS far
    FROM whole AS w WHERE w.row = 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe swap has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM swap WHERE experiment = :experiment)
UNION ALL SELECT 'these nets have no two blocks of one shape to trade places' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT 'Of test accuracy, swapping neighbours leaves ' || group_concat(printf('%.0f of %.0f %% (%s)', near, whole, name), ', ')
       || '; the two farthest apart ' || group_concat(printf('%.0f', far), ', ') || ' %'
FROM (SELECT * FROM told ORDER BY curve);

-- text note
SELECT 'maps: which two of the blocks, on the diagonal the whole net, mean of ' || number
       || ' · curves: mean over all pairs so far apart, band = least and most of the seeds · dashed: the whole net · nothing is trained again' || tail FROM origin;

-- number blocks
SELECT max(a) FROM block;

-- number farthest
SELECT max(apart) FROM mean;

-- What a guess has right, in %, and its loss.
-- number chance
SELECT 100 * (1 - error) FROM guess;

-- number guess
SELECT loss FROM guess;

-- Where the scales of the two rows begin and end.
-- table range
SELECT 1, 10 * floor(min(y) / 10), 10 * ceil(max(y) / 10), 100 FROM map WHERE row = 1
UNION ALL SELECT 2, 0, ceil(max(y)), (SELECT ceil(max(max(high), (SELECT coalesce(max(loss), 0) FROM guess))) FROM mean WHERE row = 2) FROM map WHERE row = 2;

-- table whole
SELECT row, curve, name, y FROM whole ORDER BY row, curve;

-- table mean
SELECT row, curve, apart, y, low, high FROM mean ORDER BY row, curve, apart;

-- series map 2
SELECT row, curve, a, b, y FROM map ORDER BY row, curve, b, a;
