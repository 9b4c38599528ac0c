-- Which path lengths carry the gradient? Left before training, right after it: how much one path
-- brings back, and the share of the whole that all paths of a length bring, beside their number. For
-- every way of scaling the branch, at the depth that most of these were seen at.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY branch <> 'none' OR norm <> 'none', first) AS curve FROM (
        SELECT *, min(place) OVER (PARTITION BY branch, norm) AS first,
               CASE WHEN norm = 'none' THEN iif(branch = 'none', 'no scale', branch)
                    ELSE iif(branch = 'none', '', branch || ', ') || norm || ' norm' END AS name
        FROM best WHERE run IN (SELECT run FROM paths WHERE experiment = :experiment))),
alike AS (
    SELECT * FROM net WHERE depth = (
        SELECT depth FROM net GROUP BY depth ORDER BY count(DISTINCT curve) DESC, depth DESC LIMIT 1)),
seen AS ( -- part 1 is the first look, part 2 the last; number: how many paths pass so many branches
    SELECT n.curve, n.name, p.run, p.part, p.branches, p.norm, p.share, p.binomial,
           p.binomial / first_value(p.binomial) OVER (PARTITION BY p.run, p.part ORDER BY p.branches) AS number,
           first_value(p.norm) OVER (PARTITION BY p.run, p.part ORDER BY p.branches) AS shortcuts
    FROM alike AS n JOIN (
        SELECT *, iif(step = min(step) OVER (PARTITION BY run), 1, 2) AS part,
               step IN (min(step) OVER (PARTITION BY run), max(step) OVER (PARTITION BY run)) AS shown
        FROM paths WHERE experiment = :experiment) AS p ON p.run = n.run AND p.shown),
mean AS (
    SELECT curve, name, part, branches, avg(share) AS share, min(share) AS low, max(share) AS high, avg(binomial) AS binomial,
           exp(avg(ln(nullif(norm / sqrt(number), 0) / nullif(shortcuts, 0)))) AS one
    FROM seen GROUP BY curve, part, branches),
length AS ( -- how many branches the gradient has passed, on average
    SELECT curve, name, part, sum(branches * share) AS length FROM mean GROUP BY curve, part HAVING count(share) > 0),
trained AS (SELECT min(length) AS least, max(length) AS most, (SELECT max(branches) FROM mean) AS blocks FROM length WHERE part = (SELECT max(part) FROM length))

-- lack
SELECT words FROM no_block
UNION ALL SELECT words FROM all_diverged
UNION ALL SELECT 'the probe paths has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM paths WHERE experiment = :experiment);

-- text finding
SELECT printf('A trained gradient has passed %.1f', least) || iif(most < least + 0.05, '', printf(' to %.1f', most))
       || printf(' of %d branches on average', blocks) FROM trained;

-- text note
SELECT 'above: norm of the gradient along paths that pass so many branches over the root of their number, by shortcuts alone = 1 · '
       || 'below: their share of the whole · ' || mean || tail FROM origin;

-- number blocks
SELECT max(branches) FROM mean;

-- number most_share
SELECT min(1.02, 1.15 * max(max(high), max(binomial))) FROM mean;

-- number least_share
SELECT min(-0.02, 1.1 * min(low)) FROM mean;

-- What one path brings, in powers of ten.
-- number floor
SELECT pow(10, floor(log10(min(0.1, min(one))))) FROM mean;

-- number ceiling
SELECT pow(10, max(1, ceil(log10(max(one))))) FROM mean;

-- The curves' names, and what each ends with above: NaN where a path of all branches brings nothing.
-- table last
SELECT n.curve, n.name, (SELECT one FROM mean AS m WHERE m.curve = n.curve AND part = 1 AND branches = (SELECT max(branches) FROM mean)) AS before,
       (SELECT one FROM mean AS m WHERE m.curve = n.curve AND part = 2 AND branches = (SELECT max(branches) FROM mean)) AS after
FROM alike AS n GROUP BY n.curve ORDER BY n.curve;

-- table number
SELECT DISTINCT branches, binomial FROM mean WHERE part = 1 AND curve = (SELECT min(curve) FROM mean) ORDER BY branches;

-- table mean
SELECT curve, part, branches, share, low, high, one FROM mean ORDER BY curve, part, branches;
