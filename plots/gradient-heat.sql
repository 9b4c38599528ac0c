-- The norm of dL/dh at every block's end and every step of the deepest nets, side by side on one scale.

-- with
net AS (SELECT * FROM flow_median WHERE depth = (SELECT max(depth) FROM flow_median)),
seen AS MATERIALIZED (SELECT panel, step, layer, log10(size) AS size FROM net),
column(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM column WHERE i < 79),
ruler AS ( -- 80 columns, equal on the axis log10(1 + step); each shows the last row logged by then
    SELECT i, i / 79.0 * log10(1 + (SELECT max(step) FROM seen)) AS x FROM column),
shown AS MATERIALIZED (
    SELECT x, (SELECT max(step) FROM seen WHERE step <= pow(10, x) - 0.999) AS step FROM ruler),
slope AS ( -- decades from the last hidden layer back to the stem, at the first and the last step
    SELECT panel, kind, step = 0 AS first, abs(sum(iif(layer = 0, log10(size), -log10(size)))) AS decades
    FROM net WHERE layer IN (0, hidden) AND step IN (0, (SELECT max(step) FROM net)) GROUP BY panel, step HAVING count(size) = 2),
told AS (SELECT a.kind, a.panel, a.decades AS start, z.decades AS end
         FROM slope AS a JOIN slope AS z USING (panel) WHERE a.first AND NOT z.first)

-- lack
SELECT words FROM no_step
UNION ALL SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM seen WHERE size IS NOT NULL)
UNION ALL SELECT 'the gradient was logged at step 0 alone' WHERE (SELECT max(step) FROM seen) = 0;

-- text finding
SELECT coalesce((SELECT printf('From last to first layer the %s net''s gradient changes by %.1f powers of ten before training, by %.1f after', kind, start, end)
                 FROM told ORDER BY panel LIMIT 1), 'The gradient of every layer through training');

-- text note
SELECT 'norm of dL/dh where each block ends, median of ' || number
       || printf(' · %d layers · over the maps: powers of ten from last to first layer, at start and end', (SELECT max(depth) FROM net))
       || iif((SELECT count(*) FROM seen WHERE size IS NULL), ' · grey: 0', '') || tail FROM origin;

-- table panel
SELECT panel, n.kind || with_norm || iif(start IS NULL, '', printf(': %.1f, then %.1f', start, end)) AS name, hue
FROM net AS n LEFT JOIN told USING (panel) GROUP BY panel ORDER BY panel;

-- number steps
SELECT max(step) FROM seen;

-- number layers
SELECT max(layer) FROM seen;

-- number span
SELECT max(span) FROM net;

-- table range
SELECT min(size), max(size) FROM seen;

-- series heat 1
SELECT s.panel, x, s.layer, s.size FROM shown JOIN seen AS s USING (step) ORDER BY s.panel, s.layer, x;
