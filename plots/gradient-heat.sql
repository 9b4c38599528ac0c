-- The norm of dL/dh at every layer and every step of the deepest nets, side by side on one scale.

-- with
net AS (
    SELECT * FROM best WHERE norm_rank = 1 AND variant = 1 AND status = 'done'
    AND depth = (SELECT max(depth) FROM best WHERE norm_rank = 1 AND variant = 1 AND status = 'done')),
seen AS (
    SELECT n.panel, g.step, g.layer, avg(log10(nullif(g.dh, 0))) AS size
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
    WHERE g.layer <= n.depth GROUP BY n.panel, g.step, g.layer),
column(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM column WHERE i < 79),
ruler AS ( -- 80 columns, equal on the axis log10(1 + step); each shows the last row logged by then
    SELECT i, i / 79.0 * log10(1 + (SELECT max(step) FROM seen)) AS x FROM column),
shown AS (
    SELECT x, (SELECT max(step) FROM seen WHERE step <= pow(10, x) - 0.999) AS step FROM ruler),
slope AS ( -- decades from the last hidden layer back to the first, at the first and the last step
    SELECT panel, step, sum(iif(layer = 1, size, -size)) AS decades
    FROM seen WHERE layer IN (1, (SELECT max(depth) FROM net))
              AND step IN (0, (SELECT max(step) FROM seen)) GROUP BY panel, step),
told AS (
    SELECT n.kind, n.panel, abs(a.decades) AS start, abs(z.decades) AS end
    FROM slope AS a JOIN slope AS z ON z.panel = a.panel AND z.step > a.step
    JOIN (SELECT panel, kind FROM net GROUP BY panel) AS n ON n.panel = a.panel WHERE a.step = 0)

-- text finding
SELECT coalesce('From first to last layer the gradient differs by '
       || group_concat(printf('%.1f decades in the %s net, %.1f after training', start, kind, end), '; '),
       'The gradient of every layer through training') FROM (SELECT * FROM told ORDER BY panel);

-- text note
SELECT 'norm of dL/dh over the whole batch, geometric mean of '
       || CASE seeds WHEN 1 THEN 'one seed' ELSE seeds || ' seeds' END
       || printf(' · %d layers', (SELECT max(depth) FROM net)) || tail FROM origin;

-- table panel
SELECT panel, kind || with_norm AS name, hue FROM net GROUP BY panel ORDER BY panel;

-- number steps
SELECT max(step) FROM seen;

-- number layers
SELECT max(layer) FROM seen;

-- table range
SELECT min(size), max(size) FROM seen;

-- series heat 1
SELECT s.panel, x, s.layer, s.size FROM shown JOIN seen AS s USING (step) ORDER BY s.panel, s.layer, x;
