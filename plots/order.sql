-- Final training loss against depth for the orders of norm and activation in a residual block.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY first) AS curve
    FROM (SELECT b.*, s.cell ->> '$."net.order"' AS name,
                 min(b.place) OVER (PARTITION BY s.cell ->> '$."net.order"') AS first
          FROM best AS b JOIN swept AS s USING (run)) AS f),
mean AS (
    SELECT curve, name, depth, min(net) AS net, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss
    FROM net GROUP BY curve, depth),
deep AS (SELECT *, iif(strict < 9e999, printf('%.2f', strict), 'nothing finite') AS said FROM mean WHERE depth = (SELECT max(depth) FROM mean)),
won AS (SELECT name, printf('%.2f', strict) AS loss FROM deep AS w WHERE (SELECT min((w.net, d.net) IN lower) FROM deep AS d WHERE d.net <> w.net))

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT coalesce((SELECT printf('Of the deepest nets %s ends lowest, at a training loss of %s', name, loss) FROM won) || coalesce(printf(', the original order at %.2f',
                    max(iif(name = 'original' AND name NOT IN (SELECT name FROM won) AND strict < 9e999, strict, NULL))), ''),
                'The deepest nets end at a training loss '
                || iif(count(*) = 1, printf('of %s (%s)', min(said), min(name)), (SELECT printf('from %s (%s) ', said, name) FROM deep ORDER BY strict LIMIT 1)
                       || (SELECT printf('to %s (%s)', said, name) FROM deep ORDER BY strict DESC LIMIT 1)))
FROM deep;

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || (SELECT iif(count(DISTINCT lr) = 1, printf(' · learning rate %g', max(lr)), '') FROM swept)
       || coalesce((SELECT ' · ✕ at the top: ' || words FROM crossed), '')
       || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- table depth
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table seed
SELECT curve, depth * pow((SELECT 1.32 * max(depth) / min(depth) FROM net), 0.004 * (seed - (SELECT avg(seed) FROM net))) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- The names and where their curves end.
-- table last
SELECT curve, name, strict AS loss, name || ' ' || iif(strict < 9e999, said, '✕') AS text FROM deep ORDER BY curve;

-- series mean 1
SELECT curve, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY curve, depth;
