-- Final training loss against depth for the orders of norm and activation in a residual block.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY first) AS curve
    FROM (SELECT b.*, s.cell ->> '$."net.order"' AS name,
                 min(b.place) OVER (PARTITION BY s.cell ->> '$."net.order"') AS first
          FROM best AS b JOIN swept AS s USING (run)) AS f),
mean AS (
    SELECT curve, name, depth, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss
    FROM net GROUP BY curve, depth),
deep AS (SELECT * FROM mean WHERE depth = (SELECT max(depth) FROM mean)),
won AS (SELECT name, strict FROM deep ORDER BY strict LIMIT 1)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT printf('At %d layers %s ends lowest, at %s', max(depth), (SELECT name FROM won), (SELECT iif(strict < 9e999, printf('%.2f', strict), 'nothing finite') FROM won))
       || coalesce(printf('; the original order at %.2f', max(iif(name = 'original' AND name <> (SELECT name FROM won) AND strict < 9e999, strict, NULL))), '')
FROM deep;

-- text note
SELECT 'loss over the whole training set · every point a run, line = mean of ' || number
       || (SELECT iif(count(DISTINCT lr) = 1, printf(' · learning rate %g', max(lr)), '') FROM swept)
       || (SELECT iif(sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)),
                      printf(' · ✕ at the top: %d of %d runs above', sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)), count(*)), '') FROM net)
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

-- The names and where their curves end.
-- table last
SELECT curve, name AS text, strict AS loss FROM deep ORDER BY curve;

-- series mean 1
SELECT curve, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY curve, depth;
