-- Final training loss against depth for the plain net and He's shortcuts A, B and C.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE block WHEN 'plain' THEN 'plain' ELSE shortcut END AS name
    FROM (SELECT b.*, s.params, s.cell ->> '$."net.shortcut"' AS shortcut,
                 min(b.place) OVER (PARTITION BY b.block, s.cell ->> '$."net.shortcut"') AS first
          FROM best AS b JOIN swept AS s USING (run)) AS f),
mean AS (
    SELECT curve, name, depth, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss, max(params) AS params
    FROM net GROUP BY curve, depth),
deep AS (
    SELECT m.*, m.params * 1.0 / p.params AS weights, row_number() OVER (ORDER BY m.name = 'plain', m.strict) AS up
    FROM mean AS m LEFT JOIN mean AS p ON p.depth = m.depth AND p.name = 'plain' WHERE m.depth = (SELECT max(depth) FROM mean)),
told AS ( -- the lowest and the highest of the shortcuts
    SELECT *, iif(strict < 9e999, printf('%.2f', strict), 'nothing finite') || iif(name = 'plain', ' (plain)', ' with ' || name) AS said FROM deep
    WHERE up IN (1, (SELECT max(1, count(*)) FROM deep WHERE name <> 'plain')))

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT printf('At %d layers the loss ends at ', max(depth)) || group_concat(said, ', at ') FROM (SELECT * FROM told ORDER BY up);

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || coalesce((SELECT ' · weights, plain = 1: ' || group_concat(printf('%.2f (%s)', weights, name), ', ') FROM (SELECT * FROM deep WHERE name <> 'plain' ORDER BY curve) WHERE weights > 0), '')
       || coalesce((SELECT ' · ✕: ' || words FROM crossed), '')
       || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- table depth
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table seed
SELECT curve, depth * pow(1.015, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- table last
SELECT curve, name, strict, name || CASE name WHEN 'A' THEN ': zeros for new channels' WHEN 'B' THEN ': 1×1 where the shape changes'
                                              WHEN 'C' THEN ': 1×1 everywhere' ELSE '' END AS text FROM deep ORDER BY curve;

-- table mean
SELECT curve, depth, loss FROM mean ORDER BY curve, depth;
