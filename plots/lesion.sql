-- What if a block is taken out? Test accuracy by the block deleted and by how many are deleted, of the deepest nets of every kind.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM lesion WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
last AS (SELECT n.run, max(l.step) AS step FROM net AS n JOIN lesion AS l ON l.experiment = :experiment AND l.run = n.run GROUP BY n.run),
one AS ( -- block 0 is the whole net's row: nothing is deleted
    SELECT n.curve, n.name, n.seed, l.place AS block, 100 * l.accuracy AS right
    FROM net AS n JOIN last AS t ON t.run = n.run JOIN lesion AS l ON l.experiment = :experiment AND l.run = t.run AND l.step = t.step),
many AS (
    SELECT n.curve, n.seed, l.deleted AS gone, 100 * l.accuracy AS right
    FROM net AS n JOIN last AS t ON t.run = n.run JOIN lesion_many AS l ON l.experiment = :experiment AND l.run = t.run AND l.step = t.step
    UNION ALL SELECT curve, seed, 0, right FROM one WHERE block = 0),
mean AS ( -- block 0: none deleted
    SELECT 1 AS panel, curve, block AS x, avg(right) AS y, min(right) AS low, max(right) AS high FROM one GROUP BY curve, block
    UNION ALL SELECT 2, curve, gone, avg(right), min(right), max(right) FROM many GROUP BY curve, gone),
told AS (
    SELECT curve, name, avg(iif(block > 0, right, NULL)) AS without FROM one GROUP BY curve)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe lesion has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM lesion WHERE experiment = :experiment);

-- text finding
SELECT printf('One of %d blocks deleted leaves a test accuracy of ', (SELECT max(block) FROM one)) || group_concat(printf('%.0f %% (%s)', without, name), ' to ')
FROM (SELECT *, row_number() OVER (ORDER BY without, curve) AS up, row_number() OVER (ORDER BY without DESC, curve DESC) AS down FROM told ORDER BY without, curve)
WHERE up = 1 OR down = 1;

-- text note
SELECT 'lines and bands: mean, least and most of ' || number || ', at the right of 5 random orders of deleting, too · nothing is trained again' || tail FROM origin;

-- number blocks
SELECT max(block) FROM one;

-- What a guess has right.
-- number chance
SELECT 100 * (1 - error) FROM guess;

-- The curves' names, and where those of the right panel end.
-- table last
SELECT t.curve, t.name, (SELECT y FROM mean AS m WHERE m.panel = 2 AND m.curve = t.curve ORDER BY x DESC LIMIT 1)
FROM told AS t ORDER BY t.curve;

-- table mean
SELECT panel, curve, x, y, low, high FROM mean ORDER BY panel, curve, x;
