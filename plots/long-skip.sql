-- One long connection in a plain net: final training loss beside nets without it and with a shortcut a block,
-- and a map of where it may begin and end.

-- with
net AS (
    SELECT *, cell ->> '$."net.skip_from"' AS begin, cell ->> '$."net.skip_to"' AS until,
           CASE block WHEN 'preact' THEN 'residual' ELSE block END AS kind FROM swept),
long AS ( -- `left` layers are before it or behind it
    SELECT *, depth - until + begin AS left_over FROM net WHERE until > 0 AND depth = (SELECT max(depth) FROM net WHERE until > 0)),
mean AS (
    SELECT begin, until, left_over, depth, avg(coalesce(train_loss, 9e999)) AS loss, dense_rank() OVER (ORDER BY begin) AS row,
           dense_rank() OVER (ORDER BY until) AS column FROM long GROUP BY begin, until),
shown AS ( -- of all the connections that which leaves as many layers as the shallow net has
    SELECT begin, until FROM mean
    ORDER BY abs(left_over - coalesce((SELECT min(depth) FROM net WHERE until = 0 AND block = 'plain'), 0)), until DESC LIMIT 1),
line AS ( -- plain nets from the shallowest on, the one with the connection, then what has shortcuts
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', until > 0, depth, block, branch, norm) AS row,
           iif(until, printf('%d and %d → %d', depth, begin, until), printf('%s, %d layers', kind, depth)) AS name
    FROM net WHERE until = 0 OR (begin, until) IN (SELECT begin, until FROM shown)),
row_of AS (
    SELECT row, name, depth, until, block, avg(coalesce(train_loss, 9e999)) AS loss, iif(sum(status = 'diverged'), NULL, avg(train_loss)) AS seen,
           sum(status = 'diverged') AS diverged, count(*) AS runs FROM line GROUP BY row),
most AS (SELECT loss FROM roof)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'these runs have no long connection' WHERE NOT EXISTS (SELECT 1 FROM long);

-- text finding
SELECT coalesce((
    SELECT printf('One long connection: %d plain layers end at %.2f instead of %.2f', s.depth, s.loss, d.loss)
    FROM row_of AS s JOIN row_of AS d USING (depth) WHERE s.until > 0 AND d.until = 0 AND d.block = 'plain' LIMIT 1),
    (SELECT printf('With one long connection %d plain layers end at %.2f', depth, loss) FROM row_of WHERE until > 0));

-- text note
SELECT 'final training loss · left: every point a run, line = mean of ' || number || ' · right: means, by where the connection begins and ends, '
       || 'and how many layers it leaves'
       || coalesce((SELECT ' · ✕: ' || words FROM crossed), '')
       || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM most;

-- The rows from above, their hue (1 plain, 2 others, 3 the long connection), name and mean (NaN: a seed diverged).
-- table row
SELECT row, CASE WHEN until THEN 3 WHEN block = 'plain' THEN 1 ELSE 2 END AS hue, name, seen FROM row_of ORDER BY row;

-- table seed
SELECT row, CASE WHEN until THEN 3 WHEN block = 'plain' THEN 1 ELSE 2 END AS hue, row + 0.11 * (seed - (SELECT avg(seed) FROM line)) AS y, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM most) AS above FROM line ORDER BY row, seed;

-- table from
SELECT row, begin FROM mean GROUP BY row ORDER BY row;

-- table to
SELECT column, until FROM mean GROUP BY column ORDER BY column;

-- number least
SELECT min(0.9 * (SELECT loss FROM most), min(loss)) FROM mean;

-- The map's cells; a mean with a diverged seed is as dark as the worst, and marked.
-- table cell
SELECT column, row, min(loss, (SELECT loss FROM most)) AS loss, iif(loss = 9e999, '✕', printf('%.2f', loss)) AS text, left_over || ' left' AS rest
FROM mean ORDER BY row, column;
