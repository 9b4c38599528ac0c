-- How many layers a shortcut passes: the final training loss against depth, and below it how well the
-- net is conditioned before training; one panel a way of scaling the branch, one curve a span.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel, norm_rank, first) AS column,
           iif(branch = 'none', kind, branch) || with_norm AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY panel, norm, branch) AS first FROM best)),
point AS ( -- place 0: of all blocks together
    SELECT n.*, (SELECT max(sigma) / nullif(min(sigma), 0) FROM jacobian AS j
                 WHERE j.experiment = :experiment AND j.run = n.run AND j.step = 0 AND j.place = 0) AS condition
    FROM net AS n),
mean AS (
    SELECT column, name, span, depth, avg(train_loss) AS loss,
           exp(avg(ln(condition))) AS condition
    FROM point GROUP BY column, span, depth),
deep AS (SELECT *, iif(loss IS NULL, 'nothing finite', printf('%.2f', loss)) AS said FROM mean WHERE depth = (SELECT max(depth) FROM mean)),
height AS (
    SELECT 1.1 * coalesce(nullif(max(train_loss), 0), 1) AS loss FROM net, guess
    WHERE train_loss < far OR (SELECT min(train_loss) FROM net) >= far)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'no Jacobian of all blocks was measured that has full rank' WHERE NOT EXISTS (SELECT 1 FROM point WHERE condition IS NOT NULL);

-- text finding
SELECT iif(count(*) = 1, printf('The deepest nets with shortcuts over %d layers end at a training loss of %s (%s)', min(span), min(said), min(name)),
           printf('With %s the deepest nets end at a training loss of %s with the shortest shortcuts, ', min(name), (SELECT said FROM deep WHERE column = 1 ORDER BY span LIMIT 1))
           || printf('%s with the longest', (SELECT said FROM deep WHERE column = 1 ORDER BY span DESC LIMIT 1)))
FROM deep WHERE column = 1;

-- text note
SELECT 'curves: layers that a shortcut passes · every point a run, line = mean of ' || number
       || ' · condition: of the Jacobian of all blocks together, before training' || tail FROM origin;

-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM swept;

-- The columns, and whether every net there is conditioned perfectly, which needs no panel.
-- table column
SELECT column, name, max(condition) IS 1.0 AS perfect FROM point GROUP BY column ORDER BY column;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- number ceiling
SELECT loss FROM height;

-- number worst
SELECT 1.5 * max(2, max(condition)) FROM point;

-- table seed
SELECT column, span, depth * pow((SELECT 1.56 * max(depth) / min(depth) FROM net), 0.004 * (seed - (SELECT avg(seed) FROM net))) AS x, train_loss, condition
FROM point ORDER BY column, span, depth, seed;

-- table last
SELECT column, span, span || iif(span = (SELECT max(span) FROM deep), ' layers', '') AS text, loss, condition FROM deep ORDER BY column, span;

-- series mean 2
SELECT column, span, depth, loss, condition FROM mean ORDER BY column, span, depth;
