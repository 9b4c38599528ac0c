-- Is it overfitting? The gap between test and training loss against the training loss.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel) AS side FROM best
    WHERE norm_rank = 1 AND variant = 1 AND train_loss IS NOT NULL AND test_loss IS NOT NULL),
mean AS (
    SELECT side, panel, kind, hue, depth, tone, avg(train_loss) AS loss, avg(test_loss - train_loss) AS gap
    FROM net GROUP BY panel, depth),
fate AS ( -- from the shallowest to the deepest: what rises by the rule of verdicts, loss or gap?
    SELECT b.panel, b.kind, d.depth, d.loss - b.loss AS loss, d.gap - b.gap AS gap, paired_sign(z.train_loss, a.train_loss) AS sign,
           paired_sign(z.test_loss - z.train_loss, a.test_loss - a.train_loss) AS gap_sign
    FROM (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth) AS r FROM mean) AS b
    JOIN (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth DESC) AS r FROM mean) AS d USING (panel, r)
    JOIN net AS a ON a.panel = b.panel AND a.depth = b.depth
    JOIN net AS z ON z.panel = d.panel AND z.depth = d.depth AND z.seed = a.seed
    WHERE r = 1 GROUP BY b.panel)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these runs have no finite test loss' WHERE NOT EXISTS (SELECT 1 FROM net);

-- text finding
SELECT CASE
    WHEN (SELECT count(DISTINCT depth) FROM mean) = 1
    THEN (SELECT printf('At %d layers test loss exceeds training loss by ', depth) || group_concat(printf('%.2f (%s)', gap, kind), ', ')
          FROM (SELECT * FROM mean ORDER BY panel))
    ELSE printf('%d %s layers%s: training loss %s, gap %s', depth, kind,
                CASE WHEN sign = 1 AND gap_sign = 1 THEN ' train worse and overfit too' WHEN sign = 1 AND gap_sign = -1 THEN ' train worse, not by overfitting'
                     WHEN sign = 1 THEN ' train worse' ELSE '' END,
                replace(printf('%+.2f', loss), '-', '−'), replace(printf('%+.2f', gap), '-', '−')) END
FROM fate ORDER BY panel LIMIT 1;

-- text note
SELECT 'final loss over the whole training set, and test loss minus it · every point a run, ring = mean of ' || number
       || ' · changes are against the shallowest net'
       || tail FROM origin;

-- table panel
SELECT side, kind || with_norm AS name, hue FROM net GROUP BY panel ORDER BY panel;

-- series mean 3
SELECT side, hue, depth, loss, gap, tone FROM mean ORDER BY panel, depth;

-- series seed 3
SELECT side, hue, depth, train_loss, test_loss - train_loss AS gap FROM net ORDER BY panel, depth, seed;
