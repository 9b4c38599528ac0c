-- How strong are the layers' responses, sorted: one curve a net, one column a weight decay. Places go from 0, the
-- weakest, to 1, so that nets of any depth end together.

-- with
net AS (
    SELECT b.*, coalesce(r.cell ->> '$."train.weight_decay"', 0) AS decay,
           CASE WHEN r.cell ->> '$."train.schedule"' = 'constant' AND r.cell ->> '$."train.optimizer"' = 'sgd'
                THEN exp(-b.lr / (1 - (r.cell ->> '$."train.momentum"')) * (r.cell ->> '$."train.weight_decay"') * r.steps) END AS alone
    FROM best AS b JOIN run AS r ON r.id = b.run WHERE b.status = 'done'),
seen AS (
    SELECT n.*, p.layer, p.normed FROM net AS n JOIN response AS p ON p.experiment = :experiment AND p.run = n.run
    AND p.step = (SELECT max(step) FROM response AS o WHERE o.experiment = :experiment AND o.run = n.run) WHERE p.normed > 0),
mean AS (
    SELECT panel, hue, kind, depth, tone, decay, layer, exp(avg(ln(normed))) AS size,
           dense_rank() OVER (ORDER BY decay) AS column, dense_rank() OVER (ORDER BY panel, depth) AS curve
    FROM seen WHERE variant IN (SELECT min(variant) FROM seen AS s WHERE s.decay = seen.decay AND s.panel = seen.panel)
    GROUP BY panel, depth, decay, layer),
laid AS (
    SELECT *, iif(count(*) OVER net = 1, 1.0, (row_number() OVER (net ORDER BY size) - 1.0) / (count(*) OVER net - 1)) AS x
    FROM mean WINDOW net AS (PARTITION BY column, curve)),
whole AS (
    SELECT column, decay, panel, kind, depth, exp(avg(ln(size))) AS size,
           row_number() OVER (PARTITION BY column, panel ORDER BY depth) AS up
    FROM mean GROUP BY column, panel, depth),
pair AS ( -- the deepest that plain and residual nets share
    SELECT p.column, p.decay, max(p.depth) AS depth, p.size AS plain, r.size AS other, r.kind
    FROM whole AS p JOIN whole AS r ON r.column = p.column AND r.depth = p.depth AND p.kind = 'plain' AND r.kind <> 'plain'
    GROUP BY p.column)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these nets have no batch norm' WHERE NOT EXISTS (SELECT 1 FROM best WHERE norm = 'batch')
UNION ALL SELECT 'the probe response has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM response WHERE experiment = :experiment)
UNION ALL SELECT 'no response behind a batch norm is more than 0' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT coalesce((SELECT printf('At %d layers a layer of residual nets responds by %.2g and of plain ones by %.2g', depth, other, plain)
                        || iif(count(*) OVER () > 1, ' (left)', '') FROM pair ORDER BY column LIMIT 1),
                (SELECT printf('At %d layers a layer of %s nets responds by %.2g', depth, kind, size) FROM whole ORDER BY column, depth DESC, panel LIMIT 1));

-- text note
SELECT 'standard deviation of what leaves a layer''s batch norm, after training, layers sorted by it; before training it is' || char(160) || '1'
       || iif((SELECT count(alone) FROM net), ' · dashed: what weight decay alone leaves of it', '')
       || ' · geometric ' || replace(mean, ', band = min–max', '') || tail FROM origin;

-- What weight decay alone leaves of a gain: NaN where the schedule or the optimizer tells otherwise.
-- table column
SELECT m.column, iif(m.decay, 'weight decay ' || m.decay, 'no weight decay') AS name, avg(n.alone) AS alone
FROM (SELECT DISTINCT column, decay FROM mean) AS m JOIN net AS n USING (decay) GROUP BY m.column ORDER BY m.column;

-- number curves
SELECT max(curve) FROM mean;

-- number floor
SELECT min(size) / 1.15 FROM mean;

-- number ceiling
SELECT 1.15 * max(size) FROM mean;

-- The curves' names and where they end.
-- table last
SELECT column, curve, hue, tone, kind || ' ' || depth AS text, size FROM laid WHERE x = 1 ORDER BY column, curve;

-- table sorted
SELECT column, curve, x, size FROM laid ORDER BY column, curve, x;
