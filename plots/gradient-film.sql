-- The norm of dL/dh by layer, a frame for each step that was logged: a film of training (--format gif).

-- with
last AS ( -- the last step at which every run was seen
    SELECT min(step) AS step FROM (SELECT max(step) AS step FROM flow WHERE status = 'done' AND variant = 1 AND norm_rank = 1 GROUP BY run)),
frame AS (SELECT step, row_number() OVER (ORDER BY step) AS frame FROM (SELECT DISTINCT step FROM flow_median WHERE step <= (SELECT step FROM last))),
mean AS ( -- way: 0 at the last hidden layer, 1 at the stem
    SELECT *, dense_rank() OVER (ORDER BY panel) AS side, 1 - layer * 1.0 / hidden AS way FROM flow_median JOIN frame USING (step)),
fate AS ( -- the stem's gradient over the last hidden layer's, in the deepest net, after training
    SELECT panel, kind, depth, exp(sum(iif(layer = 0, ln(size), -ln(size)))) AS gain
    FROM mean WHERE frame = (SELECT max(frame) FROM frame) AND layer IN (0, hidden) AND depth = (SELECT max(depth) FROM mean)
    GROUP BY panel HAVING count(size) = 2),
told AS (
    SELECT panel, depth, printf('by %s (%s)', printf(iif(gain BETWEEN 0.01 AND 100, '%.2g', '%.0e'), gain), kind) AS words,
           row_number() OVER (ORDER BY panel) AS nth FROM fate)

-- lack
SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE size IS NOT NULL);

-- text finding
SELECT coalesce(printf('After training the way back through %d layers multiplies the gradient ', max(depth)) || group_concat(words, ', '),
                'The gradient by layer through training') FROM (SELECT * FROM told WHERE nth < 3 ORDER BY panel);

-- text note
SELECT 'norm of dL/dh over the whole batch where each block ends · ' || replace(mean, 'mean of', 'median of') || tail FROM origin;

-- number frames
SELECT max(frame) FROM frame;

-- table frame
SELECT frame, step FROM frame ORDER BY frame;

-- table panel
SELECT side, kind || with_norm AS name, hue FROM mean GROUP BY panel ORDER BY panel;

-- number floor
SELECT pow(10, floor(log10(max(min(nullif(low, 0)), min(size) / 30, max(size) * 1e-12)))) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(high)))) FROM mean;

-- The curves, where they end at the input (NaN: at 0), and their names.
-- table last
SELECT frame, side, depth, size, tone, depth || iif(depth = max(depth) OVER (), ' layers', '') AS text
FROM mean WHERE layer = 0 ORDER BY frame, panel, depth;

-- series curve 3
SELECT frame, side, depth, way, size, max(low, 1e-300) AS low, high FROM mean ORDER BY frame, panel, depth, layer;
