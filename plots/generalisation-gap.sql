-- Is it overfitting? The gap between test and training loss against the training loss.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel) AS side FROM best
    WHERE norm_rank = 1 AND variant = 1 AND train_loss IS NOT NULL AND test_loss IS NOT NULL),
mean AS (
    SELECT side, panel, kind, hue, depth, tone, avg(train_loss) AS loss, avg(test_loss - train_loss) AS gap
    FROM net GROUP BY panel, depth),
fate AS ( -- from the shallowest to the deepest
    SELECT b.panel, b.kind, b.depth AS shallow, d.depth, d.loss - b.loss AS loss, d.gap - b.gap AS gap
    FROM (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth) AS r FROM mean) AS b
    JOIN (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth DESC) AS r FROM mean) AS d USING (panel, r) WHERE r = 1),
sign AS ( -- what rises, loss or gap?
    SELECT panel, paired_sign(z.train_loss, a.train_loss, tests) AS loss,
           paired_sign(z.test_loss - z.train_loss, a.test_loss - a.train_loss, tests) AS gap
    FROM fate AS f JOIN confirmed AS a USING (panel) JOIN confirmed AS z USING (panel, norm_rank, variant, seed, tests)
    WHERE norm_rank = 1 AND variant = 1 AND a.depth = f.shallow AND z.depth = f.depth GROUP BY panel)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these runs have no finite test loss' WHERE NOT EXISTS (SELECT 1 FROM net);

-- text finding
SELECT CASE
    WHEN (SELECT count(DISTINCT depth) FROM mean) = 1
    THEN (SELECT 'Test loss exceeds training loss by ' || iif(count(*) > 2, printf('%.2f to %.2f', min(gap), max(gap)), group_concat(printf('%.2f (%s)', gap, kind), ' and '))
          FROM (SELECT * FROM mean ORDER BY panel))
    WHEN s.loss = 1 THEN printf('Deeper %s nets train worse%s: training loss %s, gap %s', kind,
         CASE s.gap WHEN 1 THEN ' and overfit too' WHEN -1 THEN ', not by overfitting' ELSE '' END, f.rise, f.widening)
    ELSE printf('From the shallowest to the deepest %s net the training loss changes by %s, the gap by %s', kind, f.rise, f.widening) END
FROM (SELECT *, replace(printf('%+.2f', loss), '-', '−') AS rise, replace(printf('%+.2f', gap), '-', '−') AS widening FROM fate) AS f
LEFT JOIN sign AS s USING (panel) ORDER BY panel LIMIT 1;

-- text note
SELECT 'final loss over the whole training set, and test loss minus it · every point a run, ring = mean of ' || number
       || tail FROM origin;

-- table panel
SELECT side, kind || with_norm AS name, hue FROM net GROUP BY panel ORDER BY panel;

-- series mean 3
SELECT side, hue, depth, loss, gap, tone FROM mean ORDER BY panel, depth;

-- series seed 3
SELECT side, hue, depth, train_loss, test_loss - train_loss AS gap FROM net ORDER BY panel, depth, seed;
