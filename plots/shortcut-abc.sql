-- Final training loss against depth for the plain net and He's shortcuts A, B and C; and what each
-- costs: weights and processor time, relative to the first of them.

-- with
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE block WHEN 'plain' THEN 'plain' ELSE shortcut END AS name
    FROM (SELECT b.*, s.params, s.seconds, s.cell ->> '$."net.shortcut"' AS shortcut,
                 min(b.place) OVER (PARTITION BY b.block, s.cell ->> '$."net.shortcut"') AS first
          FROM best AS b JOIN swept AS s USING (run)) AS f),
mean AS (
    SELECT curve, name, depth, avg(coalesce(train_loss, 9e999)) AS strict, avg(train_loss) AS loss,
           max(params) AS params, min(iif(status = 'done', seconds, NULL)) AS seconds
    FROM net GROUP BY curve, depth),
cost AS ( -- times the weights and the time of the first; the least time, for nothing makes a run faster
    SELECT m.*, m.params * 1.0 / f.params AS weights, m.seconds / f.seconds AS time
    FROM mean AS m JOIN mean AS f ON f.depth = m.depth AND f.curve = 1),
busy AS ( -- how far equal runs differ in time: far, where other programs were running
    SELECT max(times) AS times FROM (SELECT max(seconds) / min(seconds) AS times FROM net WHERE status = 'done' GROUP BY curve, depth)),
deep AS (SELECT * FROM cost WHERE depth = (SELECT max(depth) FROM mean))

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT printf('At %d layers the loss ends at ', (SELECT max(depth) FROM mean))
       || coalesce(group_concat(iif(strict < 9e999, printf('%.2f (%s)', strict, name), NULL), ', '), 'nothing finite')
       || coalesce('; ' || group_concat(iif(strict < 9e999, NULL, name), ' and ') || ' diverges', '')
FROM (SELECT * FROM deep ORDER BY strict);

-- text note
SELECT 'training loss over the whole set · every point a run, line = mean of ' || number
       || ' · A: zeros for new channels; B: 1×1 where the shape changes; C: 1×1 everywhere'
       || ' · processor time, line = least of ' || replace(number, 'seed', 'run')
       || (SELECT iif(times > 1.3, printf(' (equal runs differ up to %.1f-fold)', times), '') FROM busy)
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || tail FROM origin;

-- text first
SELECT DISTINCT name FROM mean WHERE curve = 1;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number most_weights
SELECT max(weights) FROM cost;

-- number most_time
SELECT max(time) FROM cost;

-- table depth
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table seed
SELECT curve, depth * pow(1.015, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above FROM net ORDER BY curve, depth, seed;

-- How long every run took.
-- table clock
SELECT n.curve, n.depth * pow(1.015, n.seed - (SELECT avg(seed) FROM net)) AS x, n.seconds / f.seconds AS time
FROM net AS n JOIN mean AS f ON f.depth = n.depth AND f.curve = 1 WHERE n.status = 'done' ORDER BY n.curve, n.depth, n.seed;

-- table last
SELECT curve, name AS text, strict, weights, time FROM deep ORDER BY curve;

-- series mean 1
SELECT curve, depth, loss, weights, time FROM cost ORDER BY curve, depth;
