-- The singular values of every block's Jacobian, and of the part of it that goes through F: their
-- middle half and their ends, block by block, before training and after it.

-- with
looked AS (
    SELECT *, min(place) OVER (PARTITION BY panel, variant) AS first FROM best
    WHERE norm_rank = 1 AND depth = (SELECT max(depth) FROM best)),
net AS (
    SELECT *, dense_rank() OVER (ORDER BY panel, branch <> 'none', first) AS column,
           CASE WHEN NOT scales THEN kind WHEN kinds THEN kind || ', ' ELSE '' END
           || CASE WHEN NOT scales THEN '' WHEN branch = 'none' THEN 'no scale' ELSE branch END AS name
    FROM (SELECT *, min(kind) OVER () <> max(kind) OVER () AS kinds,
                 min(branch) OVER (PARTITION BY panel) <> max(branch) OVER (PARTITION BY panel) AS scales FROM looked)),
fate AS (
    SELECT column, name, hue, sum(status = 'diverged') AS diverged, count(*) AS runs FROM net GROUP BY column),
value AS ( -- ordered for themselves, since the branch's first is not the block's first
    SELECT iif(j.step = 0, 1, 2) AS row, n.column, n.name, n.run, j.place AS block, j.number, j.sigma, j.branch,
           count(*) OVER (PARTITION BY j.run, j.step, j.place) AS n
    FROM net AS n JOIN jacobian AS j ON j.experiment = :experiment AND j.run = n.run JOIN fate AS f ON f.column = n.column
    WHERE j.place > 0 AND (j.step = 0 OR f.diverged = 0 AND j.step = (SELECT max(step) FROM jacobian WHERE experiment = :experiment AND run = n.run))),
rank AS (
    SELECT row, column, name, block, number, max(n) AS n, avg(sigma) AS sigma, avg(branch) AS branch
    FROM value GROUP BY row, column, block, number),
spread AS (
    SELECT row, column, name, block,
           min(sigma) AS least, min(iif(number <= (3 * n + 3) / 4, sigma, NULL)) AS low,
           max(iif(number > n / 4, sigma, NULL)) AS high, max(sigma) AS most,
           min(branch) AS b_least, min(iif(number <= (3 * n + 3) / 4, branch, NULL)) AS b_low,
           max(iif(number > n / 4, branch, NULL)) AS b_high, max(branch) AS b_most
    FROM rank GROUP BY row, column, block),
told AS (
    SELECT row, column, name, avg(low) AS low, avg(high) AS high, min(least) AS least, max(most) AS most
    FROM spread GROUP BY row, column)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe jacobian has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM jacobian WHERE experiment = :experiment);

-- text finding
SELECT 'Before training the middle half of a block''s singular values lies at '
       || group_concat(iif(most = 1 AND least = 1, 'exactly 1', printf('%.2f–%.2f', low, high))
                       || iif((SELECT count(*) FROM fate) > 1, ' (' || name || ')', ''), ', ')
FROM (SELECT * FROM told WHERE row = 1 ORDER BY column);

-- text note
SELECT 'coloured: the whole block''s Jacobian, I + J_F of a residual one · grey: J_F alone · line = median, strong band = middle half, '
       || 'pale = all · ' || replace(mean, ', band = min–max', ' at every rank') || tail FROM origin;

-- number blocks
SELECT max(block) FROM spread;

-- number top
SELECT 1.1 * max(1.5, max(most)) FROM spread;

-- number last
SELECT max(j.step) FROM jacobian AS j JOIN net USING (run) WHERE j.experiment = :experiment;

-- table column
SELECT column, name, hue FROM fate ORDER BY column;

-- What diverged is not looked at.
-- table word
SELECT column, iif(diverged, printf('%d of %d diverged', diverged, runs), '') FROM fate ORDER BY column;

-- series spectrum 2
SELECT s.row, s.column, s.block, s.least, s.low, avg(r.sigma) AS middle, s.high, s.most,
       s.b_least, s.b_low, avg(r.branch) AS b_middle, s.b_high, s.b_most
FROM spread AS s JOIN rank AS r ON r.row = s.row AND r.column = s.column AND r.block = s.block
AND r.number IN ((r.n + 1) / 2, (r.n + 2) / 2)
GROUP BY s.row, s.column, s.block ORDER BY s.row, s.column, s.block;
