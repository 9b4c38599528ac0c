-- What a bottleneck (1×1, 3×3, 1×1) saves and what it loses against two 3×3 convolutions: the final
-- training loss against the operations of a forward pass, and how much of what comes into its 1×1
-- reductions can be read back from what leaves them.

-- with
net AS ( -- outer: channels between the blocks of the first stage
    SELECT *, cell ->> '$."net.form"' AS form, width * iif(cell ->> '$."net.form"' = 'basic', 1, 4) AS outer FROM swept),
mean AS (
    SELECT form <> 'basic' AS curve, form, outer, depth, min(net) AS net, max(flops) AS flops,
           avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss, min(train_loss) AS low, max(train_loss) AS high
    FROM net GROUP BY form, width, depth),
against AS ( -- a bottleneck net and a basic one: as wide between the blocks, or with about as many operations
    SELECT n.outer = b.outer AS as_wide, abs(ln(n.flops / b.flops)) < ln(1.2) AS as_dear, n.outer,
           b.flops / n.flops AS saved, n.strict / b.strict AS worse,
           ((b.net, n.net) IN lower) - ((n.net, b.net) IN lower) AS sign
    FROM mean AS n JOIN mean AS b ON n.form = 'bottleneck' AND b.form = 'basic'),
wide AS (SELECT * FROM against WHERE as_wide ORDER BY outer DESC LIMIT 1),
dear AS (
    SELECT min(worse) AS least, printf('%.1f', min(worse)) || iif(max(worse) < min(worse) + 0.05, '', printf(' to %.1f', max(worse))) AS span, min(sign) AS low, max(sign) AS high FROM against WHERE as_dear),
last AS (SELECT max(step) AS step FROM reduction WHERE experiment = :experiment),
seen AS ( -- of the bottleneck nets that are as wide as the widest basic ones
    SELECT r.layer, r.layer_name, r.step, r.kept, r.best, dense_rank() OVER (ORDER BY r.layer) AS place
    FROM reduction AS r JOIN net AS n ON n.run = r.run
    WHERE r.experiment = :experiment AND n.form = 'bottleneck' AND n.outer = (SELECT outer FROM wide)
          AND r.step IN (0, (SELECT step FROM last))),
inside AS (
    SELECT place, layer_name, step > 0 AS trained, avg(kept) AS kept, min(kept) AS low, max(kept) AS high, avg(best) AS best
    FROM seen GROUP BY place, step > 0),
told AS (SELECT avg(kept) AS kept FROM seen WHERE step > 0)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these runs have no bottleneck' WHERE NOT EXISTS (SELECT 1 FROM net WHERE form = 'bottleneck')
UNION ALL SELECT 'these runs have no block of two 3×3 convolutions beside the bottlenecks' WHERE NOT EXISTS (SELECT 1 FROM net WHERE form = 'basic')
UNION ALL SELECT 'no bottleneck is as wide between its blocks as a net of two 3×3 convolutions' WHERE NOT EXISTS (SELECT 1 FROM wide)
UNION ALL SELECT 'nothing was measured of the 1×1 reductions' WHERE NOT EXISTS (SELECT 1 FROM seen);

-- text finding
SELECT CASE WHEN low = 1 AND high = 1 THEN 'At equal operations bottlenecks end higher, at ' || span || ' times the loss of two 3×3'
            WHEN low = -1 AND high = -1 THEN 'At equal operations bottlenecks end lower'
            WHEN least IS NULL THEN printf('At equal width bottlenecks take 1/%.0f of the operations and end at %.1f times the loss', saved, worse)
            ELSE 'At equal operations bottlenecks end at ' || span || ' times the loss of two 3×3' END
FROM wide, dear;

-- text note
SELECT 'left: every point a run, line = mean of ' || number || ', dashes join equal widths between blocks'
       || (SELECT printf(' · right, %d wide: variance of a reduction''s input that its output gives back; best: principal components', outer) FROM wide)
       || (SELECT iif(sum(status = 'diverged'), printf(' · %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || tail FROM origin;

-- text keeping
SELECT printf('1×1 reductions keep %.0f %% of the variance', 100 * kept) FROM told;

-- number roof_loss
SELECT coalesce(nullif(1.12 * max(iif(train_loss < far, train_loss, NULL)), 0), (SELECT loss FROM roof)) FROM net, guess;

-- table point
SELECT form <> 'basic' AS curve, flops / 1e6 * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss FROM net
WHERE train_loss IS NOT NULL ORDER BY curve, flops, seed;

-- table mean
SELECT curve, flops / 1e6 AS flops, loss, outer, low, high FROM mean ORDER BY curve, flops;

-- Pairs of nets that are as wide between the blocks.
-- table pair
SELECT n.flops / 1e6 AS flops, n.loss, b.flops / 1e6 AS basic_flops, b.loss AS basic_loss
FROM mean AS n JOIN mean AS b ON n.outer = b.outer AND n.form = 'bottleneck' AND b.form = 'basic';

-- table inside
SELECT trained, place, kept, low, high, best FROM inside ORDER BY trained, place;

-- table block
SELECT DISTINCT place, replace(replace(layer_name, 'layer', ''), '.conv1', '') AS name FROM seen ORDER BY place;
