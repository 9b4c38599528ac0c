-- How curved is the loss where training stands? The largest eigenvalue of its Hessian by step, of the
-- shallowest and the deepest nets of every kind, without norm and with it. A value whose residual is more than a hundredth
-- of it is left out, and counted.

-- with
looked AS (
    SELECT *, depth IN (min(depth) OVER (PARTITION BY panel), max(depth) OVER (PARTITION BY panel)) AS shown
    FROM best WHERE variant = 1 AND status = 'done' AND run IN (SELECT run FROM sharpness WHERE experiment = :experiment)),
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel, depth) AS curve,
           dense_rank() OVER (ORDER BY norm <> 'none', norm) AS column,
           depth || ' ' || kind AS name,
           CASE norm WHEN 'none' THEN 'no norm' ELSE norm || ' norm' END AS norm_name
    FROM looked WHERE shown),
edge AS ( -- above it gradient descent with momentum leaps farther and farther
    SELECT CASE WHEN count(DISTINCT edge) = 1 AND count(edge) = count(*) THEN max(edge) END AS y
    FROM (SELECT CASE WHEN cell ->> '$."train.optimizer"' = 'sgd' AND cell ->> '$."train.schedule"' = 'constant'
                      THEN 2 * (1 + cell ->> '$."train.momentum"') / lr END AS edge
          FROM swept WHERE run IN (SELECT run FROM net))),
mean AS ( -- geometric
    SELECT n.column, n.curve, n.name, n.norm_name, s.step, exp(avg(ln(s.largest))) AS y, min(s.largest) AS low, max(s.largest) AS high
    FROM net AS n JOIN sharpness AS s ON s.experiment = :experiment AND s.run = n.run WHERE s.largest > 0 AND s.error <= 0.01 * s.largest
    GROUP BY n.column, n.curve, s.step),
loose AS (
    SELECT count(*) FILTER (WHERE s.error > 0.01 * s.largest) AS left_out, count(*) AS all_
    FROM net AS n JOIN sharpness AS s ON s.experiment = :experiment AND s.run = n.run),
ends AS (
    SELECT column, curve, name, norm_name, (SELECT y FROM mean AS f WHERE f.column = m.column AND f.curve = m.curve ORDER BY step LIMIT 1) AS first,
           (SELECT y FROM mean AS f WHERE f.column = m.column AND f.curve = m.curve ORDER BY step DESC LIMIT 1) AS last
    FROM mean AS m GROUP BY column, curve),
number AS (
    SELECT *, CASE WHEN first < 9.95 THEN printf('%.1f', first) WHEN first < 9999.5 THEN printf('%.0f', first)
                   ELSE replace(printf('%,d', 1000 * round(first / 1000)), ',', char(160)) END AS from_,
           CASE WHEN last < 9.95 THEN printf('%.1f', last) WHEN last < 9999.5 THEN printf('%.0f', last)
                ELSE replace(printf('%,d', 1000 * round(last / 1000)), ',', char(160)) END AS to_
    FROM ends),
told AS ( -- of the deepest of every kind the one that changes most
    SELECT *, (SELECT max(depth) FROM net AS n WHERE n.curve = m.curve) AS depth, (SELECT min(kind) FROM net AS n WHERE n.curve = m.curve) AS kind
    FROM number AS m WHERE curve IN (SELECT curve FROM net GROUP BY panel HAVING depth = max(depth)) ORDER BY abs(ln(last / first)) DESC LIMIT 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe sharpness has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM sharpness WHERE experiment = :experiment)
UNION ALL SELECT 'no largest eigenvalue was found to a hundredth of it' WHERE NOT EXISTS (SELECT 1 FROM mean)
UNION ALL SELECT words FROM no_step;

-- text finding
SELECT printf('Training takes the sharpness of %d %s layers%s from %s to %s', depth, kind, iif(column > 1, ' with ' || norm_name, ''), from_, to_) FROM told;

-- text note
SELECT 'Hessian of the loss by all weights · geometric mean of ' || number || ', band = min–max'
       || iif((SELECT y FROM edge) IS NULL, '', ' · edge of stability: 2(1+momentum)/learning rate')
       || (SELECT iif(left_out, printf(' · %d of %d values left out, not found to a hundredth', left_out, all_), '') FROM loose) || tail FROM origin;

-- number steps
SELECT max(step) FROM mean;

-- number edge
SELECT y FROM edge;

-- number floor
SELECT pow(10, floor(log10(min(low)))) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(max(high), (SELECT coalesce(max(y), 0) FROM edge))))) FROM mean;

-- table column
SELECT column, norm_name FROM net GROUP BY column ORDER BY column;

-- table net
SELECT curve, hue, tone FROM net GROUP BY curve ORDER BY curve;

-- Where the curves end.
-- table last
SELECT column, curve, name, last FROM ends ORDER BY column, curve;

-- series path 2
SELECT column, curve, step, y, low, high FROM mean ORDER BY column, curve, step;
