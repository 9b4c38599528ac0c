-- Training loss against steps: does it rise with depth? One panel a block, one curve a depth.

-- with
net AS (SELECT * FROM best WHERE norm_rank = 1 AND variant = 1),
final_mean AS (
    SELECT panel, hue, kind, kind || with_norm AS name, depth, tone,
           avg(coalesce(train_loss, 9e999)) AS loss, iif(count(train_loss) < count(*), 'nothing finite', printf('%.2f', avg(train_loss))) AS said,
           sum(status = 'diverged') AS diverged
    FROM net GROUP BY panel, depth),
ladder AS ( -- the confirmed nets that lie farthest apart in depth
    SELECT panel, max(iif(up = 1, net, NULL)) AS shallow, max(iif(down = 1, net, NULL)) AS deep
    FROM (SELECT *, row_number() OVER (PARTITION BY panel ORDER BY depth) AS up, row_number() OVER (PARTITION BY panel ORDER BY depth DESC) AS down
          FROM confirmed WHERE norm_rank = 1 AND variant = 1) GROUP BY panel),
fate AS ( -- 1, worse: deeper nets end higher than shallower ones; -1, better; 0, open
    SELECT e.*, a.loss AS start, z.loss AS finish, printf('from %s to %s', a.said, z.said) AS change, printf('%s (%s)', z.said, e.kind) AS said,
           coalesce((SELECT ((shallow, deep) IN lower) - ((deep, shallow) IN lower) FROM ladder WHERE panel = e.panel), 0) AS sign
    FROM (SELECT panel, kind, min(depth) AS shallow, max(depth) AS deepest, count(*) AS depths, min(loss) = 9e999 AS hopeless
          FROM final_mean GROUP BY panel) AS e
    JOIN final_mean AS a ON a.panel = e.panel AND a.depth = e.shallow
    JOIN final_mean AS z ON z.panel = e.panel AND z.depth = e.deepest),
ending AS (
    SELECT f.panel, f.hue, f.name, f.depth, f.tone, f.diverged > 0 AS diverged, f.loss AS final, max(m.step) AS step, m.loss,
           CASE WHEN m.step IS NOT NULL THEN sum(m.step IS NOT NULL) OVER (ORDER BY f.panel, f.depth) - 1 END AS curve,
           f.depth || CASE WHEN f.diverged THEN ' ✕' WHEN f.depth = (SELECT max(depth) FROM net)
                           THEN ' layers' ELSE '' END AS text
    FROM final_mean AS f LEFT JOIN smooth_mean AS m USING (panel, depth) GROUP BY f.panel, f.depth)

-- lack
SELECT words FROM no_step
UNION ALL SELECT 'no batch has a finite loss' WHERE NOT EXISTS (SELECT 1 FROM smooth_mean);

-- text finding
SELECT CASE
    WHEN sum(hopeless) THEN printf('At every depth, %s nets diverge', group_concat(iif(hopeless, kind, NULL), ' and '))
    WHEN sum(abs(sign)) = 0 AND count(*) = 1 AND max(depths) > 1
    THEN printf('From the shallowest to the deepest %s nets the training loss goes %s', min(kind), min(change))
    WHEN sum(abs(sign)) = 0 THEN printf('The %snets end at a training loss ', iif(max(depths) > 1, 'deepest ', ''))
        || iif(count(*) > 2, printf('from %s to %s', (SELECT said FROM fate ORDER BY finish LIMIT 1), (SELECT said FROM fate ORDER BY finish DESC LIMIT 1)),
               'of ' || group_concat(said, ' and '))
    WHEN min(sign) = 1 AND count(*) = 2 AND max(finish / nullif(start, 0)) < 1e6 THEN
        'Deeper nets train worse: from the shallowest to the deepest the loss grows '
        || group_concat(printf('%.2g-fold (%s)', finish / start, kind), ', ')
    WHEN min(sign) = max(sign) OR count(*) > 2
    THEN printf('Deeper %s nets train %s', group_concat(iif(sign = first, kind, NULL), ' and '), iif(first = 1, 'worse', 'better'))
    ELSE (SELECT upper(substr(words, 1, 1)) || substr(words, 2)
          FROM (SELECT group_concat(iif(sign, printf('deeper %s nets train %s', kind, iif(sign = 1, 'worse', 'better')),
                                        printf('with depth the loss of %s nets goes %s', kind, change)), '; ') AS words
                FROM (SELECT * FROM fate ORDER BY panel))) END
FROM (SELECT *, (SELECT sign FROM fate WHERE sign ORDER BY panel LIMIT 1) AS first FROM fate ORDER BY panel);

-- text note
SELECT 'moving average of 5 logged batches, point: the whole training set · ' || mean
       || (SELECT iif(sum(diverged), printf(' · %d of %d runs diverged', sum(diverged), (SELECT count(*) FROM net)), '') FROM final_mean)
       || tail FROM origin;

-- The panels, with the first and the last of their curves.
-- table panel
SELECT panel, name, hue, coalesce(min(curve), 0) AS first, coalesce(max(curve), -1) AS last FROM ending GROUP BY panel ORDER BY panel;

-- number steps
SELECT max(step) FROM smooth_mean;

-- number ceiling
SELECT max((SELECT tall FROM guess), 1.05 * max(loss), max(high)) FROM smooth_mean WHERE step >= 0.05 * (SELECT max(step) FROM smooth_mean);

-- Every net, its curve and where that ends: NaN where a seed diverged at once.
-- table last
SELECT panel, depth, curve, loss, tone, text, step, diverged, final FROM ending ORDER BY panel, depth;

-- series curve 2
SELECT panel, depth, step, loss, low, high FROM smooth_mean ORDER BY panel, depth, step;
