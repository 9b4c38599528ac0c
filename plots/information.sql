-- Is information lost layer by layer? What a linear map reads off each place about the class and about
-- the input, before training and after, of the deepest nets of every kind.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM linear_probe WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
seen AS (
    SELECT n.curve, n.name, n.run, l.step, l.place, 100 * l.accuracy AS class, r.r2 AS input,
           dense_rank() OVER (ORDER BY l.step) AS row, max(l.place) OVER (PARTITION BY n.curve) AS deepest
    FROM net AS n JOIN linear_probe AS l ON l.experiment = :experiment AND l.run = n.run
    LEFT JOIN reconstruct AS r ON r.experiment = :experiment AND r.run = l.run AND r.step = l.step AND r.place = l.place
    WHERE l.step = 0 OR l.step = (SELECT max(step) FROM linear_probe WHERE experiment = :experiment AND run = n.run)),
long AS (
    SELECT row, 1 AS measure, curve, name, place, class AS y FROM seen
    UNION ALL SELECT row, 2, curve, name, place, input FROM seen),
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
UNION ALL SELECT 'the probe reconstruct has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM reconstruct WHERE experiment = :experiment)
UNION ALL SELECT 'no linear map could be fitted: it takes finite features, and two samples at least'
WHERE NOT EXISTS (SELECT 1 FROM mean WHERE measure = 1) OR NOT EXISTS (SELECT 1 FROM mean WHERE measure = 2);

-- text finding
SELECT CASE WHEN (SELECT min(class_sign) FROM told) = 1 THEN 'With depth a linear map reads the class off trained nets better'
            WHEN (SELECT max(class_sign) FROM told) = 1 THEN 'With depth a linear map reads the class off some trained nets better'
            ELSE 'From stem to end a linear map goes from reading the class' END
       || printf(iif((SELECT max(class_sign) FROM told) = 1, ': %.0f to %.0f %% (%s)', ' of %.0f %% to %.0f %% (%s, trained)'), class, class_ends, name)
       || CASE WHEN (SELECT min(input_sign) FROM told) = 1 THEN '; the input worse'
               WHEN (SELECT max(input_sign) FROM told) = 1 THEN '; in some the input worse'
               ELSE '' END
FROM told ORDER BY abs(class_ends - class) DESC, curve LIMIT 1;

-- text note
SELECT 'ridge regression on half of the first training images, judged on the other half; R²: share of the input''s variance · block 0: the stem · '
        || mean || tail FROM origin;

-- number places
SELECT max(place) FROM seen;

-- table row
SELECT printf('step %d', step) FROM seen GROUP BY row ORDER BY row;

-- Of R², which may be below 0.
-- number bottom
SELECT coalesce(min(0, min(low)), 0) FROM mean WHERE measure = 2;

-- number top
SELECT 1.05 * max(0.1, coalesce(max(high), 0)) FROM mean WHERE measure = 2;

-- Where the right column's curves end.
-- table last
SELECT curve, name, row, max(y, (SELECT min(0, min(low)) FROM mean WHERE measure = 2)) FROM (
    SELECT *, max(place) OVER (PARTITION BY curve) = place AS ends FROM mean WHERE measure = 2)
WHERE ends ORDER BY row, curve;

-- table mean
SELECT row, measure, curve, place, y, low, high FROM mean ORDER BY row, measure, curve, place;
