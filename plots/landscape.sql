-- The loss round the weights that training found: along one direction for every net, and over two
-- directions for the first seed of each; without norm and with it.

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
SELECT 'A filter''s length away the loss is ' || group_concat(iif(row > 1, 'with ' || norm_name || ' ', '') || said, '; ')
FROM (SELECT row, norm_name, group_concat(CASE WHEN times < 9.95 THEN printf('%.1f', times) WHEN times < 999.5 THEN printf('%.0f', times)
                                               ELSE replace(printf('%,d', 1000 * round(times / 1000)), ',', ' ') END || ' times'
                                          || iif(row = 1, iif(nth = 1, ' that in the middle', '') || ' (' || name || ' layers)', ''), ', ') AS said
      FROM (SELECT *, row_number() OVER (PARTITION BY row ORDER BY column) AS nth FROM rise
            WHERE column > (SELECT max(column) FROM net) - 2 ORDER BY row, column) GROUP BY row ORDER BY row);

-- text note
SELECT '1: every filter moved by its own length in a random direction · curves: geometric mean of ' || number
       || ', band = min–max · maps: over two directions, first seed' || tail FROM origin;

-- table column
SELECT column, name, hue, tone FROM net GROUP BY column ORDER BY column;

-- table row
SELECT row, norm_name FROM net GROUP BY row ORDER BY row;

-- number least
SELECT floor(min(m)) FROM (SELECT log10(min(low)) AS m FROM path UNION SELECT log10(min(loss)) FROM plane WHERE loss > 0);

-- number most
SELECT ceil(max(m)) FROM (SELECT log10(max(high)) AS m FROM path UNION SELECT log10(max(loss)) FROM plane);

-- number top
SELECT ceil(log10(max(high))) FROM path;

-- Which block of $map is whose.
-- table place
SELECT row, column, dense_rank() OVER (ORDER BY row, column) - 1 AS block FROM plane GROUP BY row, column ORDER BY row, column;

-- series path 2
SELECT row, column, alpha, loss, low, high FROM path ORDER BY row, column, alpha;

-- series map 2
SELECT row, column, alpha, beta, log10(loss) AS loss FROM plane ORDER BY row, column, alpha, beta;
