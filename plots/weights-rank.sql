-- Of what rank are weights, and their product? Entropy rank of each layer's weights, of the product of all up to
-- this layer, and of the features, before training and after; units that answer as no other, of the deepest nets.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           iif(block = 'plain' OR branches = 1, kind, branch) || iif(norms > 1, with_norm, '') AS name
    FROM (SELECT b.*, min(place) OVER (PARTITION BY block, branch, norm) AS first,
                 (SELECT count(DISTINCT o.branch) FROM best AS o WHERE o.block = b.block) AS branches,
                 (SELECT count(DISTINCT o.norm) FROM best AS o) AS norms
          FROM best AS b
          WHERE run IN (SELECT run FROM weight_rank WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
kind AS (SELECT curve, name, block FROM net WHERE curve <= 4 GROUP BY curve),
seen AS (
    SELECT n.curve, n.name, n.block, n.seed, w.layer, w.entropy_rank AS own_rank, w.product_entropy_rank AS product, w.units, w.own,
           max(w.layer) OVER (PARTITION BY n.run) AS deepest, f.entropy_rank AS features, w.step = max(w.step) OVER (PARTITION BY n.run) AS trained
    FROM net AS n JOIN weight_rank AS w ON w.experiment = :experiment AND w.run = n.run
         LEFT JOIN rank AS f ON f.experiment = :experiment AND f.run = n.run AND f.step = w.step AND f.place * n.span = w.layer
    WHERE n.curve <= 4 AND w.step IN (0, (SELECT max(step) FROM weight_rank WHERE experiment = :experiment AND run = n.run))),
mean AS ( -- a net that was not trained is its own start
    SELECT curve, trained, layer, exp(avg(ln(own_rank))) AS weights, exp(avg(ln(product))) AS product, min(product) AS low, max(product) AS high,
           exp(avg(ln(features))) AS features, avg(own) AS own, min(own) AS least, max(own) AS most
    FROM seen GROUP BY curve, trained, layer),
told AS (
    SELECT curve, block, avg(own_rank) AS weights, exp(avg(iif(layer = deepest, ln(product), NULL))) AS product
    FROM seen WHERE trained GROUP BY curve),
plain AS (SELECT * FROM told WHERE product IS NOT NULL ORDER BY curve LIMIT 1)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe weight-rank has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM weight_rank WHERE experiment = :experiment)
UNION ALL SELECT 'these nets'' weights are no matrices that follow each other' WHERE NOT EXISTS (SELECT 1 FROM plain);

-- text finding
SELECT printf('Each layer''s weights have a rank of %.0f, their product has %.2g', weights, product)
       || iif(block = 'plain' AND (SELECT count(*) > 0 AND max(t.product) < 2 * p.product FROM told AS t WHERE t.block <> 'plain' AND t.product IS NOT NULL),
              ', with shortcuts or without', '')
FROM plain AS p;

-- text note
SELECT 'entropy rank, geometric mean · product: all weights up to a layer · units: not constant, no two switch alike · pale: untrained · ' || mean || tail
FROM origin;

-- table panel
SELECT k.curve, k.name, iif(count(*) = count(n.train_loss), printf('final training loss %.2f', avg(n.train_loss)), printf('%d of %d runs diverged', count(*) - count(n.train_loss), count(*)))
FROM kind AS k JOIN net AS n USING (curve) GROUP BY k.curve ORDER BY k.curve;

-- number layers
SELECT max(layer) FROM seen;

-- number widest
SELECT coalesce(max(units), max(own_rank)) FROM seen;

-- table mean
SELECT curve, trained, layer, weights, product, low, high, features, own, least, most FROM mean ORDER BY curve, trained, layer;
