-- The path of training, in the plane in which it reaches furthest, and the loss over that plane:
-- the first seed of each net; without norm and with it.

-- with
looked AS (
    SELECT *, iif(panel > 1 OR kind <> 'plain', depth = max(depth) OVER (PARTITION BY panel),
                  depth IN (min(depth) OVER (PARTITION BY panel), max(depth) OVER (PARTITION BY panel))) AS shown
    FROM best WHERE variant = 1 AND status = 'done' AND run IN (SELECT run FROM trajectory WHERE experiment = :experiment)),
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel, depth) AS column,
           dense_rank() OVER (ORDER BY norm <> 'none', norm) AS row,
           depth || ' ' || kind AS name,
           CASE norm WHEN 'none' THEN 'no norm' ELSE norm || ' norm' END AS norm_name,
           row_number() OVER (PARTITION BY panel, depth, norm ORDER BY seed) AS nth
    FROM looked WHERE shown),
last AS (SELECT run, max(step) AS step FROM trajectory WHERE experiment = :experiment GROUP BY run),
way AS (
    SELECT n.row, n.column, t.state, t.updates, t.x, t.y
    FROM net AS n JOIN last USING (run) JOIN trajectory AS t ON t.experiment = :experiment AND t.run = n.run AND t.step = last.step
    WHERE n.nth = 1),
plane AS (
    SELECT n.row, n.column, t.x, t.y, max(t.loss, 1e-12) AS loss -- that of one class is 0, and has no logarithm
    FROM net AS n JOIN last USING (run) JOIN trajectory_plane AS t ON t.experiment = :experiment AND t.run = n.run AND t.step = last.step
    WHERE n.nth = 1),
share AS ( -- of the first two directions
    SELECT n.row, n.column, n.nth, n.run, sum(iif(t.direction = 0, t.share, 0)) AS first, sum(iif(t.direction = 1, t.share, 0)) AS second, sum(t.walk) AS walk
    FROM net AS n JOIN last USING (run) JOIN trajectory_axis AS t ON t.experiment = :experiment AND t.run = n.run AND t.step = last.step
    WHERE t.direction < 2 GROUP BY n.run),
mean AS (SELECT row, column, avg(first + second) AS both, avg(walk) AS walk FROM share GROUP BY row, column)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe trajectory has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM trajectory WHERE experiment = :experiment);

-- text finding
SELECT printf('Two directions hold %s%.0f %% of the path; a random walk''s would hold %s%.0f %%',
              iif(round(100 * min(both)) = round(100 * max(both)), '', 'at least '), 100 * min(both),
              iif(round(100 * min(walk)) = round(100 * max(walk)), '', 'up to '), 100 * max(walk))
FROM mean;

-- text note
SELECT 'the weights from ring to diamond · axes: length, share of variance · '
       || 'walk: steps as long, at right angles · maps: first seed, title: mean of ' || number || tail FROM origin;

-- table column
SELECT column, name, hue, tone FROM net GROUP BY column ORDER BY column;

-- table row
SELECT row, norm_name FROM net GROUP BY row ORDER BY row;

-- number least
SELECT floor(10 * log10(min(loss))) / 10 FROM plane WHERE loss > 0;

-- number most
SELECT ceil(10 * log10(max(loss))) / 10 FROM plane WHERE loss < 9e999;

-- How far each panel reaches, and what its axes hold.
-- table frame
SELECT row, column, dense_rank() OVER (ORDER BY row, column) - 1 AS block, min(p.x) AS left, max(p.x) AS right, min(p.y) AS low, max(p.y) AS high,
       log10(min(loss)) AS least, log10(max(loss)) AS most, 100 * min(s.first) AS first, 100 * min(s.second) AS second
FROM plane AS p JOIN share AS s USING (row, column) WHERE s.nth = 1 GROUP BY row, column ORDER BY row, column;

-- series way 2
SELECT row, column, x, y, updates FROM way ORDER BY row, column, state;

-- series map 2
SELECT row, column, x, y, log10(loss) AS loss FROM plane ORDER BY row, column, x, y;
