-- The norm of dL/dh on its way back from the loss to the input, before training and after it.

-- with
last AS ( -- the last step at which every run was seen
    SELECT min(step) AS step FROM (SELECT max(step) AS step FROM flow WHERE status = 'done' AND variant = 1 AND norm_rank = 1 GROUP BY run)),
mean AS ( -- way: 0 at the last hidden layer, 1 at the stem
    SELECT *, iif(step = 0, 1, 2) AS row, dense_rank() OVER (ORDER BY panel) AS side, 1 - layer * 1.0 / hidden AS way
    FROM flow_median WHERE step IN (0, (SELECT step FROM last))),
fate AS ( -- the stem's gradient over the last hidden layer's, in the deepest net before training
    SELECT panel, kind, exp(sum(iif(layer = 0, ln(size), -ln(size)))) AS gain
    FROM mean WHERE row = 1 AND layer IN (0, hidden) AND depth = (SELECT max(depth) FROM mean)
    GROUP BY panel HAVING count(size) = 2),
told AS ( -- of the first two kinds
    SELECT panel, printf(iif(panel = first, 'the deepest %s net ', 'the %s net '), kind)
        || CASE WHEN flat THEN 'multiplies ' WHEN gain < 1 THEN 'shrinks ' ELSE 'enlarges ' END || iif(panel = first, 'the gradient', 'it')
        || CASE WHEN flat THEN printf(' by %.2f', gain) WHEN abs(log10(gain)) < 1 THEN printf(' %.1f-fold', exp(abs(ln(gain))))
           WHEN abs(log10(gain)) < 4 THEN printf(' %d-fold', exp(abs(ln(gain))))
           ELSE printf(' by %d%s', round(abs(log10(gain))), iif(named, '', ' powers of ten')) END AS words
    FROM (SELECT *, min(panel) OVER () AS first, gain BETWEEN 0.5 AND 2 AS flat,
                 coalesce(abs(log10(lag(gain) OVER (ORDER BY panel))) >= 4, 0) AS named FROM fate) ORDER BY panel LIMIT 2)

-- lack
SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE size IS NOT NULL);

-- text finding
SELECT coalesce('Before training, ' || group_concat(words, '; '), 'Before training, no gradient reaches the input') FROM (SELECT * FROM told ORDER BY panel);

-- text note
SELECT 'norm of dL/dh over the whole batch where each block ends · ' || replace(mean, 'mean of', 'median of') || wide || tail FROM origin;

-- text end
SELECT printf('after %d steps', step) FROM last;

-- table panel
SELECT side, kind || with_norm AS name, hue, iif(min(zero_start), 'flat: every F starts at 0', '') AS word FROM mean GROUP BY panel ORDER BY panel;

-- number floor
SELECT pow(10, floor(log10(max(min(nullif(low, 0)), min(size) / 30, max(size) * 1e-12)))) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(high)))) FROM mean;

-- The curves, where they end at the input (NaN: at 0), and their names.
-- table last
SELECT row, side, depth, size, tone,
       depth || iif(depth = max(depth) OVER (), ' layers', '') AS text
FROM mean WHERE layer = 0 ORDER BY row, panel, depth;

-- series curve 3
SELECT row, side, depth, way, size, max(low, 1e-300) AS low, high FROM mean ORDER BY row, panel, depth, layer;
