-- Final training loss against depth for four ways to join, at about equal numbers of weights.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY block <> 'plain', block NOT IN ('preact', 'residual'), first) AS curve,
           CASE block WHEN 'preact' THEN 'add' WHEN 'residual' THEN 'add' WHEN 'concat' THEN 'concat with identity'
                      WHEN 'inception' THEN 'concat without identity' ELSE block END AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block) AS first FROM swept) AS f),
mean AS (
    SELECT curve, block, name, depth, min(net) AS net, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss, max(params) AS params
    FROM net GROUP BY curve, depth),
fate AS ( -- worse: the deepest end higher than the shallowest
    SELECT m.curve, m.name, max(iif(m.depth = e.deepest, m.strict, NULL)) AS ends,
           (min(iif(m.depth = e.shallow, m.net, NULL)), min(iif(m.depth = e.deepest, m.net, NULL))) IN lower AS worse
    FROM mean AS m JOIN (SELECT curve, min(depth) AS shallow, max(depth) AS deepest FROM mean GROUP BY curve) AS e USING (curve)
    GROUP BY m.curve),
told AS ( -- the two that differ in the identity alone, or else the lowest and the highest
    SELECT name, iif(ends < 9e999, printf('%.2f', ends), 'nothing finite') AS ends, row_number() OVER (ORDER BY ends, curve) AS up,
           row_number() OVER (ORDER BY ends DESC, curve DESC) AS down, sum(name LIKE 'concat %') OVER () = 2 AS both FROM fate)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE WHEN (SELECT sum(worse) FROM fate) = 0
            THEN printf('At %d layers the loss ends at ', (SELECT max(depth) FROM mean)) || group_concat(ends || ' (' || name || ')', ', at ')
            WHEN (SELECT min(worse) FROM fate) THEN 'All of the nets train worse with depth'
            ELSE 'Deeper is worse with ' || (SELECT group_concat(name, ', ') FROM fate WHERE worse) END
FROM (SELECT * FROM told WHERE iif(both, name LIKE 'concat %', up = 1 OR down = 1) ORDER BY up);

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || (SELECT iif(max(params) < 1.1 * min(params), printf(' · all of about as many weights, at the deepest %.0f 000', max(params) / 1000.0), '') FROM mean
           WHERE depth = (SELECT max(depth) FROM mean))
       || coalesce((SELECT ' · ✕: ' || words FROM crossed), '')
       || tail FROM origin;

-- The depth of an mlp is that of its hidden layers, of the other families that of all.
-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM net;

-- table depth
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- table seed
SELECT curve, depth * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- table last
SELECT curve, name, strict, name AS text FROM mean WHERE depth = (SELECT max(depth) FROM mean) ORDER BY curve;

-- table mean
SELECT curve, depth, loss FROM mean ORDER BY curve, depth;
