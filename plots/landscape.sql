-- The loss round the weights that training found: along one direction for every net, and over two
-- directions for the first seed of each; without norm and with it, each on a scale of its own.

-- with
looked AS (
    SELECT *, iif(panel > 1 OR kind <> 'plain', depth = max(depth) OVER (PARTITION BY panel),
                  depth IN (min(depth) OVER (PARTITION BY panel), max(depth) OVER (PARTITION BY panel))) AS shown
    FROM best WHERE variant = 1 AND status = 'done' AND run IN (SELECT run FROM landscape WHERE experiment = :experiment)),
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel, depth) AS column,
           dense_rank() OVER (ORDER BY norm <> 'none', norm) AS row,
           depth || ' ' || kind AS name,
           CASE norm WHEN 'none' THEN 'no norm' ELSE norm || ' norm' END AS norm_name,
           row_number() OVER (PARTITION BY panel, depth, norm ORDER BY seed) AS nth
    FROM looked WHERE shown),
last AS (SELECT run, max(step) AS step FROM landscape WHERE experiment = :experiment GROUP BY run),
path AS ( -- one direction, over seeds
    SELECT n.row, n.column, n.name, n.norm_name, l.alpha, exp(avg(ln(l.loss))) AS loss, min(l.loss) AS low, max(l.loss) AS high
    FROM net AS n JOIN last USING (run) JOIN landscape_line AS l ON l.experiment = :experiment AND l.run = n.run AND l.step = last.step
    WHERE l.loss > 0 GROUP BY n.row, n.column, l.point),
plane AS (
    SELECT n.row, n.column, l.alpha, l.beta, l.loss
    FROM net AS n JOIN last USING (run) JOIN landscape AS l ON l.experiment = :experiment AND l.run = n.run AND l.step = last.step
    WHERE n.nth = 1),
rise AS ( -- how many times as high the loss is a filter's length away as in the middle
    SELECT row, column, name, norm_name, exp(avg(iif(abs(alpha) = 1, ln(loss), NULL)) - avg(iif(alpha = 0, ln(loss), NULL))) AS times
    FROM path GROUP BY row, column)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe landscape has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM landscape WHERE experiment = :experiment);

-- text finding
SELECT 'A filter''s length away the loss is ' || group_concat(said || iif(nth = 1, ' the middle''s', '') || ' (' || name || iif(nth = 1, ' layers)', ')'), ', ')
       || iif(max(norm_name) = 'no norm' OR (SELECT max(row) FROM net) = 1, '', ', with ' || max(norm_name)) -- each row bears its norm
FROM (SELECT name, norm_name, row_number() OVER (ORDER BY column) AS nth, CASE WHEN times < 9.95 THEN printf('%.1f times', times) WHEN times < 999.5 THEN printf('%.0f times', times)
             ELSE replace(printf('%,d times', 1000 * round(times / 1000)), ',', char(160)) END AS said
      FROM rise WHERE row = 1 AND column > (SELECT max(column) FROM net) - 2 ORDER BY column);

-- text note
SELECT '1: every filter moved by its own length in a random direction · curves: geometric mean of ' || number
       || ', band = min–max · maps: over two directions, first seed' || tail FROM origin;

-- table column
SELECT column, name, hue, tone FROM net GROUP BY column ORDER BY column;

-- Each row has its own scale: in powers of ten the least and the greatest loss, and the greatest of the curves.
-- table row
SELECT row, norm_name, floor(2 * log10(least)) / 2 AS least, ceil(2 * log10(greatest)) / 2 AS greatest, ceil(2 * log10(top)) / 2 AS top
FROM (SELECT row, norm_name, min(low) AS least, max(high) AS top FROM path GROUP BY row)
JOIN (SELECT row, max(loss) AS greatest FROM (SELECT row, high AS loss FROM path UNION ALL SELECT row, loss FROM plane) GROUP BY row) USING (row) ORDER BY row;

-- Which block of $map is whose.
-- table place
SELECT row, column, dense_rank() OVER (ORDER BY row, column) - 1 AS block FROM plane GROUP BY row, column ORDER BY row, column;

-- series path 2
SELECT row, column, alpha, loss, low, high FROM path ORDER BY row, column, alpha;

-- series map 2
SELECT row, column, alpha, beta, log10(loss) AS loss FROM plane ORDER BY row, column, alpha, beta;
