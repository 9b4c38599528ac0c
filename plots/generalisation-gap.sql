-- Is it overfitting? The gap between test and training loss against the training loss.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel) AS side FROM best
    WHERE norm_rank = 1 AND variant = 1 AND train_loss IS NOT NULL AND test_loss IS NOT NULL),
mean AS (
    SELECT side, panel, kind, hue, depth, tone, avg(train_loss) AS loss, avg(test_loss - train_loss) AS gap
    FROM net GROUP BY panel, depth),
fate AS ( -- from the depth with the least training loss to the deepest: what rises, loss or gap?
    SELECT b.panel, b.kind, d.depth, d.loss - b.loss AS loss, d.gap - b.gap AS gap
    FROM (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY loss) AS r FROM mean) AS b
    JOIN (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth DESC) AS r FROM mean) AS d
    USING (panel, r) WHERE r = 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these runs have no finite test loss' WHERE NOT EXISTS (SELECT 1 FROM net);

-- text finding
SELECT CASE
    WHEN (SELECT count(DISTINCT depth) FROM mean) = 1
    THEN (SELECT printf('At %d layers test loss exceeds training loss by ', depth) || group_concat(printf('%.2f (%s)', gap, kind), ', ')
          FROM (SELECT * FROM mean ORDER BY panel))
    WHEN loss < 0.1 THEN printf('At %d layers the %s net trains as well as at its best depth', depth, kind)
    WHEN gap <= 0.25 * loss THEN printf('%d %s layers do not overfit: training loss +%.2f, gap %s', depth, kind, loss, replace(printf('%+.2f', gap), '-', '−'))
    ELSE printf('%d %s layers train worse and overfit too: training loss +%.2f, gap %s', depth, kind, loss, replace(printf('%+.2f', gap), '-', '−')) END
FROM fate ORDER BY panel LIMIT 1;

-- text note
SELECT 'final loss over the whole training set, and test loss minus it · every point a run, ring = mean of ' || number
       || ' · changes are against the depth that trains best'
       || tail FROM origin;

-- table panel
SELECT side, kind || with_norm AS name, hue FROM net GROUP BY panel ORDER BY panel;

-- series mean 3
SELECT side, hue, depth, loss, gap, tone FROM mean ORDER BY panel, depth;

-- series seed 3
SELECT side, hue, depth, train_loss, test_loss - train_loss AS gap FROM net ORDER BY panel, depth, seed;
