-- What every figure starts from (the format and these names: lab/figure/series.h). `best` keeps the runs that
-- the view `best` says, so that no curve is judged by another one's learning rate.
--
-- A title calls a net worse or better than another only where `lower` has the two, or paired_sign(a, b, tests) over
-- `confirmed` says so: by the seeds of `run --confirm`, at the level that Holm's procedure begins with. Else it states
-- the numbers.

-- once swept
SELECT f.*, s.place, json_remove(f.cell, '$.seed', '$."data.seed"') AS net
FROM final AS f JOIN sweep AS s ON s.run = f.run AND s.experiment = f.experiment
WHERE f.experiment = :experiment

-- with
settled AS (SELECT *, json_remove(cell, '$.seed', '$."train.lr"', '$."net.block"', '$."net.depth"') AS setting FROM swept),
placed AS (
    SELECT s.*, min(s.place) OVER (PARTITION BY block) AS block_place,
           min(s.place) OVER (PARTITION BY block, norm) AS norm_place,
           min(s.place) OVER (PARTITION BY block, setting) AS setting_place
    FROM settled AS s WHERE run IN (SELECT run FROM main.best WHERE experiment = :experiment))

-- once best
SELECT run, net, block, depth, iif(cell ->> '$."net.form"' = 'bottleneck', 3, span) AS span, norm, branch, activation, lr, seed, status, place, train_loss, test_loss,
       -- plain stands left and the others follow, in the sweep's order
       dense_rank() OVER (ORDER BY block <> 'plain', block_place) AS panel,
       -- plain is hue 1; the others count on from 2
       dense_rank() OVER (ORDER BY block <> 'plain', block_place)
           + (min(block <> 'plain') OVER ()) AS hue,
       -- from 0, the shallowest net, to 1, the deepest
       iif((min(depth) OVER ()) = max(depth) OVER (), 0.67,
           (dense_rank() OVER (ORDER BY depth) - 1.0) / max(1, (dense_rank() OVER (ORDER BY depth))
           + (dense_rank() OVER (ORDER BY depth DESC)) - 2)) AS tone,
       -- which norm of this block: none is 1, the others follow
       dense_rank() OVER (PARTITION BY block ORDER BY norm <> 'none', norm_place) AS norm_rank,
       -- which of the settings that differ in anything else
       dense_rank() OVER (PARTITION BY block, norm ORDER BY setting_place) AS variant,
       CASE block WHEN 'preact' THEN 'residual' ELSE block END AS kind,
       -- the last hidden layer: mlp's depth does not count stem and head, the others' does
       CASE family WHEN 'mlp' THEN depth ELSE depth - 2 END AS hidden,
       block <> 'plain' AND branch IN ('zero-last', 'rezero', 'fixup', 'skipinit') AS zero_start, -- F is 0 before training
       CASE norm WHEN 'none' THEN '' ELSE ', ' || norm || ' norm' END AS with_norm
FROM placed

-- The same nets on further seeds, those that statements name; none before all are judged.
-- once confirmed
SELECT f.*, b.kind, b.panel, b.norm_rank, b.variant,
       (SELECT count(confirmed) FROM verdict WHERE experiment = :experiment) AS tests
FROM (SELECT run, block, depth, norm, seed, status, train_loss, test_loss, json_remove(cell, '$.seed', '$."data.seed"') AS net
      FROM final WHERE experiment = :experiment || ':confirm') AS f
LEFT JOIN (SELECT *, min(run) FROM best GROUP BY net) AS b USING (net) WHERE tests > 0

-- Of two nets `net` ends at the lower training loss.
-- once lower
SELECT a.net, b.net AS other FROM confirmed AS a JOIN confirmed AS b USING (seed)
WHERE a.net <> b.net GROUP BY a.net, b.net HAVING paired_sign(b.train_loss, a.train_loss, a.tests) = 1

-- The grey line's last words, and how often a mean was taken.
-- once origin
SELECT count(DISTINCT seed) AS seeds,
       CASE count(DISTINCT seed) WHEN 1 THEN 'one seed' ELSE count(DISTINCT seed) || ' seeds' END AS number,
       iif(count(DISTINCT width) = 1 AND min(family = 'mlp'), printf(' · width %d', min(width)), '') AS wide,
       CASE count(DISTINCT lr) WHEN 1 THEN '' ELSE printf(' · best of %d learning rates', count(DISTINCT lr)) END
       || printf(' · %s on %s · revision ', :experiment, group_concat(DISTINCT data))
       || CASE group_concat(DISTINCT revision) WHEN '' THEN 'unknown' ELSE replace(group_concat(DISTINCT revision), ',', ', ') END AS tail,
       CASE count(DISTINCT seed) WHEN 1 THEN 'one seed'
            ELSE printf('mean of %d seeds, band = min–max', count(DISTINCT seed)) END AS mean
FROM swept

-- The best constant guess, where that of all runs is about the same and can be wrong.
-- once guess
SELECT iif(most < 1.05 * least, nullif(least, 0), NULL) AS loss, iif(most < 1.05 * least, error, NULL) AS error,
       coalesce(1.75 * nullif(most, 0), 9e999) AS far, -- a loss beyond it does not stretch an axis
       coalesce(round(1.08 * nullif(most, 0), 1), 0.1) AS tall -- an axis of losses in training holds it
FROM (SELECT min(guess) AS least, max(guess) AS most, min(guess_error) AS error FROM swept)

-- The upper end of an axis of final training losses.
-- once roof
SELECT 1.08 * coalesce(nullif(max(coalesce((SELECT loss FROM guess), 0), coalesce(max(iif(train_loss < far, train_loss, NULL)), 0)), 0), 1) AS loss
FROM best, guess

-- with
crossed AS ( -- of a figure's own `net`: what its crosses stand for, at the end of an axis of final training losses; no row where there are none
    SELECT printf('%d of %d runs %s', above, runs, word) AS words, printf('%d %s', above, word) AS few
    FROM (SELECT sum(above) AS above, count(*) AS runs, iif(sum(above) > sum(status = 'diverged'), 'above the axis', 'diverged') AS word
          FROM (SELECT status, train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net)) WHERE above),
smooth AS ( -- one batch's loss is noisy: the average of five logged rows, two on either side
    SELECT b.*, c.step, c.train_loss AS seen,
           avg(c.train_loss) OVER (PARTITION BY c.run ORDER BY c.step
                                   ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS loss
    FROM best AS b JOIN curve AS c ON c.run = b.run AND c.experiment = :experiment),
smooth_mean AS ( -- over seeds, of the first variant and norm of each block; it ends where the first seed diverges
    SELECT panel, depth, step, avg(loss) AS loss, min(loss) AS low, max(loss) AS high FROM smooth
    WHERE variant = 1 AND norm_rank = 1 GROUP BY panel, depth, step HAVING count(seen) = (SELECT seeds FROM origin)),
flow AS ( -- the gradient where it leaves each block: inside a residual block lies only F's share of it
    SELECT b.run, b.status, b.panel, b.hue, b.kind, b.variant, b.norm_rank, b.with_norm, b.zero_start, b.depth, b.hidden, b.span, b.tone,
           g.step, g.layer, g.dh
    FROM best AS b JOIN gradient AS g ON g.run = b.run AND g.experiment = :experiment
    WHERE g.layer <= b.hidden AND g.layer % b.span = 0),
flow_rank AS (
    SELECT *, row_number() OVER (PARTITION BY panel, variant, norm_rank, depth, step, layer ORDER BY dh) AS r,
           count(*) OVER (PARTITION BY panel, variant, norm_rank, depth, step, layer) AS n
    FROM flow WHERE variant = 1 AND norm_rank = 1),
flow_median AS MATERIALIZED ( -- over seeds, since a dead net's 0 has no logarithm to average; NULL where it is 0
    SELECT panel, hue, kind, with_norm, zero_start, depth, hidden, span, tone, step, layer, min(dh) AS low, max(dh) AS high,
           exp(avg(iif(r IN ((n + 1) / 2, (n + 2) / 2), ln(nullif(dh, 0)), NULL))) AS size
    FROM flow_rank GROUP BY panel, depth, step, layer),
stem_ratio AS ( -- of the deepest nets: the stem's gradient over the last hidden layer's; a net that is dead somewhere between has none
    SELECT panel, step, exp(avg(size)) AS size, exp(min(size)) AS low, exp(max(size)) AS high
    FROM (SELECT panel, step, sum(iif(layer = 0, 1, -1) * ln(nullif(dh, 0))) AS size FROM flow
          WHERE variant = 1 AND norm_rank = 1 AND depth = (SELECT max(depth) FROM best WHERE variant = 1 AND norm_rank = 1) AND layer IN (0, hidden)
          GROUP BY run, step HAVING count(nullif(dh, 0)) = 2) GROUP BY panel, step),
-- What a sweep may lack, in the words of a figure that needs it; no row where it is there.
all_diverged AS (SELECT 'every run diverged; a lower --lr may help' AS words WHERE NOT EXISTS (SELECT 1 FROM swept WHERE status = 'done')),
no_step AS (SELECT 'no run made a step' AS words WHERE (SELECT max(steps) FROM swept) = 0),
no_block AS (SELECT 'these runs have no residual block' AS words WHERE NOT EXISTS (SELECT 1 FROM swept WHERE block <> 'plain')),
no_junction AS (
    SELECT coalesce((SELECT words FROM no_block), 'these runs logged no junction y = x + F(x)') AS words
    WHERE NOT EXISTS (SELECT 1 FROM junction WHERE experiment = :experiment))
