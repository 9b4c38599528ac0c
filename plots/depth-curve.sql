-- Final training loss against depth: plain and residual nets, one panel a norm, every seed a point.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY norm <> 'none', norm_first) AS column,
           CASE norm WHEN 'none' THEN 'no norm' ELSE norm || ' norm' END AS norm_name
    FROM (SELECT *, min(place) OVER (PARTITION BY norm) AS norm_first FROM best WHERE variant = 1)),
mean AS ( -- of the seeds that did not diverge; those that did are marked apart
    SELECT column, norm_name, panel, kind, hue, depth, avg(train_loss) AS loss,
           avg(coalesce(train_loss, 9e999)) AS strict FROM net GROUP BY column, panel, depth),
pair AS ( -- a plain net and the first other block of the same norm and depth: is plain behind, by the rule of verdicts?
    SELECT column, p.norm_name, depth, r.kind, paired_sign(p.train_loss, r.train_loss) = 1 AS behind,
           printf('%.2f and %.2f', avg(coalesce(p.train_loss, 9e999)), avg(coalesce(r.train_loss, 9e999))) AS ends
    FROM net AS p JOIN net AS r USING (column, depth, seed)
    WHERE p.kind = 'plain' AND r.panel = (SELECT min(panel) FROM mean WHERE kind <> 'plain') GROUP BY column, depth),
lag AS ( -- the depth from which plain is behind at every greater depth too
    SELECT q.column, q.norm_name, q.kind, min(iif(q.depth > l.depth, q.depth, NULL)) AS since, max(q.depth) AS deepest,
           (SELECT ends FROM pair AS o WHERE o.column = q.column ORDER BY o.depth DESC LIMIT 1) AS ends
    FROM pair AS q JOIN (SELECT column, max(iif(behind, -1, depth)) AS depth FROM pair GROUP BY column) AS l
    USING (column) GROUP BY q.column)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE
    WHEN count(*) = 0 THEN (SELECT printf('%s nets end lowest at %d layers',
                                          upper(substr(kind, 1, 1)) || substr(kind, 2), depth)
                            FROM mean ORDER BY strict LIMIT 1)
    WHEN count(since) = 0 THEN printf('At %d layers plain and %s nets end at ', max(deepest), min(kind))
        || group_concat(ends || iif(column > 1, printf(' (%s)', norm_name), ''), ', at ')
    WHEN count(*) > 1 AND count(since) = count(*) AND min(since) = max(since) THEN
        printf('Plain nets fall behind %s nets %s, with %s', min(kind),
               iif(min(since) = (SELECT min(depth) FROM pair), 'at every depth', printf('from %d layers on', min(since))),
               group_concat(norm_name, ' as with '))
    ELSE printf('Plain nets fall behind %s nets ', min(kind))
         || group_concat(iif(column > 1, 'with ' || norm_name || ', ', '')
                         || CASE WHEN since IS NULL THEN printf('the losses are %s at %d layers', ends, deepest)
                                 WHEN since = (SELECT min(depth) FROM pair) THEN 'at every depth'
                                 ELSE printf('from %d layers on', since) END, '; ') END
FROM (SELECT * FROM lag ORDER BY column);

-- text note
SELECT 'loss over the whole training set after the last step · every point a run, line = mean of ' || number
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕ at the top: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
       || tail FROM origin;

-- The depth of an mlp is that of its hidden layers, of the other families that of all.
-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM swept;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table panel
SELECT column, norm_name FROM net GROUP BY column ORDER BY column;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number diverged
SELECT sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)) FROM net;

-- Every seed, a little beside the next one, and whether it lies above the paper.
-- table seed
SELECT column, hue, depth * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above
FROM net ORDER BY column, hue, depth, seed;

-- The curves' names and where they end: NaN where the deepest diverged.
-- table last
SELECT column, hue, kind AS text, max(depth) AS depth, loss FROM mean GROUP BY column, panel ORDER BY column, panel;

-- series mean 2
SELECT column, hue, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY column, panel, depth;
