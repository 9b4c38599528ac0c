-- What all blocks passed so far do to the gradient before training, for every way of scaling the branch. Theory, for a branch as strong as the identity: sqrt(2) a block; with
-- the scale 1/sqrt(L) of L blocks: sqrt(1 + 1/L).

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY branch <> 'none' OR norm <> 'none', first) AS scheme FROM (
        SELECT *, min(place) OVER (PARTITION BY branch, norm) AS first,
               CASE WHEN norm = 'none' THEN iif(branch = 'none', 'no scale', branch)
                    ELSE iif(branch = 'none', '', branch || ', ') || norm || ' norm' END AS name
        FROM best WHERE run IN (SELECT run FROM junction WHERE experiment = :experiment AND step = 0))),
deep AS (SELECT * FROM net WHERE depth = (SELECT max(depth) FROM net) AND panel = (SELECT min(panel) FROM net)),
gain AS ( -- passed: blocks behind the gradient when it has gone through this one
    SELECT n.scheme, n.name, n.seed, max(j.junction) OVER () - j.junction + 1 AS passed, ln(j.total / j.identity) AS size
    FROM deep AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    WHERE j.step = 0 AND j.total > 0 AND j.identity > 0),
road AS (
    SELECT *, sum(size) OVER (PARTITION BY scheme, seed ORDER BY passed) AS whole FROM gain),
mean AS (
    SELECT scheme, name, passed, exp(avg(whole)) AS whole, exp(min(whole)) AS low, exp(max(whole)) AS high,
           exp(avg(size)) AS one FROM road GROUP BY scheme, passed),
sum AS ( -- of one block, on the average of all
    SELECT scheme, name, exp(avg(ln(one))) AS one, max(passed) AS passed, exp(sum(ln(one))) AS whole FROM mean GROUP BY scheme)

-- lack
SELECT words FROM no_junction
UNION ALL SELECT 'no gradient before training is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT CASE
    WHEN count(*) = 1 THEN printf('Before training every block multiplies the gradient by %.2f on average (%s)', one, name)
    WHEN sum(one > 1.2) = 1
    THEN printf('Before training a block enlarges the gradient %.2f-fold on average with %s, ', max(one), (SELECT name FROM sum ORDER BY one DESC LIMIT 1))
         || printf('the others at most %.2f-fold', max(iif(one < 1.2, one, NULL)))
    WHEN max(one) > 1.2 THEN printf('Before training every net enlarges the gradient, %.2f- to %.2f-fold a block', min(one), max(one))
    ELSE printf('Before training, whatever the scale, the gradient grows at most %.2f-fold a block', max(one)) END
FROM (SELECT * FROM sum ORDER BY scheme);

-- text note
SELECT printf('norm of dL/dx over that of dL/dy at each of %d blocks before training · %s', (SELECT max(passed) FROM mean), replace(mean, 'mean of', 'geometric mean of'))
       || coalesce(' · dashed: theory, ' || (SELECT group_concat(CASE name WHEN 'no scale' THEN '√2' ELSE '√(1 + 1/L)' END, ' and ') FROM sum WHERE name IN ('no scale', '1/sqrt(L)')) || ' a block', '') || tail FROM origin;

-- number blocks
SELECT max(passed) FROM mean;

-- number floor
SELECT pow(10, floor(log10(min(1, min(whole))) - 0.05)) FROM mean;

-- number ceiling
SELECT pow(10, ceil(log10(max(10, max(whole))))) FROM mean;

-- Where theory speaks: is there a net without a scale, and one with 1/sqrt(L)?
-- table theory
SELECT sum(name = 'no scale') > 0 AS plain_sum, sum(name = '1/sqrt(L)') > 0 AS scaled FROM sum;

-- table last
SELECT scheme, name, whole, name || printf(' %.2f', one) AS text FROM sum ORDER BY scheme;

-- series curve 1
SELECT scheme, passed, whole, low, high FROM mean ORDER BY scheme, passed;
