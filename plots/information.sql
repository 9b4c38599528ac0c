-- Is information lost layer by layer? What a linear map reads off each place about the class and about
-- the input, what nearest neighbours tell of the class, and the features' rank, before training and
-- after, of the deepest nets of every kind.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM linear_probe WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
seen AS (
    SELECT n.curve, n.name, n.run, l.step, l.place, 100 * l.accuracy AS class, 100 * q.accuracy AS near, r.r2 AS input, k.entropy_rank AS rank,
           dense_rank() OVER (ORDER BY l.step) AS row, max(l.place) OVER (PARTITION BY n.curve) AS deepest
    FROM net AS n JOIN linear_probe AS l ON l.experiment = :experiment AND l.run = n.run
    LEFT JOIN knn AS q ON q.experiment = :experiment AND q.run = l.run AND q.step = l.step AND q.place = l.place
    LEFT JOIN reconstruct AS r ON r.experiment = :experiment AND r.run = l.run AND r.step = l.step AND r.place = l.place
    LEFT JOIN rank AS k ON k.experiment = :experiment AND k.run = l.run AND k.step = l.step AND k.place = l.place
    WHERE l.step = 0 OR l.step = (SELECT max(step) FROM linear_probe WHERE experiment = :experiment AND run = n.run)),
long AS (
    SELECT row, 1 AS measure, curve, name, place, class AS y FROM seen
    UNION ALL SELECT row, 2, curve, name, place, near FROM seen
    UNION ALL SELECT row, 3, curve, name, place, input FROM seen
    UNION ALL SELECT row, 4, curve, name, place, rank FROM seen),
mean AS (
    SELECT row, measure, curve, name, place, avg(y) AS y, min(y) AS low, max(y) AS high FROM long WHERE y IS NOT NULL
    GROUP BY row, measure, curve, place),
further AS ( -- what is seen of the confirmed nets after training
    SELECT c.net, c.seed, c.tests, l.place, l.accuracy AS class, r.r2 AS input
    FROM confirmed AS c JOIN linear_probe AS l ON l.experiment = :experiment || ':confirm' AND l.run = c.run AND l.step > 0
    LEFT JOIN reconstruct AS r ON r.experiment = l.experiment AND r.run = l.run AND r.step = l.step AND r.place = l.place),
sign AS (
    SELECT n.curve, paired_sign(z.class, a.class, tests) AS class, paired_sign(a.input, z.input, tests) AS input
    FROM (SELECT DISTINCT curve, net FROM net) AS n JOIN further AS a USING (net) JOIN further AS z USING (net, seed, tests)
    WHERE a.place = 0 AND z.place = (SELECT max(place) FROM further) GROUP BY n.curve),
told AS ( -- after training, from the stem to the end
    SELECT curve, name, avg(a.class) AS class, avg(z.class) AS class_ends,
           coalesce((SELECT class FROM sign AS s WHERE s.curve = a.curve), 0) AS class_sign,
           coalesce((SELECT input FROM sign AS s WHERE s.curve = a.curve), 0) AS input_sign
    FROM seen AS a JOIN seen AS z USING (curve, name, run, row)
    WHERE a.place = 0 AND z.place = z.deepest AND row = (SELECT max(row) FROM seen) GROUP BY curve)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe linear-probe has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM linear_probe WHERE experiment = :experiment)
UNION ALL SELECT 'the samples do not differ, so features have no rank' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE measure = 4);

-- text finding
SELECT CASE WHEN min(class_sign) = 1 THEN 'With depth a linear map reads the class off trained nets better: '
            WHEN max(class_sign) = 1 THEN 'With depth a linear map reads the class off some trained nets better: '
            ELSE 'From stem to end a linear map reads the class off trained nets ' END
       || group_concat(printf('%.0f to %.0f %% (%s)', class, class_ends, name), ', ')
       || CASE WHEN min(input_sign) = 1 THEN '; the input worse'
               WHEN max(input_sign) = 1 THEN '; in some the input worse'
               ELSE '' END
FROM (SELECT * FROM told ORDER BY curve);

-- text note
SELECT 'linear map: ridge regression on half of the images looked at (the training set''s first), judged on the other; R²: share of the input''s variance · '
       || 'nearest: class of most of their 5 nearest neighbours · rank: exp(entropy of the singular values) · block 0 is the stem · ' || mean || tail FROM origin;

-- number places
SELECT max(place) FROM seen;

-- table row
SELECT printf('step %d', step) FROM seen GROUP BY row ORDER BY row;

-- The least and the greatest of each measure.
-- table range
SELECT measure, min(low), max(high) FROM mean GROUP BY measure ORDER BY measure;

-- table last
SELECT curve, name, row, y FROM (
    SELECT *, max(place) OVER (PARTITION BY curve) = place AS ends FROM mean WHERE measure = 4)
WHERE ends ORDER BY row, curve;

-- table mean
SELECT row, measure, curve, place, y, low, high FROM mean ORDER BY row, measure, curve, place;
