-- What sits on the skip path: the final training loss at each depth; and, before training, the
-- gradient that the shortcuts pass back, from the last block to the first, beside the product of
-- their factors: c for scaled(c), s(b) for gated(b), s the sigmoid.

-- with
path AS (
    SELECT run, kind, CAST(substr(path, length(kind) + 2) AS REAL) AS number
    FROM (SELECT run, cell ->> '$."net.shortcut"' AS path, substr(cell ->> '$."net.shortcut"', 1,
                 instr(cell ->> '$."net.shortcut"' || '(', '(') - 1) AS kind FROM swept)),
net AS (
    SELECT f.*, dense_rank() OVER (ORDER BY first) AS row, dense_rank() OVER (ORDER BY depth) AS rank,
           CASE kind WHEN 'scaled' THEN number WHEN 'gated' THEN 1 / (1 + exp(-number))
                     WHEN 'identity' THEN 1.0 END AS factor,
           CASE kind WHEN 'scaled' THEN printf('× %g', number)
                     WHEN 'gated' THEN 'gate, b = ' || replace(printf('%g', number), '-', '−')
                     WHEN 'dropout' THEN printf('dropout %g', number)
                     WHEN 'C' THEN '1×1 (C)' ELSE kind END AS name
    FROM (SELECT b.*, p.kind AS kind, p.number, min(b.place) OVER (PARTITION BY p.kind, p.number) AS first
          FROM (SELECT run, net, depth, seed, status, place, train_loss FROM best) AS b JOIN path AS p USING (run)) AS f),
mean AS (
    SELECT row, rank, name, depth, min(net) AS net, avg(coalesce(train_loss, 9e999)) AS loss FROM net GROUP BY row, rank),
deep AS (SELECT * FROM mean WHERE depth = (SELECT max(depth) FROM mean)),
won AS (SELECT name FROM deep AS w WHERE (SELECT min((w.net, d.net) IN lower) FROM deep AS d WHERE d.net <> w.net)),
seen AS ( -- passed: blocks between this one and the last
    SELECT n.row, n.name, n.kind, n.factor, n.seed, max(j.junction) OVER (PARTITION BY n.run) - j.junction AS passed,
           ln(nullif(j.identity, 0)) - first_value(ln(nullif(j.identity, 0))) OVER (PARTITION BY n.run ORDER BY j.junction DESC) AS size
    FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
    WHERE j.step = 0 AND n.depth = (SELECT max(depth) FROM mean)),
road AS (
    SELECT row, name, kind, passed, exp(avg(size)) AS size, exp(min(size)) AS low, exp(max(size)) AS high,
           pow(factor, passed) AS product
    FROM seen WHERE size IS NOT NULL GROUP BY row, passed),
whole AS (SELECT * FROM road WHERE passed = (SELECT max(passed) FROM road))

-- lack
SELECT words FROM no_junction
UNION ALL SELECT words FROM all_diverged;

-- text finding
SELECT printf('At %d layers ', max(depth))
       || coalesce((SELECT iif(name = 'identity', 'the identity trains best', 'the skip path is best with ' || name) FROM won),
                   'the loss ends at ' || group_concat(iif(up > 2, NULL, iif(loss < 9e999, printf('%.2f', loss), 'nothing finite') || iif(up = 1, printf(' (%s)', name), ' or more')), ', with the others at '))
FROM (SELECT *, row_number() OVER (ORDER BY loss, row) AS up FROM deep ORDER BY loss, row);

-- text note
SELECT 'left: every point a run, bar = mean of ' || number
       || (SELECT iif(sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)),
                      printf(', %d of %d runs above the scale', sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)), count(*)), '') FROM net)
       || ' · right: norm of what the shortcuts pass back before training, last block = 1, band = min–max' || tail FROM origin;

-- text deepest
SELECT printf('gradient of the shortcuts, %d layers', max(depth)) FROM mean;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number blocks
SELECT max(passed) FROM road;

-- number products
SELECT count(product) FROM whole;

-- number floor
SELECT pow(10, floor(log10(max(1e-9, min(0.1, min(size), coalesce(min(iif(kind = 'scaled', product, NULL)), 1)))) - 0.01)) FROM road;

-- number top
SELECT pow(10, ceil(log10(min(1e12, max(10, max(size)))))) FROM road;

-- Among several of a kind the one that lets less through is stronger.
-- table row
SELECT row, name,
       iif(count(*) OVER same = 1, 0.6667, 0.4 + 0.6 * (row_number() OVER (PARTITION BY kind ORDER BY number DESC) - 1) / (count(*) OVER same - 1)) AS tone
FROM (SELECT DISTINCT row, name, kind, number FROM net) WINDOW same AS (PARTITION BY kind) ORDER BY row;

-- Each bar, where its points end, whether it leaves the scale, what stands behind it and what in it:
-- the first row says which bar is which depth.
-- table bar
SELECT row, rank, min(loss, roof) AS size, reach, loss > roof AS above,
       CASE WHEN loss = 9e999 THEN 'diverged' WHEN loss > roof THEN 'above the scale' ELSE printf('%.2f', loss) END
       || iif(row = 1 AND reach < 0.6 * roof, printf(' · %d layers', depth), '') AS behind,
       iif(row = 1 AND reach >= 0.6 * roof, printf('%d layers', depth), '') AS within
FROM (SELECT m.*, (SELECT loss FROM roof) AS roof,
             max(m.loss, coalesce((SELECT max(train_loss) FROM net AS n WHERE n.row = m.row AND n.rank = m.rank), 0)) AS reach
      FROM mean AS m) ORDER BY row, rank;

-- number shown
SELECT count(*) FROM net WHERE train_loss <= (SELECT loss FROM roof);

-- table seed
SELECT row, rank, (seed - (SELECT avg(seed) FROM net)) / (SELECT max(2.0, max(seed) - min(seed)) FROM net) AS aside,
       iif(train_loss <= (SELECT loss FROM roof), train_loss, NULL) AS train_loss
FROM net ORDER BY row, rank, seed;

-- table rank
SELECT DISTINCT rank, depth FROM mean ORDER BY rank;

-- table last
SELECT row, name AS text, size FROM whole ORDER BY row;

-- series road 1
SELECT row, passed, size, low, high, product FROM road ORDER BY row, passed;
