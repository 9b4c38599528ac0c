-- Final training loss against depth for four ways to join, at about equal numbers of weights; and what
-- each costs: the weights, and the numbers that the blocks write for one sample.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY block <> 'plain', block NOT IN ('preact', 'residual'), first) AS curve, cell ->> '$."net.growth"' AS growth,
           CASE block WHEN 'preact' THEN 'add' WHEN 'residual' THEN 'add' WHEN 'concat' THEN 'concat with identity'
                      WHEN 'inception' THEN 'concat without' ELSE block END AS name,
           CASE block WHEN 'preact' THEN 'adding' WHEN 'residual' THEN 'adding' WHEN 'concat' THEN 'concatenating with identity'
                      WHEN 'inception' THEN 'concatenating without identity' ELSE block || ' nets' END AS word
    FROM (SELECT *, min(place) OVER (PARTITION BY block) AS first FROM swept) AS f),
stage(s) AS (VALUES (0), (1), (2)),
size AS ( -- of a stage: blocks of two layers, those before it, numbers of a channel, channels of a layer
    SELECT n.*, s, iif(family = 'cifar', (depth - 2) / 6, depth / 2) AS blocks, s * (depth - 2) / 6 AS before,
           width << s AS channels, iif(family = 'cifar', pow(ceil(side * 1.0 / (1 << s)), 2), 1) AS area
    FROM (SELECT *, CASE data WHEN 'cifar' THEN 32 WHEN 'idx' THEN 28 ELSE cell ->> '$."data.side"' END AS side FROM net) AS n
    JOIN stage ON s = 0 OR family = 'cifar'
    WHERE span = 2 AND family IN ('mlp', 'cifar')),
traffic AS ( -- the outputs of linear layers and convolutions, activations and junctions
    SELECT run, sum(area * CASE block
               WHEN 'plain' THEN 4 * channels * blocks
               WHEN 'inception' THEN blocks * (4 * (channels - channels / 2) + 2 * (channels / 2) + channels)
               WHEN 'concat' THEN blocks * (4 * width + 2 * growth + 2 * growth * before) + growth * blocks * (blocks - 1)
               ELSE 5 * channels * blocks END) AS traffic
    FROM size GROUP BY run),
mean AS (
    SELECT curve, block, name, word, depth, min(net) AS net, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss, max(params) AS params,
           max(traffic) AS traffic
    FROM net JOIN traffic USING (run) GROUP BY curve, depth),
fate AS ( -- worse: the deepest end higher than the shallowest
    SELECT m.curve, m.word, printf('%.2f to %.2f', min(iif(m.depth = e.shallow, m.strict, NULL)), min(iif(m.depth = e.deepest, m.strict, NULL))) AS change,
           (min(iif(m.depth = e.shallow, m.net, NULL)), min(iif(m.depth = e.deepest, m.net, NULL))) IN lower AS worse
    FROM mean AS m JOIN (SELECT curve, min(depth) AS shallow, max(depth) AS deepest FROM mean GROUP BY curve) AS e USING (curve)
    GROUP BY m.curve)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE WHEN sum(worse) = 0 THEN 'With depth the loss goes from ' || group_concat(printf('%s (%s)', change, word), ', ')
            WHEN sum(worse) = count(*) THEN 'All of the nets train worse with depth'
            ELSE 'Deeper is worse with ' || group_concat(iif(worse, word, NULL), ' and ')
                 || '; the loss goes from ' || group_concat(iif(worse, NULL, printf('%s %s', change, word)), ', ') END
FROM (SELECT * FROM fate ORDER BY curve);

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || ' · written: numbers put out by layers, activations and junctions inside the blocks, for one sample'
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || tail FROM origin;

-- The depth of an mlp is that of its hidden layers, of the other families that of all.
-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM net;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number most_params
SELECT max(params) / 1000.0 FROM mean;

-- number most_traffic
SELECT max(traffic) / 1000.0 FROM mean;

-- table seed
SELECT curve, depth * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- table last
SELECT curve, name AS text, depth, strict, params / 1000.0 AS params, traffic / 1000.0 AS traffic
FROM mean WHERE depth = (SELECT max(depth) FROM mean) ORDER BY curve;

-- series mean 1
SELECT curve, depth, loss, params / 1000.0 AS params, traffic / 1000.0 AS traffic FROM mean ORDER BY curve, depth;
