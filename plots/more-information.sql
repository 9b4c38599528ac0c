-- Does a layer hold more than the one before? Of the deepest nets of every kind, before training and after: how
-- well a linear map reads the class behind each block, how much it sees of the input, and how far off what
-- was computed back from the last block's output is.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN first = first_residual THEN 'residual'
                WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(first) FILTER (WHERE block <> 'plain') OVER () AS first_residual
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM invert WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best)))),
back AS ( -- row p of invert is of the input of block p, which is what place p - 1 has
    SELECT n.curve, n.name, n.run, n.depth, i.step, i.place - 1 AS place, max(1e-16, min(1e3, i.chained)) AS error,
           dense_rank() OVER (ORDER BY i.step) AS row
    FROM net AS n JOIN invert AS i ON i.experiment = :experiment AND i.run = n.run
    WHERE i.step = 0 OR i.step = (SELECT max(step) FROM invert WHERE experiment = :experiment AND run = n.run)),
seen AS (
    SELECT n.curve, n.name, n.run, n.block, l.step, l.place, 100 * l.accuracy AS class, r.r2 AS input,
           b.row, max(l.place) OVER (PARTITION BY n.curve) AS deepest
    FROM net AS n JOIN linear_probe AS l ON l.experiment = :experiment AND l.run = n.run
    JOIN (SELECT DISTINCT run, step, row FROM back) AS b ON b.run = l.run AND b.step = l.step
    LEFT JOIN reconstruct AS r ON r.experiment = :experiment AND r.run = l.run AND r.step = l.step AND r.place = l.place),
mean AS (
    SELECT row, 1 AS measure, curve, name, place, avg(class) AS y, min(class) AS low, max(class) AS high FROM seen GROUP BY row, curve, place
    UNION ALL SELECT row, 2, curve, name, place, exp(avg(ln(error))), min(error), max(error)
    FROM back WHERE place >= 0 AND error IS NOT NULL GROUP BY row, curve, place
    UNION ALL SELECT row, 3, curve, name, place, avg(input), min(input), max(input) FROM seen WHERE input IS NOT NULL GROUP BY row, curve, place),
told AS ( -- after training, of the first residual kind, or the plain one where there is none
    SELECT s.curve, avg(input) AS input, iif(block = 'plain', 'plain', 'residual') AS kind,
           (SELECT max(error) FROM back AS b WHERE b.curve = s.curve AND b.row = s.row AND place = -1) AS off,
           (SELECT max(error) FROM back AS b WHERE b.curve = s.curve AND b.row = s.row AND place = 0) AS stem_off
    FROM seen AS s WHERE place = deepest AND row = (SELECT max(row) FROM seen) GROUP BY s.curve ORDER BY block = 'plain', s.curve LIMIT 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe invert has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM invert WHERE experiment = :experiment)
UNION ALL SELECT 'the probe linear-probe has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM linear_probe WHERE experiment = :experiment)
UNION ALL SELECT 'the probe reconstruct has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM reconstruct WHERE experiment = :experiment)
UNION ALL SELECT 'no block keeps its shape, so that none is computed back' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE measure = 2)
UNION ALL SELECT 'no linear map could be fitted: it takes finite features, and two samples at least'
WHERE NOT EXISTS (SELECT 1 FROM mean WHERE measure = 3);

-- text finding
SELECT printf('A linear map sees %.0f %% of the input behind the last %s block', 100 * max(0, input), kind)
       || CASE WHEN coalesce(off, stem_off) <= 1e-6
               THEN printf('; yet %s comes back, to %d digits', iif(off IS NULL, 'what the stem gave', 'all of it'), floor(-log10(coalesce(off, stem_off))))
               WHEN coalesce(off, stem_off) IS NOT NULL
               THEN printf('; computed back, %s is off by %.2g times its length', iif(off IS NULL, 'what the stem gave', 'it'), coalesce(off, stem_off))
               ELSE '' END
FROM told;

-- text note
SELECT printf('%d layers', max(depth)) || coalesce(', residual: ' || nullif(max(branch) FILTER (WHERE first = first_residual), 'none'), '')
       || ' · class, R²: ridge regression · error: relative, of block outputs computed back from the last · ' || (SELECT mean || tail FROM origin)
FROM net;

-- number places
SELECT max(place) FROM seen;

-- table row
SELECT iif(step, printf('after %d steps', step), 'before training') FROM back GROUP BY row ORDER BY row;

-- The least and the greatest of each measure.
-- table range
SELECT measure, min(low), max(high) FROM mean GROUP BY measure ORDER BY measure;

-- table last
SELECT curve, name, row, y FROM (
    SELECT *, max(place) OVER (PARTITION BY curve) = place AS ends FROM mean WHERE measure = 3)
WHERE ends ORDER BY row, curve;

-- table mean
SELECT row, measure, curve, place, y, low, high FROM mean ORDER BY row, measure, curve, place;
