-- The norm of dL/dh on its way back from the loss to the input, before training and after it.

-- with
net AS (SELECT * FROM best WHERE norm_rank = 1 AND variant = 1),
last AS ( -- the last step at which every run was seen
    SELECT min(step) AS step FROM (SELECT max(step) AS step FROM gradient
    WHERE run IN (SELECT run FROM net WHERE status = 'done') AND experiment = :experiment GROUP BY run)),
seen AS ( -- way: 0 at the last hidden layer, 1 at the stem
    SELECT n.panel, n.hue, n.kind || n.with_norm AS name, n.kind, n.depth, n.tone, n.seed, g.layer,
           iif(g.step = 0, 1, 2) AS row, 1 - g.layer * 1.0 / n.depth AS way, g.dh
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
    WHERE g.step IN (0, (SELECT step FROM last)) AND g.layer <= n.depth AND g.dh > 0),
mean AS ( -- norms are compared by their ratios: the mean is the geometric one
    SELECT *, exp(avg(ln(dh))) AS size, min(dh) AS low, max(dh) AS high
    FROM seen GROUP BY row, panel, depth, layer),
fate AS ( -- the first hidden layer's gradient over the last one's, in the deepest net before training
    SELECT panel, kind, depth, exp(sum(iif(layer = 1, ln(size), -ln(size)))) AS gain
    FROM mean WHERE row = 1 AND layer IN (1, depth) AND depth > 1
               AND depth = (SELECT max(depth) FROM mean) GROUP BY panel),
told AS (
    SELECT panel, depth || ' ' || kind || ' layers ' || CASE
        WHEN gain BETWEEN 0.5 AND 2 THEN 'hardly change ' || object
        ELSE iif(gain < 1, 'shrink ', 'enlarge ') || object || CASE
            WHEN abs(log10(gain)) < 1 THEN printf(' %.1f-fold', exp(abs(ln(gain))))
            WHEN abs(log10(gain)) < 4 THEN printf(' %d-fold', exp(abs(ln(gain))))
            ELSE printf(' by %d powers of ten', round(abs(log10(gain)))) END END AS words
    FROM (SELECT *, iif(panel = (SELECT min(panel) FROM fate), 'the gradient', 'it') AS object FROM fate))

-- text finding
SELECT 'Before training, ' || group_concat(words, '; ') FROM (SELECT * FROM told ORDER BY panel);

-- text note
SELECT 'norm of dL/dh at each layer over the whole batch · ' || replace(mean, 'mean of', 'geometric mean of') || tail FROM origin;

-- text end
SELECT printf('after %d steps', step) FROM last;

-- table panel
SELECT panel, name, hue FROM seen GROUP BY panel ORDER BY panel;

-- number floor
SELECT pow(10, floor(log10(max(min(size), max(size) * 1e-12)))) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(size)))) FROM mean;

-- The curves, where they end at the input, and their names.
-- table last
SELECT row, panel, depth, size, tone,
       depth || iif(depth = max(depth) OVER (), ' layers', '') AS text
FROM mean WHERE layer = 0 ORDER BY row, panel, depth;

-- series curve 3
SELECT row, panel, depth, way, size, low, high FROM mean ORDER BY row, panel, depth, layer;
