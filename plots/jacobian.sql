-- The singular values of a block's Jacobian, and of the part of it that goes through F: their middle half,
-- on the average of all blocks, and the ends of all, before training and after it.

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
spread AS ( -- of a block
    SELECT row, column, block, min(sigma) AS least, min(iif(number <= (3 * n + 3) / 4, sigma, NULL)) AS low,
           avg(iif(number IN ((n + 1) / 2, (n + 2) / 2), sigma, NULL)) AS middle, max(iif(number > n / 4, sigma, NULL)) AS high, max(sigma) AS most,
           min(branch) AS b_least, min(iif(number <= (3 * n + 3) / 4, branch, NULL)) AS b_low,
           avg(iif(number IN ((n + 1) / 2, (n + 2) / 2), branch, NULL)) AS b_middle, max(iif(number > n / 4, branch, NULL)) AS b_high, max(branch) AS b_most
    FROM rank GROUP BY row, column, block),
box AS ( -- part 1: the whole block, 2: F
    SELECT row, column, 1 AS part, min(least) AS least, avg(low) AS low, avg(middle) AS middle, avg(high) AS high, max(most) AS most FROM spread GROUP BY row, column
    UNION ALL SELECT row, column, 2, min(b_least), avg(b_low), avg(b_middle), avg(b_high), max(b_most) FROM spread GROUP BY row, column HAVING count(b_low))

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe jacobian has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM jacobian WHERE experiment = :experiment);

-- text finding
SELECT 'Before training the middle half of a block''s singular values ' || CASE
           WHEN most = 1 AND least = 1 THEN 'is exactly 1' || iif(columns > 1, '', printf(' with %s', name))
           WHEN columns > 1 THEN printf('spreads furthest with %s, from %.2f to %.2f', name, low, high)
           ELSE printf('lies at %.2f to %.2f (%s)', low, high, name) END
FROM (SELECT *, (SELECT count(*) FROM fate) AS columns FROM box JOIN fate USING (column) WHERE row = 1 AND part = 1 ORDER BY high - low DESC, most DESC LIMIT 1);

-- text note
SELECT 'of the Jacobian of a whole block, I + J_F where it is residual, and of its F alone · line = median, box = middle half, pale = all, of '
       || (SELECT max(block) FROM spread) || ' blocks · ' || replace(mean, ', band = min–max', ' at every rank') || tail FROM origin;

-- number top
SELECT 1.1 * max(1.5, max(most)) FROM box;

-- number last
SELECT max(j.step) FROM jacobian AS j JOIN net USING (run) WHERE j.experiment = :experiment;

-- table column
SELECT column, name, hue FROM fate ORDER BY column;

-- What diverged is not looked at after training.
-- table word
SELECT column, iif(diverged, printf('%d of %d', diverged, runs), '') FROM fate ORDER BY column;

-- table box
SELECT row, column, part, least, low, middle, high, most FROM box ORDER BY row, column, part;
