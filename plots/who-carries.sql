-- Which part carries the gradient, block by block and step by step: branch over identity.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY first) AS column FROM (
        SELECT *, min(place) OVER (PARTITION BY block, norm, branch) AS first,
               CASE branch WHEN 'none' THEN 'no scale' ELSE branch END
               || iif(count(*) OVER (PARTITION BY branch, depth, seed) > 1, with_norm, '') AS name
        FROM best WHERE status = 'done' AND run IN (SELECT run FROM junction WHERE experiment = :experiment))),
deep AS (SELECT * FROM net WHERE depth = (SELECT max(depth) FROM net)),
seen AS (
    SELECT n.column, n.name, j.step, j.junction + 1 AS block, avg(log10(nullif(j.branch, 0) / nullif(j.identity, 0))) AS size
    FROM deep AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    GROUP BY n.column, j.step, j.junction),
cell(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM cell WHERE i < 79),
ruler AS ( -- 80 columns, equal on the axis log10(1 + step); each shows the last row logged by then
    SELECT i / 79.0 * log10(1 + (SELECT max(step) FROM seen)) AS x FROM cell),
shown AS (SELECT x, (SELECT max(step) FROM seen WHERE step <= pow(10, x) - 0.999) AS step FROM ruler),
end AS (
    SELECT column, name, pow(10, avg(size)) AS share, sum(size > 0) * 1.0 / count(*) AS majority
    FROM seen WHERE step = (SELECT max(step) FROM seen) GROUP BY column)

-- lack
SELECT words FROM no_junction
UNION ALL SELECT words FROM all_diverged
UNION ALL SELECT words FROM no_step
UNION ALL SELECT 'no branch passes a gradient back' WHERE NOT EXISTS (SELECT 1 FROM seen WHERE size IS NOT NULL);

-- text finding
SELECT CASE WHEN count(*) = 1 THEN printf('Trained branches pass back %.2g of what the identity does', share)
            ELSE printf('Trained branches pass back %.2g (%s) to %.2g (%s) of what the identity does', min(share), (SELECT name FROM end ORDER BY share LIMIT 1),
                        max(share), (SELECT name FROM end ORDER BY share DESC LIMIT 1)) END
FROM end;

-- text note
SELECT printf('norm of the gradient through F over that through the identity x, at each of %d blocks; over the maps: after training · geometric mean of %s',
              (SELECT max(block) FROM seen), number)
       || iif((SELECT count(*) FROM seen WHERE size IS NULL), ' · grey: F is still 0', '') || tail FROM origin;

-- table panel
SELECT column, name, iif(share IS NULL, '', printf(': %.2g', share)) AS share FROM (SELECT DISTINCT column, name FROM deep) LEFT JOIN end USING (column, name) ORDER BY column;

-- number steps
SELECT max(step) FROM seen;

-- number blocks
SELECT max(block) FROM seen;

-- How far below and above equal, in powers of ten.
-- number below
SELECT max(1, min(3, ceil(-min(size)))) FROM seen;

-- number above
SELECT max(1, min(3, ceil(max(size)))) FROM seen;

-- series heat 1
SELECT s.column, x, s.block, s.size FROM shown JOIN seen AS s USING (step) ORDER BY s.column, s.block, x;
