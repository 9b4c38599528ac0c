-- What a net learns, beside what its gradient does on the way back: the training loss of the deepest
-- nets, and at each of their junctions y = x + F(x) the part of the shortcut, that of F, and the sum.

-- with
net AS (
    SELECT *, max(status = 'diverged') OVER (PARTITION BY panel) AS broken FROM best
    WHERE norm_rank = 1 AND variant = 1 AND depth = (SELECT max(depth) FROM best WHERE norm_rank = 1 AND variant = 1)),
loss AS (SELECT panel, step, loss AS size, low, high FROM smooth_mean WHERE depth = (SELECT min(depth) FROM net)),
ending AS (
    SELECT n.panel, n.hue, n.kind, avg(coalesce(n.train_loss, 9e999)) AS final, max(n.broken) AS broken,
           (SELECT size FROM loss AS l WHERE l.panel = n.panel ORDER BY step DESC LIMIT 1) AS size
    FROM net AS n GROUP BY n.panel),
joined AS (
    SELECT n.seed, j.step, j.junction + 1 AS block, j.identity, j.branch, j.total FROM net AS n
    JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment WHERE NOT n.broken
    AND n.panel = (SELECT min(panel) FROM net WHERE run IN (SELECT run FROM junction WHERE experiment = :experiment))),
seen AS (SELECT *, iif(step = 0, 1, 2) AS row FROM joined WHERE step IN (0, (SELECT max(step) FROM joined))),
long AS ( -- a branch that is zero passes nothing back: it has no place on a log axis
    SELECT row, block, 1 AS part, identity AS size FROM seen WHERE identity > 0
    UNION ALL SELECT row, block, 2, branch FROM seen WHERE branch > 0
    UNION ALL SELECT row, block, 3, total FROM seen WHERE total > 0),
mean AS (
    SELECT row, part, block, exp(avg(ln(size))) AS size, min(size) AS low, max(size) AS high
    FROM long GROUP BY row, part, block),
share AS (SELECT row, step, avg(branch / nullif(identity, 0)) AS share FROM seen GROUP BY row)

-- lack
SELECT words FROM no_junction
UNION ALL SELECT words FROM no_step
UNION ALL SELECT 'no batch has a finite loss' WHERE NOT EXISTS (SELECT 1 FROM loss)
UNION ALL SELECT 'of every residual net a seed diverged' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT printf('After %d steps the training loss is ', (SELECT max(step) FROM loss))
       || group_concat(iif(final < 9e999, printf('%.2f', final), 'not finite') || ' (' || kind || ')', ' and ')
FROM (SELECT * FROM ending WHERE panel IN ((SELECT min(panel) FROM ending), (SELECT max(panel) FROM ending)) ORDER BY panel);

-- text note
SELECT 'left: moving average of 5 logged batches, point: the whole training set · right: what shortcut and branch pass back, and the sum dL/dx'
       || (SELECT iif(min(family = 'resnet18'), '; 1×1 shortcuts: 3, 5, 7', '') FROM swept) || ' · ' || mean || tail FROM origin;

-- text end
SELECT printf('after %d steps', max(step)) FROM share;

-- text nets
SELECT depth || ' layers' || iif(count(DISTINCT norm) = 1, replace(with_norm, ',', ' with'), '')
FROM best WHERE run IN (SELECT run FROM net);

-- number steps
SELECT max(step) FROM loss;

-- number loss_ceiling
SELECT max((SELECT tall FROM guess), 1.05 * min(far, max(high))) FROM loss, guess;

-- number blocks
SELECT max(block) FROM seen;

-- To the half of a power of ten.
-- number floor
SELECT pow(10, floor(2 * log10(max(min(low), max(size) * 1e-8))) / 2) FROM mean;

-- number ceiling
SELECT pow(10, ceil(2 * log10(max(high)) + 0.1) / 2) FROM mean;

-- table last
SELECT panel, hue, size, kind || iif(broken, ' ✕', '') AS text, final FROM ending ORDER BY panel;

-- The parts and where they end, at the last block; a part that is zero everywhere stands at the floor.
-- table part
SELECT s.row, p.part, m.size, p.text || iif(m.size IS NULL, ' = 0', '') AS text
FROM share AS s CROSS JOIN (SELECT 1 AS part, 'shortcut' AS text UNION SELECT 2, 'branch' UNION SELECT 3, 'sum') AS p
LEFT JOIN (SELECT row, part, size, max(block) FROM mean GROUP BY row, part) AS m USING (row, part)
ORDER BY s.row, p.part;

-- series curve 1
SELECT panel, step, size, low, high FROM loss ORDER BY panel, step;

-- series way 2
SELECT row, part, block, size, low, high FROM mean ORDER BY row, part, block;
