-- Training and test loss against step, of a shallow net with many samples, the same with few, and a deep one with
-- many: overfitting beside degradation.

-- with
net AS ( -- the longest runs, as planned, of the first plain nets
    SELECT *, iif(take, min(take, iif(path, 9e9, made)), iif(path, NULL, made)) AS samples FROM (
        SELECT *, cell ->> '$."data.take"' AS take, cell ->> '$."data.train"' AS made, coalesce(cell ->> '$."data.checksum"', 0) > 0 AS path,
               cell ->> '$."train.steps"' AS planned FROM swept)
    WHERE planned = (SELECT max(cell ->> '$."train.steps"') FROM swept) AND block = (SELECT block FROM swept ORDER BY block <> 'plain', place LIMIT 1)
      AND norm = (SELECT norm FROM swept ORDER BY block <> 'plain', place LIMIT 1) AND lr = (SELECT lr FROM swept ORDER BY block <> 'plain', place LIMIT 1)),
much AS (SELECT coalesce(samples, 9e9) AS most FROM net ORDER BY 1 DESC LIMIT 1),
few AS (SELECT coalesce(samples, 9e9) AS least FROM net ORDER BY 1 LIMIT 1),
role AS ( -- 1: shallow, many samples; 2: shallow, few; 3: deep, many
    SELECT *, CASE WHEN depth = (SELECT min(depth) FROM net) AND coalesce(samples, 9e9) = (SELECT most FROM much) THEN 1
                   WHEN depth = (SELECT min(depth) FROM net) AND coalesce(samples, 9e9) = (SELECT least FROM few) THEN 2
                   WHEN depth = (SELECT max(depth) FROM net) AND coalesce(samples, 9e9) = (SELECT most FROM much) THEN 3 END AS role
    FROM net),
shown AS (
    SELECT *, dense_rank() OVER (ORDER BY role) AS panel,
           printf('%d layers, ', depth) || iif(samples IS NULL, 'all samples', printf('%d samples', samples)) AS name,
           1 + (block <> 'plain') AS hue
    FROM role WHERE role IS NOT NULL),
seen AS ( -- one batch's loss is noisy: the average of five logged rows, two on either side
    SELECT s.panel, s.run, c.step, c.test_loss AS test,
           avg(c.train_loss) OVER (PARTITION BY c.run ORDER BY c.step ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS train
    FROM shown AS s JOIN curve AS c ON c.run = s.run AND c.experiment = :experiment),
curve_of AS ( -- a mean ends where the first of its seeds diverges
    SELECT panel, 1 AS part, step, avg(train) AS loss, min(train) AS low, max(train) AS high
    FROM seen GROUP BY panel, step HAVING count(train) = (SELECT seeds FROM origin)
    UNION ALL SELECT panel, 2, step, avg(test), min(test), max(test)
    FROM seen GROUP BY panel, step HAVING count(test) = (SELECT seeds FROM origin)),
ends AS (
    SELECT role, panel, name, hue, avg(train_loss) AS train, avg(test_loss) AS test, avg(test_loss - train_loss) AS gap FROM shown GROUP BY role),
further AS (SELECT c.*, r.role FROM confirmed AS c JOIN (SELECT DISTINCT role, net FROM shown) AS r USING (net)),
told AS (
    SELECT (SELECT paired_sign(f.test_loss, m.test_loss, tests) = 1 AND paired_sign(m.train_loss, f.train_loss, tests) = 1
            FROM further AS f JOIN further AS m USING (seed, tests) WHERE f.role = 2 AND m.role = 1) AS overfits,
           (SELECT paired_sign(d.test_loss, m.test_loss, tests) = 1 AND paired_sign(d.train_loss, m.train_loss, tests) = 1
            FROM further AS d JOIN further AS m USING (seed, tests) WHERE d.role = 3 AND m.role = 1) AS degrades)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'no test loss was measured on the way: --evaluate 10' WHERE NOT EXISTS (SELECT 1 FROM curve_of WHERE part = 2)
UNION ALL SELECT 'no batch has a finite loss' WHERE NOT EXISTS (SELECT 1 FROM curve_of WHERE part = 1);

-- text finding
SELECT iif(overfits AND degrades,
    printf('Overfitting opens a gap of %.1f to the test loss, degradation one of %.1f', (SELECT gap FROM ends WHERE role = 2), (SELECT gap FROM ends WHERE role = 3)),
    (SELECT 'Test loss minus training loss ends at ' || group_concat(coalesce(printf('%.2f', gap), 'nothing finite') || ' (' || name || ')', '; ')
     FROM (SELECT * FROM ends ORDER BY panel)))
FROM told;

-- text note
SELECT 'solid: training loss, moving average of 5 logged batches · dashed: test loss · ' || mean || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number steps
SELECT max(1, max(step)) FROM curve_of;

-- number ceiling
SELECT coalesce(min(1.08 * max(high), 10 * coalesce((SELECT loss FROM guess), 9e9)), 1) FROM curve_of;

-- table panel
SELECT panel, name, hue FROM ends ORDER BY panel;

-- Where the curves end.
-- table last
SELECT panel, part, loss FROM curve_of AS c WHERE step = (SELECT max(step) FROM curve_of AS o WHERE o.panel = c.panel AND o.part = c.part)
ORDER BY panel, part;

-- table loss
SELECT panel, part, step, loss, low, high FROM curve_of ORDER BY panel, part, step;
