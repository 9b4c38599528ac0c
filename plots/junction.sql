-- At every junction y = x + F(x) of the deepest nets: the gradient through the 1, through F, and
-- their sum, which is dL/dx; and the angle between the two parts.

-- with
net AS (
    SELECT * FROM best WHERE norm_rank = 1 AND variant = 1 AND status = 'done'
    AND run IN (SELECT run FROM junction WHERE experiment = :experiment)),
deepest AS (SELECT * FROM net WHERE depth = (SELECT max(depth) FROM net) AND panel = (SELECT min(panel) FROM net)),
last AS (SELECT min(step) AS step FROM (SELECT max(j.step) AS step FROM deepest AS n
    JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment GROUP BY n.run)),
seen AS (
    SELECT iif(j.step = 0, 1, 2) AS column, j.step, n.seed, j.junction + 1 AS block, j.identity, j.branch, j.total, j.cosine
    FROM deepest AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    WHERE j.step IN (0, (SELECT step FROM last))),
long AS ( -- a branch that is zero passes nothing back: it has no place on a log axis
    SELECT column, block, 1 AS part, identity AS size FROM seen WHERE identity > 0
    UNION ALL SELECT column, block, 2, branch FROM seen WHERE branch > 0
    UNION ALL SELECT column, block, 3, total FROM seen WHERE total > 0),
mean AS (
    SELECT column, part, block, exp(avg(ln(size))) AS size, min(size) AS low, max(size) AS high
    FROM long GROUP BY column, part, block),
angle AS (
    SELECT column, block, avg(cosine) AS cosine, min(cosine) AS low, max(cosine) AS high FROM seen GROUP BY column, block),
share AS ( -- branch over identity, the geometric mean over blocks and seeds; 0 when any branch is
    SELECT column, max(step) AS step,
           iif(min(branch) > 0, exp(avg(ln(nullif(branch, 0) / nullif(identity, 0)))), 0) AS share FROM seen GROUP BY column),
told AS (
    SELECT column, step, CASE WHEN share = 0 THEN 'nothing' ELSE printf('%.2g', share) || iif(column = (SELECT max(column) FROM share WHERE share > 0), ' of what the identity does', '') END AS words FROM share)

-- lack
SELECT words FROM no_junction
UNION ALL SELECT words FROM all_diverged
UNION ALL SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM long);

-- text finding
SELECT 'Branches pass back '
       || group_concat(words || iif(step = 0, ' before training', ' after it'), ', ')
FROM (SELECT * FROM told ORDER BY column);

-- text note
SELECT printf('norms of dL/dy (identity), its product with F''s Jacobian (branch), and dL/dx (sum) at each of %d blocks · %s',
              (SELECT max(block) FROM seen), replace(mean, 'mean of', 'geometric mean of')) || wide || tail FROM origin;

-- number blocks
SELECT max(block) FROM seen;

-- number floor
SELECT pow(10, floor(log10(max(min(size), max(size) * 1e-8)))) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(size)))) FROM mean;

-- The columns: has a branch an angle, and is F zero before training?
-- table column
SELECT column, iif(step = 0, 'before training', printf('after %d steps', step)) AS words,
       (SELECT count(cosine) FROM angle WHERE angle.column = share.column) AS angles, step = 0 AND share = 0 AS still FROM share ORDER BY column;

-- The parts and where they end, at the last block; a part that is zero everywhere stands at the floor.
-- table last
SELECT c.column, p.part, m.size, p.text || iif(m.size IS NULL, ' = 0', '') AS text
FROM share AS c CROSS JOIN (SELECT 1 AS part, 'identity' AS text UNION SELECT 2, 'branch' UNION SELECT 3, 'sum') AS p
LEFT JOIN (SELECT column, part, size, max(block) FROM mean GROUP BY column, part) AS m USING (column, part)
ORDER BY c.column, p.part;

-- series part 2
SELECT column, part, block, size, low, high FROM mean ORDER BY column, part, block;

-- series angle 1
SELECT column, block, cosine, low, high FROM angle ORDER BY column, block;
