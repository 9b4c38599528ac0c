-- dL/dh on its way back from the last hidden layer, before training, against what theory says.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY first) AS curve FROM (
        SELECT *, iif(family = 'mlp', depth, depth - 2) AS hidden, min(place) OVER (PARTITION BY activation, init, norm) AS first,
               CASE activation WHEN 'relu' THEN 'ReLU' ELSE activation END || ', '
               || CASE init WHEN 'he' THEN 'He' WHEN 'xavier' THEN 'Xavier' WHEN 'torch-uniform' THEN 'PyTorch' ELSE init END AS name,
               CASE WHEN norm <> 'none' OR block <> 'plain' THEN NULL
                    WHEN activation = 'relu' AND init = 'he' THEN 0
                    WHEN activation = 'relu' AND init IN ('xavier', 'lecun') THEN 0.5 * log10(1 / 2.0)
                    WHEN activation = 'relu' AND init = 'torch-uniform' THEN 0.5 * log10(1 / 6.0)
                    WHEN activation = 'linear' AND init = 'orthogonal' THEN 0
                    WHEN activation = 'sigmoid' AND init = 'xavier' THEN log10(1 / 4.0) END AS theory
        FROM swept AS s WHERE depth = (SELECT max(depth) FROM swept)
          AND block = (SELECT block FROM swept ORDER BY block <> 'plain', place LIMIT 1))),
road AS ( -- a gradient that is 0 has no place on a log axis
    SELECT n.curve, n.name, n.theory, n.seed, n.hidden - g.layer AS passed,
           ln(nullif(g.dh, 0) / (SELECT o.dh FROM gradient AS o WHERE o.run = g.run AND o.experiment = :experiment
                                 AND o.step = 0 AND o.layer = n.hidden)) AS size
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
    WHERE g.step = 0 AND g.layer BETWEEN 0 AND n.hidden),
mean AS (
    SELECT curve, name, theory, passed, exp(avg(size)) AS size, exp(min(size)) AS low, exp(max(size)) AS high
    FROM road WHERE passed < (SELECT max(passed) FROM road) GROUP BY curve, passed HAVING count(size)),
slope AS ( -- of a straight line by least squares through the means
    SELECT curve, name, theory, (avg(passed * log10(size)) - avg(passed) * avg(log10(size)))
           / nullif(avg(passed * passed) - avg(passed) * avg(passed), 0) AS slope FROM mean GROUP BY curve)

-- lack
SELECT 'no gradient before training is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT printf('Each layer multiplies the gradient by a factor of its own, from %.2f (%s) ', pow(10, slope), name)
       || (SELECT printf('to %.2f', pow(10, max(slope))) FROM slope)
FROM slope ORDER BY slope LIMIT 1;

-- text note
SELECT printf('%d hidden layers before training · dashed and (): theory', (SELECT max(hidden) FROM net))
       || (SELECT iif(sum(activation = 'sigmoid'), ', sigmoid with its steepest slope, ¼', '') FROM net)
       || ' · narrow nets stray further · ' || replace(mean, 'mean of', 'geometric mean of') || wide || tail FROM origin;

-- number layers
SELECT max(passed) FROM mean;

-- number floor
SELECT pow(10, floor(log10(max(1e-30, min(low))) - 0.3)) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(high)) + 0.3)) FROM mean;

-- The curves' names, slopes in theory (NaN: not known) and where they end.
-- table last
SELECT m.curve, s.name || printf(' %.3f', pow(10, s.slope)) || iif(s.theory IS NULL, '', printf(' (%.3f)', pow(10, s.theory))) AS text, s.theory, m.size
FROM mean AS m JOIN slope AS s USING (curve) WHERE passed = (SELECT max(passed) FROM mean) ORDER BY m.curve;

-- series curve 1
SELECT curve, passed, size, low, high FROM mean ORDER BY curve, passed;
