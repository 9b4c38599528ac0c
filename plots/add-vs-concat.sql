-- Final training loss against depth for four ways to join, at about equal numbers of weights; and what
-- each costs: the weights, and the numbers that the blocks write for one sample.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve, cell ->> '$."net.growth"' AS growth,
           CASE block WHEN 'preact' THEN 'add' WHEN 'concat' THEN 'concat with identity'
                      WHEN 'inception' THEN 'concat without' ELSE block END AS name,
           CASE block WHEN 'preact' THEN 'adding' WHEN 'concat' THEN 'concatenating with identity'
                      WHEN 'inception' THEN 'concatenating without identity' ELSE block || ' nets' END AS word
    FROM (SELECT *, min(place) OVER (PARTITION BY block) AS first FROM swept) AS f),
size AS ( -- B blocks of two layers: outputs of linear layers, activations and junctions
    SELECT *, depth / 2 AS blocks FROM net WHERE span = 2),
mean AS (
    SELECT curve, block, name, word, depth, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss, max(params) AS params,
           max(CASE block WHEN 'plain' THEN 4 * width * blocks
                    WHEN 'inception' THEN blocks * (4 * (width - width / 2) + 2 * (width / 2) + width)
                    WHEN 'concat' THEN blocks * (4 * width + 2 * growth) + growth * blocks * (blocks - 1)
                    ELSE 5 * width * blocks END) AS traffic
    FROM size GROUP BY curve, depth),
fate AS ( -- worse: the deepest ends clearly above the best depth
    SELECT curve, word, max(iif(depth = (SELECT max(depth) FROM mean), strict, 0)) > 1.5 * min(strict) + 0.05 AS worse FROM mean GROUP BY curve),
chance AS (SELECT loss FROM luck),
roof AS (SELECT 1.08 * max(coalesce((SELECT loss FROM chance), 0), (SELECT max(train_loss) FROM net WHERE train_loss < 4)) AS loss)

-- text finding
SELECT CASE WHEN sum(worse) = 0 THEN 'None of the nets trains worse with depth'
            WHEN sum(worse) = count(*) THEN 'All of the nets train worse with depth'
            ELSE 'Deeper is worse with ' || group_concat(iif(worse, word, NULL), ' and ')
                 || '; not with ' || group_concat(iif(worse, NULL, word), ' and ') END
FROM (SELECT * FROM fate ORDER BY curve);

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || ' · written: numbers put out by layers, activations and junctions inside the blocks, for one sample'
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || tail FROM origin;

-- number chance
SELECT loss FROM chance;

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
