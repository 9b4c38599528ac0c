-- Final training loss, remedy by depth: a map of the plain nets and one of the residual ones.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY first) AS row, dense_rank() OVER (ORDER BY depth) AS column,
           CASE WHEN o <> 'sgd' THEN iif(o LIKE 'adam%', upper(substr(o, 1, 1)) || substr(o, 2), o)
                WHEN norm <> 'none' THEN norm || ' norm'
                WHEN init = 'looks-linear' THEN 'looks-linear'
                ELSE CASE activation WHEN 'relu' THEN 'ReLU' ELSE activation END || ', '
                     || CASE init WHEN 'he' THEN 'He' WHEN 'xavier' THEN 'Xavier' ELSE init END END AS name
    FROM (SELECT *, cell ->> '$."train.optimizer"' AS o, min(place) OVER (
              PARTITION BY activation, init, norm, cell ->> '$."train.optimizer"') AS first,
              CASE block WHEN 'preact' THEN 'residual' ELSE block END AS kind,
              dense_rank() OVER (ORDER BY block <> 'plain', block) AS panel FROM swept)),
mean AS (
    SELECT panel, kind, row, column, depth, name, avg(coalesce(train_loss, 9e999)) AS loss FROM net GROUP BY panel, row, column),
bound AS ( -- a net trains that ends below half of a guess's loss; where that is not known, below half of the worst
    SELECT coalesce(g.loss, max(iif(m.loss < 9e999, m.loss, NULL)), 1) / 2 AS loss,
           coalesce(nullif(max(coalesce(g.loss, 0), coalesce(max(iif(m.loss < far, m.loss, NULL)), 0)), 0), 1) AS most
    FROM mean AS m, guess AS g),
reach AS ( -- the greatest depth to which the mean loss stays below it
    SELECT m.panel, m.kind, m.row, m.name, max(iif(m.depth < coalesce((SELECT min(o.depth) FROM mean AS o
               WHERE o.panel = m.panel AND o.row = m.row AND o.loss > (SELECT loss FROM bound)), 9e9), m.depth, 0)) AS depth
    FROM mean AS m GROUP BY m.panel, m.row),
told AS (
    SELECT panel, kind, count(*) AS remedies, max(depth) AS far, sum(depth = (SELECT max(depth) FROM mean)) AS whole,
           group_concat(iif(depth = (SELECT max(depth) FROM reach AS o WHERE o.panel = reach.panel), name, NULL), ' and ') AS names
    FROM reach GROUP BY panel)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE WHEN far = 0 THEN printf('No %s net trains', kind)
            WHEN far < (SELECT max(depth) FROM mean) THEN printf('No remedy trains the deepest %s nets; furthest, to %d layers: %s', kind, far, names)
            ELSE printf('%d of %d remedies train the deepest %s nets', whole, remedies, kind) || iif(whole < 3, ': ' || names, '') END
FROM told ORDER BY panel LIMIT 1;

-- text note
SELECT 'final training loss, ' || replace(mean, ', band = min–max', '') || (SELECT printf(' · trains: below %.2f, half of a guess''s, at this depth and every lesser one', loss) FROM bound)
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || replace(tail, printf(' · best of %d learning rates', (SELECT count(DISTINCT lr) FROM net)), '') FROM origin;

-- table panel
SELECT panel, kind || (SELECT printf(': %d of %d train', whole, remedies) FROM told AS t WHERE t.panel = mean.panel) AS text, min(panel) + (SELECT min(block) <> 'plain' FROM net WHERE panel = 1) AS hue FROM mean GROUP BY panel ORDER BY panel;

-- table row
SELECT row, name FROM mean GROUP BY row ORDER BY row;

-- table column
SELECT column, depth FROM mean GROUP BY column ORDER BY column;

-- number least
SELECT min(loss) FROM mean;

-- number most
SELECT most FROM bound;

-- The map's cells; a mean with a diverged seed is as dark as the worst, and marked.
-- table cell
SELECT panel, column, row, iif(loss = 9e999, (SELECT most FROM bound), loss) AS loss,
       iif(loss = 9e999, '✕', printf('%.2f', loss)) AS text FROM mean ORDER BY panel, row, column;
