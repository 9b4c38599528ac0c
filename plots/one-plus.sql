-- The gradient at a junction as arrows: what comes back by the shortcut, what through F, and their
-- sum, every block of the deepest nets, for every way of scaling the branch. The shortcut's part is
-- drawn as long as 1, and F's at its own angle to it.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY branch <> 'none', first) AS column,
           iif(branch = 'none', 'no scale', branch) AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY branch) AS first FROM best
          WHERE run IN (SELECT run FROM junction WHERE experiment = :experiment)
          AND depth = (SELECT max(depth) FROM best))
    WHERE panel = (SELECT min(panel) FROM best WHERE run IN (SELECT run FROM junction WHERE experiment = :experiment))),
last AS ( -- the last step at which every run that did not diverge was seen
    SELECT min(step) AS step FROM (SELECT max(j.step) AS step FROM net AS n JOIN junction AS j
        ON j.run = n.run AND j.experiment = :experiment WHERE n.status = 'done' GROUP BY n.run)),
fate AS (
    SELECT column, name, sum(status = 'diverged') AS diverged, count(*) AS runs FROM net GROUP BY column),
seen AS ( -- nets of which a seed diverged have no `after`
    SELECT iif(j.step = 0, 1, 2) AS row, n.column, n.name, n.seed, j.junction + 1 AS block, j.branch / j.identity AS ratio,
           iif(j.branch > 0, j.cosine, 1) AS cosine, j.total / j.identity AS total
    FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    JOIN fate AS f ON f.column = n.column
    WHERE j.identity > 0 AND j.branch IS NOT NULL AND (j.step = 0 OR j.step = (SELECT step FROM last) AND f.diverged = 0)),
arrow AS ( -- an angle has no sign: F's arrow is drawn upward
    SELECT row, column, block, avg(ratio * cosine) AS x, avg(ratio * sqrt(max(0, 1 - cosine * cosine))) AS y, avg(total) AS total
    FROM seen GROUP BY row, column, block),
told AS (
    SELECT row, column, name, avg(total) AS total, min(total) AS least, max(total) AS most FROM seen GROUP BY row, column),
place AS (SELECT row, column, name, diverged, runs FROM fate, (SELECT 1 AS row UNION SELECT 2))

-- lack
SELECT words FROM no_junction
UNION ALL SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM seen);

-- text finding
SELECT 'Before training the gradient leaves a block ' || iif(least = 1 AND most = 1, 'as long as it came', printf('%.2f times as long', total)) || printf(' with %s', name)
       || coalesce((SELECT printf(', %.2f times as long with %s', total, name) FROM told WHERE row = 1 AND column <> t.column ORDER BY total DESC LIMIT 1), '')
FROM told AS t WHERE row = 1 ORDER BY total LIMIT 1;

-- text note
SELECT 'level: dL/dy, by the shortcut, drawn as long as 1 · coloured: what F adds to it, at its angle · grey: the sum, dL/dx · '
       || printf('all %d blocks, ', (SELECT max(block) FROM seen)) || replace(mean, ', band = min–max', '') || tail FROM origin;

-- number longest
SELECT max(1.7, 1.1 * max(1 + x), 1.1 * max(y) + 0.4) FROM arrow;

-- text end
SELECT printf('after %d steps', step) FROM last;

-- table column
SELECT column, name FROM fate ORDER BY column;

-- What is said in each panel, and whether it is all there is.
-- table word
SELECT p.row, p.column, t.total IS NULL AS empty, CASE WHEN t.total IS NULL THEN iif(p.diverged, printf('then %d of %d diverged', p.diverged, p.runs), 'not logged after it')
       WHEN t.least = 1 AND t.most = 1 THEN 'sum: exactly 1' ELSE printf('sum: %.2f (%.2f–%.2f)', t.total, t.least, t.most) END AS text
FROM place AS p LEFT JOIN told AS t ON t.row = p.row AND t.column = p.column ORDER BY p.row, p.column;

-- table arrow
SELECT row, column, block, x, y FROM arrow ORDER BY row, column, block;
