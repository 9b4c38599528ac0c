-- Do gradients turn to noise? Above, the gradient along one line of inputs, at the depth where the nets
-- differ most; below, its autocorrelation there by distance, and that of neighbours by depth.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY first) AS curve,
           iif(block = 'plain', 'plain', CASE branch WHEN 'none' THEN kind ELSE branch END)
           || iif((SELECT count(DISTINCT norm) FROM best) > 1 AND norm <> 'none', ', ' || iif(norm = 'batch', 'BN', norm || ' norm'), '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, norm, branch) AS first,
                 kind || ' nets' || iif(norm = 'none', '', ' with ' || norm || ' norm') || iif(block = 'plain' OR branch = 'none', '', ' and ' || branch) AS nets FROM best
          WHERE run IN (SELECT run FROM shatter WHERE experiment = :experiment))),
seen AS (
    SELECT n.*, s.lag, s.distance, s.gradient, s.white, s.brown
    FROM net AS n JOIN shatter AS s ON s.experiment = :experiment AND s.run = n.run AND s.step = (SELECT min(step) FROM shatter AS o WHERE o.experiment = :experiment AND o.run = n.run)),
mean AS (
    SELECT curve, name, nets, depth, lag, avg(distance) AS distance, avg(gradient) AS size, min(gradient) AS low, max(gradient) AS high,
           avg(white) AS white, avg(brown) AS brown
    FROM seen GROUP BY curve, depth, lag),
neighbour AS (SELECT * FROM mean WHERE lag = 1 AND size IS NOT NULL),
told AS ( -- where they differ most, to a tenth
    SELECT depth FROM neighbour GROUP BY depth ORDER BY count(*) DESC, round(max(size) - min(size), 1) DESC, depth LIMIT 1),
line AS ( -- a slope has the size that its net gives it: the largest of each line is drawn as 1
    SELECT n.curve, l.point, l.t, l.slope / nullif(max(abs(l.slope)) OVER (PARTITION BY n.curve), 0) AS slope
    FROM net AS n JOIN shatter_line AS l ON l.experiment = :experiment AND l.run = n.run
    WHERE n.depth = (SELECT depth FROM told) AND n.seed = (SELECT min(seed) FROM net)
    AND l.step = (SELECT min(step) FROM shatter_line AS o WHERE o.experiment = :experiment AND o.run = n.run)),
ending AS (
    SELECT curve, nets, size, row_number() OVER (ORDER BY size, curve) AS up, row_number() OVER (ORDER BY size DESC, curve DESC) AS down
    FROM neighbour WHERE depth = (SELECT depth FROM told))

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe shatter has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM shatter WHERE experiment = :experiment);

-- text finding
SELECT printf('In %s gradients of neighbouring inputs ', l.nets) || printf('correlate by %.2f', round(l.size, 2) + 0) -- not -0.00
       || iif(h.curve = l.curve, '', printf('; in the others by %.2f or more', (SELECT size FROM ending WHERE up = 2)))
FROM ending AS l JOIN ending AS h ON l.up = 1 AND h.down = 1;

-- text note
SELECT 'gradient of the logits'' sum before training · above: from image to image, largest = 1'
       || ' · below: 8 lines; white noise: 0' || iif((SELECT count(*) FROM net WHERE norm = 'batch'), ' · BN: batch norm', '')
       || ' · ' || mean || tail FROM origin;

-- text by_distance
SELECT printf('%d layers', depth) FROM told;

-- text by_depth
SELECT printf('neighbours, %.2g apart', avg(distance)) FROM neighbour;

-- number farthest
SELECT max(distance) FROM mean;

-- number brown_end
SELECT avg(brown) FROM mean WHERE lag = (SELECT max(lag) FROM mean);

-- table depth
SELECT DISTINCT depth FROM neighbour ORDER BY depth;

-- The curves' names, and where they end in the lower panels.
-- table last
SELECT curve, name, iif(norm = 'none', 0.3, 0.8) AS tone,
       (SELECT size FROM mean AS m WHERE m.curve = n.curve AND depth = (SELECT depth FROM told) ORDER BY lag DESC LIMIT 1) AS far,
       (SELECT size FROM neighbour AS m WHERE m.curve = n.curve ORDER BY depth DESC LIMIT 1) AS deep
FROM net AS n WHERE curve IN (SELECT curve FROM line) GROUP BY curve ORDER BY curve;

-- table noise
SELECT distance, avg(white) AS white, avg(brown) AS brown FROM mean WHERE depth = (SELECT depth FROM told) GROUP BY lag ORDER BY lag;

-- table line
SELECT curve, t, slope FROM line ORDER BY curve, point;

-- table lag
SELECT curve, distance, size, low, high FROM mean WHERE depth = (SELECT depth FROM told) ORDER BY curve, lag;

-- table neighbour
SELECT curve, depth, size, low, high FROM neighbour ORDER BY curve, depth;
